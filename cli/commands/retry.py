"""`probant retry ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from core.outcomes import Status


@click.command("retry")
@click.argument("documents", nargs=-1, metavar="[ID...]")
@click.option("--failed", is_flag=True, help="Every document that failed.")
@options.collection
@options.server
@options.as_json
def command(
    documents: tuple[str, ...],
    failed: bool,
    collection: str | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Read documents once more that failed or were cancelled."""
    if bool(documents) == failed or (documents and collection):
        raise click.UsageError("Give ids of documents, or --failed, of a --collection perhaps.")
    shown = asyncio.run(_retry(documents, collection, server))
    if as_json:
        emit({"documents": shown})
        return
    for document in shown:
        click.echo(f"{document['id']}  {document['status']}  {document['name']}")


async def _retry(
    documents: tuple[str, ...], collection: str | None, server: str | None
) -> list[Json]:
    async with open_backend(server) as backend:
        if not documents:
            failed = await backend.documents(collection, Status.FAILED)
            documents = tuple(document["id"] for document in failed)
        return [await backend.retry(document) for document in documents]
