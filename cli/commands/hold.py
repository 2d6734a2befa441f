"""`probant hold ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.connect import open_backend
from cli.output import emit
from flows.collections import Rules
from flows.documents import Change


@click.command("hold")
@click.argument("documents", nargs=-1, metavar="[ID...]")
@click.option("--collection", metavar="C", help="Hold this whole collection.")
@click.option("--reason", required=True, help="Why, for whoever is stopped by it.")
@options.server
@options.as_json
def command(
    documents: tuple[str, ...],
    collection: str | None,
    reason: str,
    server: str | None,
    as_json: bool,
) -> None:
    """Place a legal hold: until it is released, nobody can delete what it covers."""
    asyncio.run(set_hold(documents, collection, reason, server))
    if as_json:
        emit({"held": list(documents), "collection": collection, "reason": reason})


async def set_hold(
    documents: tuple[str, ...], collection: str | None, reason: str | None, server: str | None
) -> None:
    """Hold documents or a collection; without a reason, release them."""
    if not documents and not collection:
        raise click.UsageError("Give ids of documents, or --collection C.")
    async with open_backend(server) as backend:
        for document in documents:
            await backend.change(document, Change(hold=reason))
        if collection:
            await backend.change_collection(collection, Rules(hold=reason))
