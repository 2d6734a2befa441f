"""`probant permissions ID…`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Backend, Json
from cli.connect import open_backend
from cli.output import emit
from core.errors import NotFound, Refused
from core.principals import Classification
from flows.collections import Rules
from flows.documents import Change
from flows.documents.change import KEEP


@click.command("permissions")
@click.argument("documents", nargs=-1, metavar="[ID...]")
@click.option("--collection", metavar="C", help="Of this collection, not of documents.")
@options.reader
@click.option("--everybody", is_flag=True, help="Say nothing else: the collection's, or all.")
@options.classification
@options.server
@options.as_json
def command(
    documents: tuple[str, ...],
    collection: str | None,
    readers: tuple[str, ...],
    everybody: bool,
    classification: str | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Show who reads documents, or a collection; or say who does from now on."""
    if bool(documents) == bool(collection):
        raise click.UsageError("Give ids of documents, or --collection C.")
    if readers and everybody:
        raise click.UsageError("Give --reader or --everybody.")
    if collection and classification:
        raise click.UsageError("A collection has no classification: its documents have.")
    said = None if everybody else readers or KEEP
    if collection:
        shown = [asyncio.run(_collection(collection, Rules(readers=said), server))]
    else:
        level = Classification[classification.upper()] if classification else KEEP
        change = Change(readers=said, classification=level)
        shown = asyncio.run(_documents(documents, change, server))
    if as_json:
        emit({"permissions": shown})
        return
    for one in shown:
        click.echo(_line(one))


async def _documents(documents: tuple[str, ...], change: Change, server: str | None) -> list[Json]:
    shown = []
    async with open_backend(server) as backend:
        for document in documents:
            looks = change == Change()
            found = await (look(backend, document) if looks else backend.change(document, change))
            shown.append(_of(found, "name", "classification", "open_to"))
    return shown


async def look(backend: Backend, document: str) -> Json:
    """The document as who reads it sees it, else as who only manages it does. Raises `NotFound`."""
    try:
        return await backend.document(document)
    except NotFound as unread:
        try:
            return await backend.change(document, Change())  # that changes nothing
        except (NotFound, Refused):
            raise unread from None


async def _collection(name: str, rules: Rules, server: str | None) -> Json:
    async with open_backend(server) as backend:
        if rules != Rules():
            return _of(await backend.change_collection(name, rules), "name")
        for found in await backend.collections():
            if found["name"] == name:
                return _of(found, "name")
    raise NotFound(f"There is no collection {name[:80]!r}.")


def _of(found: Json, *names: str) -> Json:
    """Of a document the id, too; who reads it is told to those alone who manage it."""
    return {name: found[name] for name in ("id", *names, "readers") if name in found}


def _line(one: Json) -> str:
    readers = one.get("open_to") or one.get("readers") or ["everybody"]
    told = readers if "readers" in one else ["told to managers alone"]
    return "  ".join([one.get("id") or one["name"], *_level(one), *told])


def _level(one: Json) -> list[str]:
    return [one["classification"]] if "classification" in one else []
