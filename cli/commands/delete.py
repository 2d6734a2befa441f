"""`probant delete ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.connect import open_backend
from cli.output import emit


@click.command("delete")
@click.argument("documents", nargs=-1, required=True, metavar="ID...")
@options.server
@options.as_json
def command(documents: tuple[str, ...], server: str | None, as_json: bool) -> None:
    """Delete documents and all that was read from them. Their citations then answer 410."""
    asyncio.run(_delete(documents, server))
    if as_json:
        emit({"deleted": list(documents)})


async def _delete(documents: tuple[str, ...], server: str | None) -> None:
    async with open_backend(server) as backend:
        for document in documents:
            await backend.delete(document)
