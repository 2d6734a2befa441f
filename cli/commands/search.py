"""`probant search QUESTION`"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from flows.ask import Question


@click.command("search")
@options.question
@click.option("--top-k", default=10, show_default=True, type=click.IntRange(1, 100))
@options.collection
@options.document
@options.as_of
@options.batch
@options.server
@options.as_json
def command(
    question: str | None,
    top_k: int,
    collection: str | None,
    document: str | None,
    as_of: date | None,
    batch: Path | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Find the passages that match a question, best first."""
    asked = list(options.questions(question, batch, collection, document, as_of))
    asyncio.run(_search(asked, top_k, server, as_json))


async def _search(
    asked: Sequence[tuple[Any, Question]], top_k: int, server: str | None, as_json: bool
) -> None:
    questions = [question for _, question in asked]
    identities = iter(identity for identity, _ in asked)
    async with open_backend(server) as backend:
        async for found in backend.search_many(questions, top_k):
            identity = next(identities)
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
