"""`probant move ID… --to C`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.connect import open_backend
from cli.output import emit
from core.ids import CollectionId
from flows.documents import Change


@click.command("move")
@click.argument("documents", nargs=-1, required=True, metavar="ID...")
@click.option("--to", "collection", required=True, metavar="C", help="The collection to move to.")
@options.server
@options.as_json
def command(documents: tuple[str, ...], collection: str, server: str | None, as_json: bool) -> None:
    """Move documents to another collection, with what came in them. Their ids stay."""
    asyncio.run(_move(documents, collection, server))
    if as_json:
        emit({"moved": list(documents), "collection": collection})


async def _move(documents: tuple[str, ...], collection: str, server: str | None) -> None:
    change = Change(collection=CollectionId(collection))
    async with open_backend(server) as backend:
        for document in documents:
            await backend.change(document, change)
