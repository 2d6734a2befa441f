"""`probant check`"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import click

from cli import options
from cli.output import emit, note, progress_of
from core.settings import Settings
from flows.bootstrap import (
    Installation,
    build_checker,
    build_direct_queue,
    build_repairer,
    open_installation,
)
from flows.check.difference import REMEDIES, Difference

DIFFERENCES = 3
_SHOWN = 20


@click.command("check")
@click.option("--repair", is_flag=True, help="Put right what can be, then look again.")
@click.option("--deep", is_flag=True, help="Read and hash all stored bytes too.")
@options.as_json
def command(repair: bool, deep: bool, as_json: bool) -> None:
    """Compare database, stored bytes and index, and say what differs.

    Beside workers of a Qdrant server it may run at any time: what is under way is left alone. The
    embedded index has one owner: stop `probant serve` first. Exit status 3 where anything differs
    (after the repair, where there was one).
    """
    found, repaired = asyncio.run(_check(repair=repair, deep=deep, quiet=as_json))
    if as_json:
        shown = [difference.to_json() for difference in found]
        emit({"differences": shown, "repaired": repaired})
    else:
        _report(found)
    if found:
        sys.exit(DIFFERENCES)


async def _check(*, repair: bool, deep: bool, quiet: bool) -> tuple[Sequence[Difference], int]:
    settings = Settings.read()
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(open_installation(settings, build_direct_queue()))
        found = await _differences(parts, deep=deep, quiet=quiet)
        if not repair or not found:
            return found, 0
        if not quiet:
            _report(found)
        repaired = await build_repairer(parts).repair(found)
        note(f"repairing {repaired}")
        await parts.worker.until_idle()
        return await _differences(parts, deep=deep, quiet=quiet), repaired


async def _differences(parts: Installation, *, deep: bool, quiet: bool) -> list[Difference]:
    async with parts.database.begin() as unit:
        total = sum([1 async for _ in unit.documents.everything()]) if not quiet else 0
    with progress_of("check", "") as told:

        def tell(documents: int) -> None:
            told("documents", documents, total)

        return await build_checker(parts).differences(deep=deep, tell=tell)


def _report(found: Sequence[Difference]) -> None:
    counts: dict[Any, int] = {}
    for difference in found:
        counts[difference.kind] = seen = counts.get(difference.kind, 0) + 1
        if seen <= _SHOWN:
            click.echo(f"{difference.kind.value:>18}  {difference.detail}")
    for kind, count in counts.items():
        click.echo(f"{count} × {kind.value}: {REMEDIES[kind]}")
    if not found:
        click.echo("Database, stored bytes and index agree.")
