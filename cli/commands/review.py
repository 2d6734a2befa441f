"""`probant review`"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import click

from cli import options
from cli.backend import Backend, Json
from cli.connect import open_backend
from cli.output import emit
from core.reviews import Ruling

T = TypeVar("T")

_use_case = click.option("--use-case", metavar="ID", help="Of this use case alone.")


@click.group("review")
def command() -> None:
    """Answers that wait for people: look at one with its evidence, decide of it.

    For who has the role `reviewer`, and did not ask what it answers. docs/reviews.md says more.
    """


@command.command("list")
@_use_case
@click.option("--decided", is_flag=True, help="Those that were decided.")
@click.option(
    "--last", "count", type=click.IntRange(1, 10_000), default=50, metavar="N", show_default=True
)
@options.server
@options.as_json
def list_(
    use_case: str | None, decided: bool, count: int, server: str | None, as_json: bool
) -> None:
    """List what waits for you, the soonest due first."""

    asked = _asked(server, lambda backend: backend.reviews(count, use_case, decided=decided))
    found = asyncio.run(asked)
    if as_json:
        emit({"reviews": found})
        return
    for one in found:
        click.echo(_line(one))


@command.command("show")
@click.argument("review", metavar="ID")
@options.server
@options.as_json
def show(review: str, server: str | None, as_json: bool) -> None:
    """Show what became of an answer; with the answer to who asked, and who is at it."""

    _tell(_asked(server, lambda backend: backend.review(review)), as_json=as_json)


@command.command("claim")
@click.argument("review", metavar="ID")
@options.server
@options.as_json
def claim(review: str, server: str | None, as_json: bool) -> None:
    """Have one to yourself for 30 minutes, and see the answer and its evidence."""

    _tell(_asked(server, lambda backend: backend.claim_review(review)), as_json=as_json)


@command.command("release")
@click.argument("review", metavar="ID")
@options.server
@options.as_json
def release(review: str, server: str | None, as_json: bool) -> None:
    """Leave one to others."""

    _tell(_asked(server, lambda backend: backend.release_review(review)), as_json=as_json)


@command.command("accept")
@click.argument("review", metavar="ID")
@click.option("--why", "reason", default="", metavar="TEXT", help="For who looks into it later.")
@options.server
@options.as_json
def accept(review: str, reason: str, server: str | None, as_json: bool) -> None:
    """Let an answer that you have claimed stand as it is."""
    _decide(review, Ruling.ACCEPTED, reason, "", server, as_json=as_json)


@command.command("correct")
@click.argument("review", metavar="ID")
@click.option("--why", "reason", required=True, metavar="TEXT", help="What is wrong with it.")
@click.option("--answer", required=True, metavar="TEXT", help="What it should have said.")
@options.server
@options.as_json
def correct(review: str, reason: str, answer: str, server: str | None, as_json: bool) -> None:
    """Say what an answer that you have claimed should have said."""
    _decide(review, Ruling.CORRECTED, reason, answer, server, as_json=as_json)


@command.command("reject")
@click.argument("review", metavar="ID")
@click.option("--why", "reason", required=True, metavar="TEXT", help="What is wrong with it.")
@options.server
@options.as_json
def reject(review: str, reason: str, server: str | None, as_json: bool) -> None:
    """Let an answer that you have claimed not be used."""
    _decide(review, Ruling.REJECTED, reason, "", server, as_json=as_json)


@command.command("candidates")
@_use_case
@options.server
def candidates(use_case: str | None, server: str | None) -> None:
    """Write what was corrected as JSON Lines: questions that a suite may take up."""

    async def written() -> None:
        async with open_backend(server, finish=False, index=False) as backend:
            async for one in backend.candidates(use_case):
                click.echo(json.dumps(one, ensure_ascii=False))

    asyncio.run(written())


def _decide(
    review: str, ruling: Ruling, reason: str, correction: str, server: str | None, *, as_json: bool
) -> None:
    decided = _asked(
        server, lambda backend: backend.decide_review(review, ruling, reason, correction)
    )
    _tell(decided, as_json=as_json)


async def _asked(server: str | None, ask: Callable[[Backend], Awaitable[T]]) -> T:
    async with open_backend(server, finish=False, index=False) as backend:
        return await ask(backend)


def _tell(asked: Coroutine[Any, Any, Json], *, as_json: bool) -> None:
    one = asyncio.run(asked)
    if as_json:
        emit(one)
        return
    click.echo(_line(one))
    if one["answer"]:
        _show(one["question"], one["answer"])
    for said in one["said"] or ():
        reason = f": {said['reason']}" if said["reason"] else ""
        click.echo(f"  {said['ruling']} on {said['at'][:16]} by {said['by']}{reason}")
        if said["correction"]:
            click.echo(f"    it should have said: {said['correction']}")


def _line(one: Json) -> str:
    late = "  overdue" if one["overdue"] else ""
    taken = f"  claimed until {one['claimed_until'][11:16]}" if one["claimed_until"] else ""
    count = f"{one['decisions']} of {one['wanted']}"
    due = f"due {one['due_at'][:16]}{late}{taken}"
    return f"{one['id']}  {one['state']}  {count}  {due}  {one['use_case']}"


def _show(question: str, answer: Json) -> None:
    from cli.commands.ask import show_evidence

    click.secho(question, bold=True)
    show_evidence(answer)
