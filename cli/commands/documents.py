"""`probant documents`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.command("documents")
@options.server
@options.as_json
def command(server: str | None, as_json: bool) -> None:
    """List the documents with their status."""
    found = asyncio.run(_documents(server))
    if as_json:
        emit({"documents": found})
        return
    for document in found:
        columns = (document["id"], document["status"], document["collection"], document["name"])
        parent = (f"in {document['parent']}",) if document["parent"] else ()
        click.echo("  ".join((*columns, *parent)))


async def _documents(server: str | None) -> list[Json]:
    async with open_backend(server) as backend:
        return await backend.documents()
