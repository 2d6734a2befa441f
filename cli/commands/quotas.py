"""`probant quotas`"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from typing import IO

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit

_MONTH = click.DateTime(["%Y-%m"])


@click.group("quotas", invoke_without_command=True)
@options.server
@options.as_json
@click.pass_context
def command(context: click.Context, server: str | None, as_json: bool) -> None:
    """Show what one may still ask: every limit one is under, what is used and when it is free."""
    if not options.is_alone(context):
        return
    found = asyncio.run(_quotas(server))
    if as_json:
        emit({"quotas": found})
        return
    for one in found:
        click.echo(_line(one))


@command.command("export")
@click.option("--month", type=_MONTH, metavar="MONTH", help="As 2026-11; else the present one.")
@click.option("--out", type=click.File("w", "utf-8", atomic=True), default="-", metavar="FILE")
@options.server
@options.as_json
def export(month: datetime | None, out: IO[str], server: str | None, as_json: bool) -> None:
    """Write what one's entity asked in a month as JSON Lines, by day, use case and model.

    It is JSON with or without --json. Nobody is named.
    """
    asyncio.run(_export((month or datetime.now(UTC)).date(), out, server))


async def _quotas(server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        return await backend.quotas()


async def _export(month: date, out: IO[str], server: str | None) -> None:
    async with open_backend(server, finish=False, index=False) as backend:
        out.write("")  # a file, also where nothing was asked
        async for line in backend.export_usage(month):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _line(one: Json) -> str:
    limit = f"{one['measure']}_per_{one['window']}"
    used = f"{one['used']} of {one['limit']}"
    use = one["use_case"] or "-"
    return f"{one['whose']:9} {use:24} {limit:20} {used:24} until {one['resets_at'][:16]}"
