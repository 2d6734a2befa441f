"""`probant versions ID`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.command("versions")
@click.argument("document", metavar="ID")
@options.server
@options.as_json
def command(document: str, server: str | None, as_json: bool) -> None:
    """List the versions of a document, the oldest first; a star marks what is shown of it."""
    live, found = asyncio.run(_versions(document, server))
    if as_json:
        emit({"live": live, "versions": found})
        return
    last = max((v["number"] for v in found if v["version"] == live), default=0)
    for version in found:
        star = "*" if version["number"] == last else " "
        columns = (
            version["added_at"],
            version["added_by"] or "–",
            version["version"],
            version["name"],
        )
        click.echo(f"{star} {version['number']:>3}  " + "  ".join(columns))


async def _versions(document: str, server: str | None) -> tuple[str, list[Json]]:
    async with open_backend(server) as backend:
        shown = await backend.document(document)
        return shown["version"], await backend.versions(document)
