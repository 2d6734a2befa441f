"""`probant ask QUESTION`"""

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


@click.command("ask")
@options.question
@options.collection
@options.document
@options.as_of
@options.batch
@options.server
@options.as_json
def command(
    question: str | None,
    collection: str | None,
    document: str | None,
    as_of: date | None,
    batch: Path | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Answer a question from evidence, or say that there is none."""
    asked = list(options.questions(question, batch, collection, document, as_of))
    asyncio.run(_ask(asked, server, as_json))


async def _ask(asked: Sequence[tuple[Any, Question]], server: str | None, as_json: bool) -> None:
    async with open_backend(server) as backend:
        for identity, question in asked:
            answer = await backend.ask(question)
            if as_json:
                emit(answer if identity is None else {"id": identity, **answer})
            else:
                show(question.text, answer)


def show(question: str, answer: Json) -> None:
    """An answer for people: each sentence, then document, place and quote of each citation."""
    click.secho(question, bold=True)
    if answer["state"] != "answered":
        click.echo(f"  {answer['state']}: {answer['reason']}")
        for hit in answer["searched"]["nearest"]:
            click.echo(f"  near: {hit['document']} {hit['locator']}")
        return
    for line in answer["answer"].splitlines():
        click.echo(f"  {line}")
    shown = {citation["index"]: citation for citation in answer["citations"]}
    for index, citation in sorted(shown.items()):
        page = f"page {citation['page_start']}" if citation["page_start"] else citation["locator"]
        quote = " ".join(citation["quote"].split())
        click.secho(f"  [{index}] {citation['document']}, {page}", fg="cyan", nl=False)
        click.echo(f": « {quote} »")
