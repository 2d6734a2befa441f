"""`probant share ID…`"""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import click

from cli import options
from cli.backend import Json
from cli.connect import open_backend
from cli.output import emit
from core.ids import CollectionId, DocumentId
from flows.permissions.sharing import Offer


@click.command("share")
@click.argument("documents", nargs=-1, metavar="[ID...]")
@click.option("--collection", metavar="C", help="What is on this collection, not documents.")
@click.option("--with", "reader", required=True, metavar="TOKEN", help="entity:E, group:E/NAME …")
@click.option(
    "--from",
    "first_day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Today if absent.",
)
@click.option(
    "--until",
    "last_day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The last day (2026-01-31), in UTC.",
)
@click.option("--why", "reason", required=True, metavar="TEXT", help="For who looks into it later.")
@options.server
@options.as_json
def command(
    documents: tuple[str, ...],
    collection: str | None,
    reader: str,
    first_day: datetime | None,
    last_day: datetime,
    reason: str,
    server: str | None,
    as_json: bool,
) -> None:
    """Let somebody of another entity read documents, or what is on a collection, for some days."""
    if bool(documents) == bool(collection):
        raise click.UsageError("Give ids of documents, or --collection C.")
    first: date | None = first_day.date() if first_day else None
    days = first, last_day.date()
    offers = [Offer(DocumentId(one), None, reader, *days, reason) for one in documents]
    if collection:
        offers = [Offer(None, CollectionId(collection), reader, *days, reason)]
    made = asyncio.run(_share(offers, server))
    if as_json:
        emit({"shares": made})
        return
    for one in made:
        click.echo(line(one))


async def _share(offers: list[Offer], server: str | None) -> list[Json]:
    async with open_backend(server) as backend:
        return [await backend.share(offer) for offer in offers]


def line(share: Json) -> str:
    what = share["document"] or f"collection {share['collection']}"
    days = f"{share['from']} to {share['until']}"
    ended = "  revoked" if share["revoked_at"] else ""
    return f"{share['id']}  {what}  {share['reader']}  {days}{ended}  {share['reason']}"
