"""`probant search QUESTION`"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from cli.questions import Asked, asking
from flows.question import Question


@click.command("search")
@asking
@click.option("--top-k", default=10, show_default=True, type=click.IntRange(1, 100))
@options.use_case
@options.server
@options.as_json
def command(
    asked: Sequence[Asked], top_k: int, use_case: str | None, server: str | None, as_json: bool
) -> None:
    """Find the passages that match a question, best first."""
    asyncio.run(_search(asked, top_k, use_case, server, as_json))


async def _search(
    asked: Sequence[Asked], top_k: int, use_case: str | None, server: str | None, as_json: bool
) -> None:
    waiting, questions = iter(asked), [one.question for one in asked]
    async with open_backend(server) as backend:
        async for found in backend.search_many(questions, top_k, use_case):
            one = next(waiting)
            if as_json:
                emit(one.named(found))
            else:
                _show(one.question, found)


def _show(question: Question, found: Json) -> None:
    from cli.explained import show_explanation, show_scope, show_use_case

    show_use_case(found)
    show_scope(question, found["scope"])
    for rank, hit in enumerate(found["hits"], start=1):
        click.secho(f"{rank}. {hit['document']}  {hit['locator']}  {hit['score']:.3f}", bold=True)
        click.echo("   " + " ".join(hit["focus"].split())[:500])
    if not found["hits"]:
        click.echo("Nothing found.")
    if "explanation" in found:
        show_explanation(found["explanation"])
