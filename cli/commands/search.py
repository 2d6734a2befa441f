"""`probant search QUESTION`"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit


@click.command("search")
@options.question
@click.option("--top-k", default=10, show_default=True, type=click.IntRange(1, 100))
@options.collection
@options.document
@options.batch
@options.server
@options.as_json
def command(
    question: str | None,
    top_k: int,
    collection: str | None,
    document: str | None,
    batch: Path | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Find the passages that match a question, best first."""
    asyncio.run(_search(question, batch, collection, document, top_k, server, as_json))


async def _search(
    text: str | None,
    batch: Path | None,
    collection: str | None,
    document: str | None,
    top_k: int,
    server: str | None,
    as_json: bool,
) -> None:
    asked = list(options.questions(text, batch, collection, document))
    async with open_backend(server) as backend:
        for identity, question in asked:
            found = await backend.search(question, top_k)
            if as_json:
                emit(found if identity is None else {"id": identity, **found})
            else:
                _show(found)


def _show(found: Json) -> None:
    for rank, hit in enumerate(found["hits"], start=1):
        click.secho(f"{rank}. {hit['document']}  {hit['locator']}  {hit['score']:.3f}", bold=True)
        click.echo("   " + " ".join(hit["text"].split())[:300])
    if not found["hits"]:
        click.echo("Nothing found.")
