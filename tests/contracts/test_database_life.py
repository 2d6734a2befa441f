"""Versions, links, moves, holds, validity and retention; on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.documents import Document, DocumentVersion, Hold, Validity
from core.errors import NotFound
from core.ids import CollectionId, DocumentId, EntityId, VersionId, reading_id
from core.outcomes import Outcome, Status
from core.principals import Classification, SearchFilter
from core.readings import Reading
from core.stores import Database
from tests.contracts.databases import (
    MINUTE,
    NOON,
    READ,
    a_document,
    a_page,
    a_reading,
    add,
    add_live,
    chunks_of,
    found,
    record,
    scope,
)

pytestmark = pytest.mark.asyncio

NORTH, LEASES = EntityId("north"), CollectionId("leases")
HOLD = Hold("Litige 42", "claire", NOON)
YEAR = timedelta(days=365)


def next_version(document: Document, content: str) -> DocumentVersion:
    version = VersionId(hashlib.sha256(content.encode()).hexdigest())
    name = f"{content}.pdf"
    return DocumentVersion(document.id, 0, version, name, "text/plain", 7, NOON + MINUTE, "luc")


def reading_of(version: DocumentVersion) -> Reading:
    id_ = reading_id(version.document, version.version, "pdf/1")
    return Reading(id_, version.document, version.version, "pdf/1", (a_page(),))


# Versions


async def test_a_new_version_counts_once_it_was_read(database: Database) -> None:
    document = a_document()
    old = a_reading(document)
    old_chunks = await add_live(database, document, old)
    second = next_version(document, "avenant")
    new = reading_of(second)
    async with database.begin() as uow:
        await uow.documents.add_version(second)
        await record(uow, new, chunks_of(document, new))
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == document
        for version in (document.version, second.version):  # the live one, and the last one
            assert await uow.documents.with_version(scope(), version) == [document]
        assert await uow.documents.with_version(scope("south"), second.version) == []
        assert await uow.readings.make_live(new.id) == [old.id]
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == replace(
            document,
            version=second.version,
            name="avenant.pdf",
            media_type="text/plain",
            size_bytes=7,
            outcome=READ,
        )
        assert [v.number for v in await uow.documents.versions(document.id)] == [1, 2]
        assert (await uow.documents.versions(document.id))[1] == replace(second, number=2)
        assert await uow.readings.leaf(old.id, 1) == old.leaves[0]
        assert await uow.documents.shares_blob(NORTH, document.version)
    assert await found(database, scope(), old_chunks) == []


async def test_an_earlier_version_comes_back_under_a_new_number(database: Database) -> None:
    document = a_document()
    first = a_reading(document)
    await add_live(database, document, first)
    second = next_version(document, "avenant")
    back = replace(next_version(document, "x"), version=document.version, name="retour.pdf")
    async with database.begin() as uow:
        await uow.documents.add_version(second)
        await record(uow, reading_of(second))
        await uow.readings.make_live(reading_of(second).id)
        await uow.documents.add_version(back)
        await record(uow, first, chunks_of(document, first))
        assert await uow.readings.make_live(first.id) == [reading_of(second).id]
    async with database.begin() as uow:
        now = await uow.documents.find(scope(), document.id)
        assert now
        assert (now.version, now.name) == (document.version, "retour.pdf")
        assert [v.version for v in await uow.documents.versions(document.id)] == [
            document.version,
            second.version,
            document.version,
        ]
        assert await uow.documents.with_version(scope(), second.version) == []
        assert await uow.documents.with_version(scope(), document.version) == [now]


async def test_a_version_of_what_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await uow.documents.add_version(next_version(a_document(), "x"))


async def test_a_reading_that_is_not_live_is_deleted(database: Database) -> None:
    document = a_document()
    live, staged = a_reading(document), a_reading(document, parser="pdf/2")
    await add_live(database, document, live)
    async with database.begin() as uow:
        await record(uow, staged, chunks_of(document, staged))
        for reading in (live, staged):
            await uow.readings.delete(reading.id)
        assert [head.id for head in await uow.readings.of_document(document.id)] == [live.id]


# Links


async def test_what_came_in_two_mails_goes_with_the_last(database: Database) -> None:
    mail, other, kept = (a_document(name) for name in ("mail", "other", "kept"))
    came = replace(a_document("came"), own=False, parents=tuple(sorted((mail.id, other.id))))
    alone = replace(a_document("alone"), own=False, parents=(mail.id,))
    await add(database, mail, other, kept, came, alone)
    async with database.begin() as uow:
        await uow.documents.link(mail.id, kept.id)
        await uow.documents.link(mail.id, kept.id)
        children = await uow.documents.children(mail.id)
        linked = replace(kept, parents=(mail.id,))
        assert children == sorted((came, alone, linked), key=lambda one: one.id)
        assert await uow.documents.unlink(mail.id) == [replace(alone, parents=())]
        assert await uow.documents.children(mail.id) == []
        await uow.documents.set_own(came.id)
        assert await uow.documents.unlink(other.id) == []
        assert await uow.documents.find(scope(), came.id) == replace(came, own=True, parents=())


async def test_a_link_goes_with_either_end(database: Database) -> None:
    mail, child = a_document("mail"), a_document("child")
    await add(database, mail, child)
    for gone in (mail, child):
        async with database.begin() as uow:
            await uow.documents.link(mail.id, child.id)
            await uow.documents.delete(gone.id)
        async with database.begin() as uow:
            assert await uow.documents.children(mail.id) == []
            await uow.documents.add(gone)
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await uow.documents.link(mail.id, DocumentId("none"))


# Changes


async def test_a_move_a_hold_a_source_and_a_validity(database: Database) -> None:
    document = a_document()
    reading = a_reading(document)
    chunks = await add_live(database, document, reading)
    validity = Validity(date(2025, 1, 1), date(2025, 12, 31))
    async with database.begin() as uow:
        await uow.documents.move(document.id, CollectionId("archive"))
        await uow.documents.set_hold(document.id, HOLD)
        await uow.documents.set_source(document.id, "2025/bail.pdf")
        await uow.documents.set_validity(document.id, validity)
    moved = replace(
        document,
        collection=CollectionId("archive"),
        hold=HOLD,
        source="2025/bail.pdf",
        validity=validity,
    )
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == moved
        assert await uow.documents.with_source(scope()) == [moved]
        assert await uow.documents.with_source(scope("south")) == []
        assert [shelf.name for shelf in await uow.collections.all(scope())] == ["archive"]
        assert await uow.documents.is_taken(document.id)
        assert not await uow.documents.is_taken(DocumentId("none"))
    assert await found(database, scope(collections=("leases",)), chunks) == []
    assert await found(database, scope(collections=("archive",)), chunks) == [chunks[0].id]
    async with database.begin() as uow:
        await uow.documents.set_hold(document.id, None)
        await uow.documents.set_source(document.id, None)
        lifted = await uow.documents.find(scope(), document.id)
        assert await uow.documents.with_source(scope()) == []
    assert lifted == replace(moved, hold=None, source=None)


@pytest.mark.parametrize(
    ("first", "last", "day", "is_found"),
    [
        (None, None, date(1970, 1, 1), True),
        (date(2025, 1, 1), None, date(2024, 12, 31), False),
        (date(2025, 1, 1), None, date(2025, 1, 1), True),
        (None, date(2025, 6, 30), date(2025, 6, 30), True),
        (None, date(2025, 6, 30), date(2025, 7, 1), False),
        (date(2025, 1, 1), date(2025, 6, 30), None, True),
    ],
)
async def test_only_what_is_valid_on_the_day_is_found(
    database: Database, first: date | None, last: date | None, day: date | None, is_found: bool
) -> None:
    document = replace(a_document(), validity=Validity(first, last))
    chunks = await add_live(database, document, a_reading(document))
    assert bool(await found(database, SearchFilter(scope(), day=day), chunks)) is is_found


async def test_every_document_of_every_entity(database: Database) -> None:
    documents = [a_document(str(n), entity=("north", "south")[n % 2]) for n in range(450)]
    await add(database, *documents)
    async with database.begin() as uow:
        every = [document.id async for document in uow.documents.everything()]
    assert every == sorted(document.id for document in documents)


# Collections


async def test_collections_are_those_with_a_document_or_a_rule(database: Database) -> None:
    secret = a_document("s", collection="secret", classification=Classification.RESTRICTED)
    await add(
        database, secret, *(a_document(name, collection=name) for name in ("états", "Audits"))
    )
    async with database.begin() as uow:
        await uow.collections.set_retention(NORTH, LEASES, 0)
        await uow.collections.set_hold(NORTH, CollectionId("Audits"), HOLD)
        await uow.collections.set_hold(NORTH, CollectionId("none"), HOLD)
        await uow.collections.set_hold(NORTH, CollectionId("none"), None)
        shelves = await uow.collections.all(scope(clearance=Classification.INTERNAL))
        assert [(shelf.name, shelf.documents) for shelf in shelves] == [
            ("Audits", 1),
            ("leases", 0),
            ("états", 1),
        ]
        assert await uow.collections.all(scope(collections=("leases",))) == shelves[1:2]
        assert await uow.collections.all(scope("south")) == []
        assert [one.name for one in await uow.collections.all(scope())][2] == "secret"
        assert await uow.collections.find(NORTH, CollectionId("Audits")) == shelves[0]
        assert shelves[0].hold == HOLD
        assert shelves[1].retention_days == 0
        assert await uow.collections.find(EntityId("south"), LEASES) is None


async def test_a_weight_alone_is_a_rule(database: Database) -> None:
    async with database.begin() as uow:
        await uow.collections.set_dense_weight(NORTH, LEASES, 0.0)
        assert [one.dense_weight for one in await uow.collections.all(scope())] == [0.0]
        await uow.collections.set_dense_weight(NORTH, LEASES, None)
        assert await uow.collections.all(scope()) == []


async def test_what_is_past_its_retention_is_listed_oldest_first(database: Database) -> None:
    old, older, young = (
        a_document(str(days), created_at=NOON - timedelta(days=days)) for days in (31, 99, 29)
    )
    elsewhere = a_document("x", collection="for ever", created_at=NOON - YEAR)
    await add(database, old, older, young, elsewhere)
    async with database.begin() as uow:
        assert await uow.collections.expired(NOON, 9) == []
        await uow.collections.set_retention(NORTH, LEASES, 30)
        await uow.collections.set_retention(NORTH, CollectionId("for ever"), 10**9)
        assert await uow.collections.expired(NOON, 9) == [older, old]
        assert await uow.collections.expired(NOON, 1) == [older]
        await uow.collections.set_hold(NORTH, LEASES, HOLD)
        assert await uow.collections.expired(NOON, 9) == []
        await uow.collections.set_hold(NORTH, LEASES, None)
        await uow.documents.set_hold(older.id, HOLD)
        assert await uow.collections.expired(NOON, 9) == [old]


async def test_what_came_in_something_expires_with_it(database: Database) -> None:
    past = {"created_at": NOON - YEAR}
    archive, mail = a_document("archive", **past), a_document("mail", **past)
    mail = replace(mail, own=False, parents=(archive.id,))
    annex = replace(a_document("annex", **past), own=False, parents=(mail.id,))
    own = replace(a_document("own", **past), parents=(mail.id,))
    await add(database, archive, mail, annex, own)
    async with database.begin() as uow:
        await uow.collections.set_retention(NORTH, LEASES, 30)
        expired = await uow.collections.expired(NOON, 9)
        assert {document.id for document in expired} == {archive.id, own.id}
        await uow.documents.set_hold(own.id, HOLD)
        assert await uow.collections.expired(NOON, 9) == [archive]
        await uow.documents.set_hold(annex.id, HOLD)
        assert await uow.collections.expired(NOON, 9) == []


async def test_a_document_takes_over_what_its_reading_says(database: Database) -> None:
    document = a_document()
    reading = a_reading(document)
    outcome = Outcome(Status.PARTIAL, pages=3)
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, reading, chunks_of(document, reading), outcome)
        head = await uow.readings.find(scope(), reading.id)
        assert head
        assert (head.outcome, head.chunks, head.live) == (outcome, 1, False)
        await uow.readings.make_live(reading.id)
        assert await uow.documents.find(scope(), document.id) == replace(document, outcome=outcome)
