"""What is deleted, and what remains of it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.schema import metadata
from core.description import Description, Fact, Field
from core.ids import CollectionId, ReadingId
from core.jobs import JobKind, JobState, Lane
from core.principals import AccessScope
from core.stores import Database
from tests.contracts.databases import (
    MINUTE,
    NOON,
    a_document,
    a_job,
    a_page,
    a_reading,
    a_tombstone,
    add,
    add_live,
    chunks_of,
    record,
    rows,
    scope,
)

pytestmark = pytest.mark.asyncio

CANARY = "QUETZALCOATLUS-7f3a91"


async def test_deleting_leaves_a_tombstone_and_jobs_only(database: Database, url: str) -> None:
    document = a_document(found=Description((Fact(Field.ISSUER, "Foncière du Nord SA"),)))
    old, new = a_reading(document), a_reading(document, parser="pdf/2")
    await add_live(database, document, old)
    purge = a_job(document, JobKind.PURGE)
    tombstone = a_tombstone(document, new.id, old.id)
    async with database.begin() as uow:
        await record(uow, new, chunks_of(document, new))
        await uow.jobs.add(purge)
    before = await rows(url)
    below = ("documents", "versions", "facts", "names", "readings", "leaves", "chunks")
    assert all(before[name] for name in below)
    async with database.begin() as uow:
        await uow.documents.delete(document.id)
        await uow.documents.bury(tombstone)
    kept = {"jobs": 1, "turns": 1, "collections": 1, "naming": 1}
    kept |= {"tombstones": 1, "tombstone_readings": 2}
    assert await rows(url) == {name: kept.get(name, 0) for name in metadata.tables}
    async with database.begin() as uow:
        assert await uow.jobs.of_document(document.id) == [purge]
        tombstone_of, north = uow.documents.tombstone, scope()
        assert await tombstone_of(north, document=document.id) == tombstone
        assert await tombstone_of(north, reading=old.id) == tombstone
        assert await tombstone_of(north, document=document.id, reading=new.id) == tombstone
        assert await tombstone_of(north, reading=ReadingId("other")) is None
        assert await tombstone_of(scope("south"), document=document.id) is None
        assert await tombstone_of(scope("south"), reading=old.id) is None


async def test_what_was_deleted_twice_keeps_both_tombstones(database: Database) -> None:
    document = a_document()
    first = a_tombstone(document, ReadingId("r1"))
    last = replace(first, readings=(ReadingId("r2"),), deleted_at=NOON + MINUTE)
    async with database.begin() as uow:
        await uow.documents.bury(last)
        await uow.documents.bury(first)
        assert await uow.documents.tombstone(scope(), document=document.id) == last
        assert await uow.documents.tombstone(scope(), reading=ReadingId("r1")) == first


async def test_nothing_of_a_deleted_text_is_left(database: Database, url: str) -> None:
    said = Description((Fact(Field.PARTY, f"{CANARY} SA"), Fact(Field.TITLE, f"{CANARY} said")))
    document = a_document("canary", name="zanzibar-name.pdf", found=said)
    reading = a_reading(document, *(a_page(f"{CANARY} {n} " * 300, n) for n in range(1, 30)))
    await add_live(database, document, reading)
    async with database.begin() as uow:
        await uow.documents.move(document.id, CollectionId("other"))
        job = a_job(document)
        await uow.jobs.add(job)
    assert await _is_anywhere(url, CANARY.encode())  # or this test could not fail
    assert await _is_anywhere(url, CANARY.split("-")[0].lower().encode())  # a key, in `names`
    async with database.begin() as uow:
        await uow.documents.delete(document.id)
    await database.reclaim_space()
    for trace in (CANARY, CANARY.split("-")[0].lower(), "zanzibar-name"):
        assert not await _is_anywhere(url, trace.encode())


async def test_space_is_reclaimed_later_while_somebody_reads(tmp_path: Path) -> None:
    async def wake(lane: Lane) -> None: ...

    database = await open_database(f"sqlite:///{tmp_path / 'probant.db'}", wake)
    await add(database, a_document())
    reader = sqlite3.connect(tmp_path / "probant.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM documents").fetchall()
    await add(database, a_document("other"))
    await database.reclaim_space()
    assert (tmp_path / "probant.db-wal").stat().st_size > 0
    reader.close()
    await database.reclaim_space()
    assert (tmp_path / "probant.db-wal").stat().st_size == 0
    await database.close()


async def _is_anywhere(url: str, trace: bytes) -> bool:
    """Whether these bytes are in SQLite's files, or in a column of PostgreSQL."""
    address = parse_address(url)
    if address.is_sqlite:
        # Packed columns are compressed: the text of a leaf is not.
        return any(trace in file.read_bytes() for file in address.path.parent.iterdir())
    engine = create_async_engine(address.url)
    async with engine.connect() as connection:
        contents = [
            str((await connection.execute(select(table))).all()).encode()
            for table in metadata.tables.values()
        ]
    await engine.dispose()
    return any(trace in content for content in contents)


async def test_dead_letters_of_a_deleted_document_call_for_nobody(database: Database) -> None:
    document = a_document()
    await add(database, document)
    letters = [a_job(document, kind) for kind in (JobKind.INGEST, JobKind.PURGE)]
    async with database.begin() as uow:
        for job in letters:
            await uow.jobs.add(replace(job, state=JobState.FAILED))
        await uow.documents.delete(document.id)
    async with database.begin() as uow:
        dead = await uow.jobs.dead(AccessScope.whole(document.entity), 10)
        assert [job.kind for job in dead] == [JobKind.PURGE]
        cancelled = await uow.jobs.find(letters[0].id)
    assert cancelled is not None
    assert cancelled.state is JobState.CANCELLED
