"""`probant describe DOCUMENT`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from core.description import Field
from flows.describe import Changes

_FIELDS = [field.value for field in Field]


@click.command("describe")
@click.argument("document", metavar="ID")
@click.option("--set", "said", multiple=True, metavar="FIELD=VALUE", help="Say what is right.")
@click.option("--none", "absent", multiple=True, type=click.Choice(_FIELDS), help="There is none.")
@click.option("--unset", multiple=True, type=click.Choice(_FIELDS), help="Take back what was said.")
@options.server
@options.as_json
def command(
    document: str,
    said: tuple[str, ...],
    absent: tuple[str, ...],
    unset: tuple[str, ...],
    server: str | None,
    as_json: bool,
) -> None:
    """Show what a document says of itself, with the evidence; or correct it.

    Give --set twice for a field that has several values.
    """
    shown = asyncio.run(_describe(document, _changes(said, absent, unset), server))
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


async def _describe(document: str, changes: Changes, server: str | None) -> Json:
    async with open_backend(server) as backend:
        if changes:
            return await backend.correct(document, changes)
        return await backend.document(document)


def _line(fact: Json) -> str:
    where = f"{fact['leaf']}: {' '.join(fact['quote'].split())[:80]}" if fact["leaf"] else ""
    return f"{fact['field']:<10} {fact['value']}  [{fact['source']}] {where}".rstrip()
