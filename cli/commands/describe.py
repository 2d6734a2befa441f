"""`probant describe DOCUMENT`"""

from __future__ import annotations

import asyncio
from datetime import date

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from core.description import Field
from flows.describe import Changes
from flows.documents import Change, Keep

_FIELDS = [field.value for field in Field]


@click.command("describe")
@click.argument("document", metavar="ID")
@click.option("--set", "said", multiple=True, metavar="FIELD=VALUE", help="Say what is right.")
@click.option("--none", "absent", multiple=True, type=click.Choice(_FIELDS), help="There is none.")
@click.option("--unset", multiple=True, type=click.Choice(_FIELDS), help="Take back what was said.")
@click.option("--valid-from", metavar="DATE", help="The first day it counts; none: since ever.")
@click.option("--valid-until", metavar="DATE", help="The last day it counts; none: for ever.")
@click.option("--again", is_flag=True, help="Read it again, with what was said of it.")
@options.server
@options.as_json
def command(
    document: str,
    said: tuple[str, ...],
    absent: tuple[str, ...],
    unset: tuple[str, ...],
    valid_from: str | None,
    valid_until: str | None,
    again: bool,
    server: str | None,
    as_json: bool,
) -> None:
    """Show what a document says of itself, with the evidence; or correct it.

    Give --set twice for a field that has several values.
    """
    change = Change(valid_from=_day(valid_from), valid_until=_day(valid_until))
    said_now = _changes(said, absent, unset)
    shown = asyncio.run(_describe(document, said_now, change, again, server))
    if as_json:
        emit(shown)
        return
    for fact in shown["description"]:
        click.echo(_line(fact))


def _changes(said: tuple[str, ...], absent: tuple[str, ...], unset: tuple[str, ...]) -> Changes:
    values: dict[str, list[str]] = {field: [] for field in absent}
    for pair in said:
        field, sign, value = pair.partition("=")
        if not sign or field not in _FIELDS:
            raise click.UsageError(f"{pair!r} is not FIELD=VALUE with one of {', '.join(_FIELDS)}.")
        values.setdefault(field, []).append(value)
    return {**values, **dict.fromkeys(unset)}


def _day(text: str | None) -> date | Keep | None:
    if text is None:
        return Keep.KEEP
    if text == "none":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no day; write 2026-01-31, or none.") from None


async def _describe(
    document: str, changes: Changes, change: Change, again: bool, server: str | None
) -> Json:
    async with open_backend(server) as backend:
        if changes:
            await backend.correct(document, changes)
        if change != Change():
            await backend.change(document, change)
        if again:
            await backend.read_again(document)
        return await backend.document(document)


def _line(fact: Json) -> str:
    where = f"{fact['leaf']}: {' '.join(fact['quote'].split())[:80]}" if fact["leaf"] else ""
    return f"{fact['field']:<10} {fact['value']}  [{fact['source']}] {where}".rstrip()
