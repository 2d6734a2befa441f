"""`probant documents`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from core.outcomes import Status

_STATUSES = [status.value for status in Status if status is not Status.UNCHANGED]


@click.command("documents")
@options.collection
@click.option("--status", type=click.Choice(_STATUSES), help="Those with this status only.")
@options.server
@options.as_json
def command(collection: str | None, status: str | None, server: str | None, as_json: bool) -> None:
    """List the documents with their status."""
    found = asyncio.run(_documents(collection, Status(status) if status else None, server))
    if as_json:
        emit({"documents": found})
        return
    for document in found:
        click.echo(_line(document))


async def _documents(
    collection: str | None, status: Status | None, server: str | None
) -> list[Json]:
    async with open_backend(server) as backend:
        return await backend.documents(collection, status)


def _line(document: Json) -> str:
    columns = [document["id"], document["status"], document["collection"], document["name"]]
    if document["parents"]:
        columns.append(f"in {', '.join(document['parents'])}")
    if document["hold"]:
        columns.append(f"held: {document['hold']['reason']}")
    if document["job"]:
        columns.append(_waiting(document["job"]))
    return "  ".join(columns)


def _waiting(job: Json) -> str:
    """What is under way, or came to nothing."""
    why = f": {job['error']['message']}" if job["error"] else ""
    return f"({job['state']} {job['stage']}".rstrip() + f"{why})"
