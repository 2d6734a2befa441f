"""`probant ask QUESTION`"""

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


@click.command("ask")
@asking
@options.use_case
@options.server
@options.as_json
def command(
    asked: Sequence[Asked], use_case: str | None, server: str | None, as_json: bool
) -> None:
    """Answer a question from evidence, or say that there is none."""
    asyncio.run(_ask(asked, use_case, server, as_json))


async def _ask(
    asked: Sequence[Asked], use_case: str | None, server: str | None, as_json: bool
) -> None:
    async with open_backend(server) as backend:
        for one in asked:
            answer = await backend.ask(one.question, use_case)
            if as_json:
                emit(one.named(answer))
            else:
                show(one.question, answer)


def show(question: Question, answer: Json) -> None:
    """An answer for people: where it was looked for, then its sentences and their evidence."""
    from cli.explained import show_explanation, show_scope, show_use_case

    click.secho(question.text, bold=True)
    show_use_case(answer)
    show_scope(question, answer["searched"]["scope"])
    if answer["state"] == "answered":
        show_evidence(answer)
    else:
        click.echo(f"  {answer['state']}: {answer['reason']}")
        abstention = answer.get("abstention") or {}  # an older server tells none
        if wanted := abstention.get("would_help"):
            click.echo(f"  would help: {wanted}")
        for hit in answer["searched"]["nearest"]:
            click.echo(f"  near: {hit['document']} {hit['locator']}")
    if "explanation" in answer:
        show_explanation(answer["explanation"])


def show_evidence(answer: Json) -> None:
    """Each sentence, then document, place and quote of each citation."""
    if (waits := answer.get("supervision")) and waits["state"] == "draft":
        said = f"draft: it waits for people until {waits['due_at'][:16]}, review {waits['review']}"
        click.secho(f"  {said}", fg="yellow")
    for line in answer["answer"].splitlines():
        click.echo(f"  {line}")
    for one in answer.get("contradictions", ()):
        told = ", ".join(
            f"{c['document']} says {c['value']} [{c['citation']}]" for c in one["values"]
        )
        click.secho(f"  documents disagree: {told}", fg="yellow")
    shown = {citation["index"]: citation for citation in answer["citations"]}
    for index, citation in sorted(shown.items()):
        page = f"page {citation['page_start']}" if citation["page_start"] else citation["locator"]
        quote = " ".join(citation["quote"].split())
        past = "" if citation.get("in_force", True) else ", not in force today"
        click.secho(f"  [{index}] {citation['document']}, {page}{past}", fg="cyan", nl=False)
        click.echo(f": « {quote} »")
