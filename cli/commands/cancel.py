"""`probant cancel ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.command("cancel")
@click.argument("documents", nargs=-1, metavar="[ID...]")
@click.option("--batch", metavar="B", help="All that is not done of this batch.")
@options.server
@options.as_json
def command(
    documents: tuple[str, ...], batch: str | None, server: str | None, as_json: bool
) -> None:
    """Stop the reading of documents. What was read of them before stays as it is."""
    if bool(documents) == bool(batch):
        raise click.UsageError("Give ids, or --batch.")
    shown = asyncio.run(_cancel(documents, batch, server))
    if as_json:
        emit({"documents": shown})
        return
    for document in shown:
        click.echo(f"{document['id']}  {document['status']}  {document['name']}")


async def _cancel(documents: tuple[str, ...], batch: str | None, server: str | None) -> list[Json]:
    async with open_backend(server, finish=False, index=False) as backend:
        if batch:
            await backend.cancel_batch(batch)
            return await backend.batch_documents(batch)
        return [await backend.cancel(document) for document in documents]
