"""`probant release ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.commands.hold import set_hold
from cli.output import emit


@click.command("release")
@click.argument("documents", nargs=-1, metavar="[ID...]")
@click.option("--collection", metavar="C", help="Release this collection.")
@options.server
@options.as_json
def command(
    documents: tuple[str, ...], collection: str | None, server: str | None, as_json: bool
) -> None:
    """Lift a legal hold."""
    asyncio.run(set_hold(documents, collection, None, server))
    if as_json:
        emit({"released": list(documents), "collection": collection})
