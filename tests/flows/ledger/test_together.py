"""What is granted and taken back is in the ledger with it, or neither is."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.sql import open_database
from core.errors import Unavailable
from core.ids import CollectionId, DocumentId, KeyId
from core.ledger import Draft, Entry, Head, Notary, Record
from core.principals import Classification, Role
from core.sharing import ShareId
from core.stores import Database
from flows.bootstrap import Installation
from flows.collections import Collections, Rules
from flows.documents import Change
from flows.keys import Keys
from flows.people.people import People
from flows.permissions.sharing import Offer, Sharing
from governance.bootstrap import build_notary
from governance.identity.giving import WantedKey
from tests.flows.ledger.kept import a_text, examined, records
from tests.flows.ledger.provided import CLAIRE, desk, signed_in
from tests.flows.lives import DEFAULT, WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_person, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

BOSS = a_person("user:boss", HERE, groups=frozenset({"credit"}))
WANTED = WantedKey("nightly load", frozenset({Role.READER}))
UNTIL = datetime.now(UTC).date() + timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Full:
    """A notary of a ledger that takes no more records."""

    inner: Notary

    def draft(self, entry: Entry) -> Draft:
        return self.inner.draft(entry)

    def chained(self, head: Head, drafts: Sequence[Draft]) -> list[Record]:
        raise Unavailable("The ledger is full.", "Make room.")


def over(parts: Installation, database: Database) -> Installation:
    return replace(
        parts,
        database=database,
        keys=Keys(database),
        people=People(database),
        sharing=Sharing(database),
        collections=Collections(database),
        documents=replace(parts.documents, database=database),
        ledger=replace(parts.ledger, database=database),
    )


@asynccontextmanager
async def with_full_ledger(parts: Installation) -> AsyncIterator[Installation]:
    notary = Full(build_notary(parts.settings))
    database = await open_database(parts.settings.database, parts.queue.wake, notary)
    try:
        yield over(parts, database)
    finally:
        await database.close()


@dataclass(frozen=True)
class There:
    """What deeds are done to."""

    document: DocumentId
    key: KeyId
    share: ShareId
    session: str


async def there(parts: Installation, folder: Path) -> There:
    document = (await added(parts, a_text(folder))).id
    return There(
        document,
        (await parts.keys.create(BOSS, WANTED))[0].id,
        (await parts.sharing.share(BOSS, offer(document))).id,
        await signed_in(parts.database),
    )


def offer(document: DocumentId | None, collection: CollectionId | None = None) -> Offer:
    return Offer(document, collection, "entity:south", None, UNTIL, "An audit.")


Deed = Callable[[Installation, There], Awaitable[object]]
DEEDS: dict[str, tuple[Deed, list[str]]] = {
    "make a key": (lambda parts, _: parts.keys.create(BOSS, WANTED), ["key-created"]),
    "revoke a key": (lambda parts, it: parts.keys.revoke(BOSS, it.key), ["key-revoked"]),
    "share": (lambda parts, _: parts.sharing.share(BOSS, offer(None, DEFAULT)), ["shared"]),
    "unshare": (lambda parts, it: parts.sharing.unshare(BOSS, it.share), ["unshared"]),
    "classify": (
        lambda parts, it: parts.documents.change(
            BOSS, it.document, Change(classification=Classification.CONFIDENTIAL)
        ),
        ["permitted"],
    ),
    "say who reads a document, and hold it": (
        lambda parts, it: parts.documents.change(
            BOSS, it.document, Change(readers=["group:here/credit"], hold="A case.")
        ),
        ["changed", "permitted"],
    ),
    "say who reads a collection": (
        lambda parts, _: parts.collections.change(
            BOSS, DEFAULT, Rules(readers=["group:here/credit"])
        ),
        ["permitted"],
    ),
    "sign in": (lambda parts, _: signed_in(parts.database), ["signed-in"]),
    "sign out": (lambda parts, it: desk(parts.database).end(it.session), ["signed-out"]),
    "send somebody away": (lambda parts, _: parts.people.end(BOSS, CLAIRE), ["sessions-ended"]),
    "erase somebody": (lambda parts, _: parts.ledger.erase(BOSS, CLAIRE), ["erased"]),
}


def stored(parts: Installation) -> list[str]:
    """All that the database holds, but for the attempts to sign in."""
    with closing(sqlite3.connect(parts.settings.data / "probant.db")) as database:
        return [line for line in database.iterdump() if '"login_attempts"' not in line]


@pytest.mark.parametrize("named", DEEDS)
async def test_a_deed_and_its_record_are_there_together_or_neither_is(
    named: str, tmp_path: Path
) -> None:
    do, kinds = DEEDS[named]
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        parts = with_parser(opened, WordParser())
        it = await there(parts, tmp_path)
        found, before = await records(parts), stored(parts)
        async with with_full_ledger(parts) as full:
            with pytest.raises(Unavailable, match="ledger is full"):
                await do(full, it)
        assert stored(parts) == before
        await do(parts, it)
        after = await records(parts)
        assert [one.kind for one in after[len(found) :]] == kinds
        assert not examined(after).findings
        assert stored(parts) != before


async def test_what_is_done_already_is_recorded_once(tmp_path: Path) -> None:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        parts = with_parser(opened, WordParser())
        it = await there(parts, tmp_path)
        before = len(await records(parts))
        for _ in range(2):
            await parts.keys.revoke(BOSS, it.key)
            await parts.sharing.unshare(BOSS, it.share)
            await desk(parts.database).end(it.session)
            await desk(parts.database).end("no token")
            change = Change(readers=["group:here/credit"])
            await parts.documents.change(BOSS, it.document, change)
        kinds = [one.kind for one in (await records(parts))[before:]]
        assert kinds == ["key-revoked", "unshared", "signed-out", "permitted"]
