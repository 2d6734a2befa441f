"""`probant collections`"""

from __future__ import annotations

import asyncio

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit, note
from flows.collections import Rules
from flows.documents.change import KEEP


@click.group("collections", invoke_without_command=True)
@options.server
@options.as_json
@click.pass_context
def command(context: click.Context, server: str | None, as_json: bool) -> None:
    """List collections with their rules; or set, or delete one."""
    if not options.is_alone(context):
        return
    found = asyncio.run(_collections(server))
    if as_json:
        emit({"collections": found})
        return
    for collection in found:
        click.echo(_line(collection))


@command.command("set")
@click.argument("name", metavar="C")
@click.option("--retention-days", metavar="N|none", help="Days its documents are kept.")
@click.option(
    "--dense-weight", metavar="X|none", help="Of dense against BM25 in searches, from 0 to 1."
)
@options.server
@options.as_json
def set_rules(
    name: str,
    retention_days: str | None,
    dense_weight: str | None,
    server: str | None,
    as_json: bool,
) -> None:
    """Say how long the documents of a collection are kept (`none`: as long as nobody deletes), or
    what counts in searches of it (`none`: what counts everywhere)."""
    if retention_days is None and dense_weight is None:
        raise click.UsageError("Say what to set: --retention-days or --dense-weight.")
    rules = Rules(
        retention_days=KEEP if retention_days is None else _days(retention_days),
        dense_weight=KEEP if dense_weight is None else _weight(dense_weight),
    )
    changed = asyncio.run(_set(name, rules, server))
    if as_json:
        emit(changed)


@command.command("delete")
@click.argument("name", metavar="C")
@click.option("--yes", is_flag=True, help="Don't ask.")
@options.server
@options.as_json
def delete(name: str, yes: bool, server: str | None, as_json: bool) -> None:
    """Delete every document of a collection. Who stops it midway can start it again."""
    if not yes:
        click.confirm(f"Delete every document of {name}?", abort=True, err=True)
    deleted = asyncio.run(_delete(name, server))
    if as_json:
        emit({"collection": name, "deleted": deleted})


def _days(text: str) -> int | None:
    if text == "none":
        return None
    if not text.isdecimal():
        raise click.UsageError("--retention-days takes a number of days, or none.")
    return int(text)


def _weight(text: str) -> float | None:
    if text == "none":
        return None
    try:
        return float(text)
    except ValueError:
        raise click.UsageError("--dense-weight takes a number from 0 to 1, or none.") from None


async def _collections(server: str | None) -> list[Json]:
    async with open_backend(server) as backend:
        return await backend.collections()


async def _set(name: str, rules: Rules, server: str | None) -> Json:
    async with open_backend(server) as backend:
        return await backend.change_collection(name, rules)


async def _delete(name: str, server: str | None) -> int:
    deleted, left = 0, 1
    async with open_backend(server) as backend:
        while left:
            step = await backend.empty_collection(name)
            deleted, left = deleted + step["deleted"], step["left"]
            note(f"{deleted} deleted, {left} left")
    return deleted


def _line(collection: Json) -> str:
    columns = [f"{collection['documents']:>7}", collection["name"]]
    if collection["retention_days"] is not None:
        columns.append(f"kept {collection['retention_days']} days")
    if collection["dense_weight"] is not None:
        columns.append(f"dense weight {collection['dense_weight']:g}")
    if collection["hold"]:
        columns.append(f"held: {collection['hold']['reason']}")
    return "  ".join(columns)
