"""`probant duplicates`"""

from __future__ import annotations

import asyncio
from typing import Any

import click

from cli import options
from cli.local import open_local
from cli.output import emit
from core.ids import CollectionId
from core.settings import Settings
from flows.bootstrap import build_duplicates


@click.command("duplicates")
@options.collection
@click.option(
    "--at-least",
    default=0.95,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True),
    help="Least share of each one's passages that the other has too.",
)
@options.as_json
def command(collection: str | None, at_least: float, as_json: bool) -> None:
    """List documents that say nearly the same, the most alike first.

    The embedded index has one owner: stop `probant serve` first.
    """
    pairs = asyncio.run(_pairs(collection, at_least))
    if as_json:
        emit({"pairs": pairs})
        return
    for pair in pairs:
        first, second = pair["documents"]
        how = "same bytes" if pair["same_bytes"] else f"{pair['alike']:.0%} alike"
        click.echo(f"{how:>11}  {_shown(first)}  {_shown(second)}")
    if not pairs:
        click.echo("None.")


async def _pairs(collection: str | None, at_least: float) -> list[dict[str, Any]]:
    async with open_local(Settings.read(), finish=True, index=True) as local:
        chosen = CollectionId(collection) if collection else None
        found = await build_duplicates(local.parts).pairs(local.user, chosen, at_least)
        return [pair.to_json() for pair in found]


def _shown(document: dict[str, Any]) -> str:
    return f"{document['collection']}/{document['name']}"
