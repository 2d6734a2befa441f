"""The contract of `core.ports.Database`, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine

import adapters
from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.migrate import migrate, migrate_back
from adapters.sql.tables import metadata
from core.documents import Document, JobKind, JobState, Tombstone
from core.errors import Conflict, Misconfigured, NotFound, Unavailable
from core.evidence import Chunk
from core.ids import ChunkId, DocumentId, EntityId, JobId, ReadingId
from core.outcomes import ErrorItem, Outcome, Status
from core.ports import Database
from core.principals import AccessScope, Classification, SearchFilter
from core.readings import Leaf, LeafKind, Reading, Word, WordSpan
from tests.contracts.databases import (
    MINUTE,
    NOON,
    a_chunk,
    a_document,
    a_job,
    a_page,
    a_reading,
    as_stored,
    chunks_of,
    execute,
    fresh_postgres,
    leaves,
    postgres_server,
    scope,
)

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'probant.db'}"
    else:
        with fresh_postgres(request.getfixturevalue("postgres")) as fresh:
            yield fresh


@pytest.fixture
def woken() -> list[JobId]:
    return []


@pytest_asyncio.fixture
async def database(url: str, woken: list[JobId]) -> AsyncIterator[Database]:
    async def wake(job: JobId) -> None:
        woken.append(job)

    opened = await open_database(url, wake)
    yield opened
    await opened.close()


async def add(database: Database, *documents: Document) -> None:
    async with database.begin() as uow:
        for document in documents:
            await uow.documents.add(document)


async def add_live(database: Database, document: Document, reading: Reading) -> list[Chunk]:
    """Store a document with a live reading of it, one chunk a leaf."""
    chunks = chunks_of(document, reading)
    async with database.begin() as uow:
        await uow.documents.add(document)
        await uow.readings.add(reading, chunks)
        await uow.readings.make_live(reading.id)
    return chunks


async def found(
    database: Database, where: AccessScope | SearchFilter, chunks: list[Chunk]
) -> list[ChunkId]:
    narrowed = where if isinstance(where, SearchFilter) else SearchFilter(where)
    async with database.begin() as uow:
        return list(await uow.readings.passages(narrowed, [chunk.id for chunk in chunks]))


async def rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = create_async_engine(parse_address(url).url)
    async with engine.connect() as connection:
        counts = {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }
    await engine.dispose()
    return counts


# Documents


async def test_a_document_comes_back_as_it_was_stored(database: Database) -> None:
    document = a_document(
        name="Bail été – 東京 🏠.pdf",
        size_bytes=5_000_000_000,
        classification=Classification.CONFIDENTIAL,
        outcome=Outcome(
            Status.PARTIAL, 3, 20, 7, (ErrorItem("pdf", "no_text_layer", "Page vide", 2),)
        ),
    )
    await add(database, document)
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == document


async def test_an_outcome_replaces_the_former_one(database: Database) -> None:
    document = a_document()
    await add(database, document)
    outcome = Outcome(Status.FAILED, errors=(ErrorItem("parse", "crash", "killed"),))
    async with database.begin() as uow:
        await uow.documents.set_outcome(document.id, outcome)
    async with database.begin() as uow:
        assert await uow.documents.find(scope(), document.id) == replace(document, outcome=outcome)


async def test_of_two_that_add_the_same_document_one_wins(database: Database) -> None:
    answers = await asyncio.gather(
        *(add(database, a_document()) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 3 + ["NoneType"]
    assert all(isinstance(answer, Conflict) for answer in answers if answer)


async def test_pages_follow_each_other_in_id_order(database: Database) -> None:
    documents = [a_document(f"lease {number}") for number in range(7)]
    await add(database, *documents)
    ids: list[DocumentId] = []
    async with database.begin() as uow:
        while page := await uow.documents.page(scope(), 3, ids[-1] if ids else None):
            ids += [document.id for document in page]
            assert len(page) <= 3
    assert ids == sorted(document.id for document in documents)


@pytest.mark.parametrize(
    "where",
    [
        scope("south"),
        scope(clearance=Classification.INTERNAL),
        scope(collections=("audits",)),
        scope(collections=()),
    ],
    ids=["entity", "classification", "collection", "no collection"],
)
async def test_what_is_out_of_scope_does_not_exist(database: Database, where: AccessScope) -> None:
    document = a_document(classification=Classification.CONFIDENTIAL)
    reading = a_reading(document)
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        assert await uow.documents.find(where, document.id) is None
        assert await uow.documents.named(where, document.name) == []
        assert await uow.documents.page(where, 10) == []
        assert await uow.documents.count(where) == 0
        assert await uow.documents.collections(where) == []
        assert await uow.readings.find(where, reading.id) is None
    assert await found(database, where, chunks) == []
    assert await found(database, scope(collections=("leases", "x")), chunks) == [chunks[0].id]


async def test_two_entities_with_the_same_bytes_see_nothing_of_each_other(
    database: Database,
) -> None:
    north, south = a_document(entity="north"), a_document(entity="south")
    assert north.version == south.version
    chunks = {
        document.entity: await add_live(database, document, a_reading(document))
        for document in (north, south)
    }
    for mine, other in ((north, south), (south, north)):
        where = scope(mine.entity)
        async with database.begin() as uow:
            assert await uow.documents.page(where, 10) == [mine]
            assert await uow.documents.named(where, mine.name) == [mine]
            assert await uow.documents.count(where) == 1
            assert await uow.documents.find(where, other.id) is None
            assert await uow.readings.find(where, a_reading(other).id) is None
        both = chunks[north.entity] + chunks[south.entity]
        assert await found(database, where, both) == [chunks[mine.entity][0].id]


async def test_collections_are_listed_once_and_in_order(database: Database) -> None:
    names = ["leases", "Audits", "leases", "états"]
    await add(database, *(a_document(str(n), collection=name) for n, name in enumerate(names)))
    async with database.begin() as uow:
        assert await uow.documents.collections(scope()) == ["Audits", "leases", "états"]
        assert await uow.documents.count(scope(collections=("leases",))) == 2


async def test_children_are_found_by_the_document_they_came_in(database: Database) -> None:
    parent, child, other = a_document("a"), a_document("b"), a_document("c")
    child = replace(child, parent=parent.id)
    await add(database, parent, child, other)
    async with database.begin() as uow:
        assert await uow.documents.children(parent.id) == [child]
        await uow.documents.set_parent(child.id, None)
        await uow.documents.set_parent(other.id, parent.id)
    async with database.begin() as uow:
        assert await uow.documents.children(parent.id) == [replace(other, parent=parent.id)]
        assert await uow.documents.find(scope(), child.id) == replace(child, parent=None)


async def test_a_blob_is_shared_within_its_entity_only(database: Database) -> None:
    first, second = a_document(collection="one"), a_document(collection="two")
    await add(database, first, second, a_document(entity="south"))
    for document, shared in ((first, True), (second, False)):
        async with database.begin() as uow:
            await uow.documents.delete(document.id)
            assert await uow.documents.shares_blob(document.entity, document.version) is shared


async def test_a_name_of_any_length(database: Database) -> None:
    names = ["".join(chr(0x4E00 + (n * k) % 20_000) for n in range(20_000)) for k in (1, 7)]
    documents = [a_document(name[0] + name[5], name=name) for name in names]
    await add(database, *documents)
    async with database.begin() as uow:
        assert await uow.documents.named(scope(), names[1]) == [documents[1]]


# Readings


async def test_a_reading_comes_back_as_it_was_stored(database: Database) -> None:
    document = a_document()
    cells = (Word(0, 5, None, "A1"), Word(6, 8, None, "B1"))
    sheet = Leaf(2, LeafKind.SHEET, "Loyer 12", cells, (), "Été")
    reading = a_reading(document, a_page(), sheet)
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        assert await uow.readings.leaf(reading.id, 1) == reading.leaves[0]
        assert await uow.readings.leaf_labelled(reading.id, "Été") == sheet
        assert await uow.readings.leaf(reading.id, 3) is None
        assert await uow.readings.leaf_labelled(reading.id, "Hiver") is None
        assert await uow.readings.chunks(reading.id) == chunks
        head = await uow.readings.find(scope(), reading.id)
        assert await uow.readings.of_document(document.id) == [head]
    assert head is not None
    assert (head.id, head.document, head.version) == (reading.id, document.id, document.version)
    assert (head.parser, head.live) == ("pdf/1", True)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(leaf=leaves())
async def test_any_leaf_survives(database: Database, leaf: Leaf) -> None:
    document = a_document()
    reading = a_reading(document, leaf)
    async with database.begin() as uow:
        await uow.documents.delete(document.id)
        await uow.documents.add(document)
        await uow.readings.add(reading, [])
    async with database.begin() as uow:
        stored = await uow.readings.leaf(reading.id, 1)
    elements = tuple(
        replace(element, heading_path=tuple(as_stored(part) for part in element.heading_path))
        for element in leaf.elements
    )
    assert stored == replace(
        leaf, text=as_stored(leaf.text), label=as_stored(leaf.label), elements=elements
    )


async def test_text_no_database_takes_keeps_its_offsets(database: Database) -> None:
    document = a_document(name="a\0b\ud800.pdf", created_by="\0")
    reading = a_reading(document, a_page("Loyer\0 \ud83d\ude00 120 \udfff€ 🏠 fin"))
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        stored = await uow.readings.leaf(reading.id, 1)
        assert await uow.documents.named(scope(), document.name) == [
            replace(document, name="a\ufffdb\ufffd.pdf", created_by="\ufffd")
        ]
        assert await uow.documents.find(scope(), DocumentId("\0")) is None
        assert (await uow.readings.chunks(reading.id))[0].text == as_stored(chunks[0].text)
    assert stored is not None
    assert stored.quote(WordSpan(2, 3)) == "120"
    assert stored.quote(WordSpan(4, 6)) == "🏠 fin"


async def test_a_leaf_of_twenty_thousand_words(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page(" ".join(f"mot{n}" for n in range(20_000))))
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        passages = await uow.readings.passages(SearchFilter(scope()), [chunks[0].id])
    assert passages[chunks[0].id].leaf == reading.leaves[0]


async def test_a_reading_that_is_not_live_is_replaced(database: Database) -> None:
    document = a_document()
    first = a_reading(document, a_page("one"), a_page("two", 2))
    second = a_reading(document, a_page("three"))
    async with database.begin() as uow:
        await uow.documents.add(document)
        await uow.readings.add(first, chunks_of(document, first))
    async with database.begin() as uow:
        await uow.readings.add(second, chunks_of(document, second))
    async with database.begin() as uow:
        assert await uow.readings.leaf(first.id, 1) == second.leaves[0]
        assert await uow.readings.leaf(first.id, 2) is None
        assert await uow.readings.chunks(first.id) == chunks_of(document, second)


async def test_a_live_reading_is_left_alone(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page("one"))
    await add_live(database, document, reading)
    async with database.begin() as uow:
        await uow.readings.add(a_reading(document, a_page("other")), [])
    async with database.begin() as uow:
        assert await uow.readings.leaf(reading.id, 1) == reading.leaves[0]
        assert [head.live for head in await uow.readings.of_document(document.id)] == [True]


async def test_a_new_live_reading_retires_the_old_one(database: Database) -> None:
    document = a_document()
    old, new = a_reading(document), a_reading(document, parser="pdf/2")
    old_chunks, new_chunks = await add_live(database, document, old), chunks_of(document, new)
    async with database.begin() as uow:
        await uow.readings.add(new, new_chunks)
    assert await found(database, scope(), old_chunks + new_chunks) == [old_chunks[0].id]
    async with database.begin() as uow:
        assert await uow.readings.make_live(new.id) == [old.id]
        assert await uow.readings.make_live(new.id) == []
    assert await found(database, scope(), old_chunks + new_chunks) == [new_chunks[0].id]
    async with database.begin() as uow:
        retired = await uow.readings.find(scope(), old.id)
        assert await uow.readings.leaf(old.id, 1) == old.leaves[0]
    assert retired is not None
    assert not retired.live


async def test_readings_made_live_at_once_leave_one_live(database: Database) -> None:
    document = a_document()
    readings = [a_reading(document, parser=f"pdf/{n}") for n in range(6)]
    await add(database, document)

    async def store(reading: Reading) -> list[ReadingId]:
        async with database.begin() as uow:
            await uow.readings.add(reading, chunks_of(document, reading))
            return await uow.readings.make_live(reading.id)

    retired = await asyncio.gather(*map(store, readings))
    async with database.begin() as uow:
        heads = await uow.readings.of_document(document.id)
    assert [head.live for head in heads].count(True) == 1
    assert sorted(id_ for ids in retired for id_ in ids) == sorted(
        head.id for head in heads if not head.live
    )


async def test_readings_of_what_is_not_there(database: Database) -> None:
    reading = a_reading(a_document())
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await uow.readings.add(reading, [])
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await uow.readings.make_live(reading.id)


async def test_a_passage_carries_its_document_and_leaf(database: Database) -> None:
    document = a_document()
    reading = a_reading(document, a_page(), a_page("Durée : neuf ans", 2))
    chunks = await add_live(database, document, reading)
    async with database.begin() as uow:
        passages = await uow.readings.passages(
            SearchFilter(scope()), [chunks[1].id, ChunkId("none"), chunks[0].id, chunks[1].id]
        )
    assert list(passages) == [chunks[1].id, chunks[0].id]
    passage = passages[chunks[1].id]
    assert passage.chunk == chunks[1]
    assert passage.leaf == reading.leaves[1]
    assert (passage.document, passage.document_name) == (document.id, document.name)
    assert (passage.version, passage.collection) == (document.version, document.collection)
    assert passage.place.locator == chunks[1].locator


async def test_passages_of_some_documents_only(database: Database) -> None:
    one, two = a_document("one"), a_document("two")
    chunks = [
        *await add_live(database, one, a_reading(one)),
        *await add_live(database, two, a_reading(two)),
    ]
    many = tuple(DocumentId(str(number)) for number in range(40_000))
    for narrowed, ids in (
        (None, [chunks[0].id, chunks[1].id]),
        ((), []),
        ((two.id,), [chunks[1].id]),
        ((*many, one.id), [chunks[0].id]),
    ):
        assert await found(database, SearchFilter(scope(), narrowed), chunks) == ids
    assert await found(database, SearchFilter(scope("south"), (one.id,)), chunks) == []


async def test_more_chunks_than_a_statement_takes_parameters(database: Database) -> None:
    document = a_document()
    leaf = replace(a_page(" ".join(f"mot{n}" for n in range(1_000))), kind=LeafKind.TEXT)
    reading = a_reading(document, leaf)
    chunks = [a_chunk(document, reading, ordinal, leaf) for ordinal in range(1_000)]
    async with database.begin() as uow:
        await uow.documents.add(document)
        await uow.readings.add(reading, chunks)
        await uow.readings.make_live(reading.id)
    strangers = [replace(chunks[0], id=ChunkId(str(number))) for number in range(40_000)]
    assert await found(database, scope(), strangers + chunks) == [chunk.id for chunk in chunks]


# Deletion


async def test_deleting_leaves_a_tombstone_and_jobs_only(database: Database, url: str) -> None:
    document = a_document()
    old, new = a_reading(document), a_reading(document, parser="pdf/2")
    await add_live(database, document, old)
    purge = a_job(document, JobKind.PURGE)
    tombstone = Tombstone(
        document.id, document.entity, document.version, (new.id, old.id), NOON, "claire"
    )
    async with database.begin() as uow:
        await uow.readings.add(new, chunks_of(document, new))
        await uow.jobs.add(purge)
    before = await rows(url)
    assert all(before[name] for name in ("documents", "versions", "readings", "leaves", "chunks"))
    async with database.begin() as uow:
        await uow.documents.delete(document.id)
        await uow.documents.bury(tombstone)
    kept = {"jobs": 1, "tombstones": 1, "tombstone_readings": 2}
    assert await rows(url) == {name: kept.get(name, 0) for name in metadata.tables}
    async with database.begin() as uow:
        assert await uow.jobs.of_document(document.id) == [purge]
        tombstone_of, north = uow.documents.tombstone, document.entity
        assert await tombstone_of(north, document=document.id) == tombstone
        assert await tombstone_of(north, reading=old.id) == tombstone
        assert await tombstone_of(north, document=document.id, reading=new.id) == tombstone
        assert await tombstone_of(north, reading=ReadingId("other")) is None
        assert await tombstone_of(EntityId("south"), document=document.id) is None
        assert await tombstone_of(EntityId("south"), reading=old.id) is None


async def test_what_was_deleted_twice_keeps_both_tombstones(database: Database) -> None:
    document = a_document()
    first = Tombstone(
        document.id, document.entity, document.version, (ReadingId("r1"),), NOON, "claire"
    )
    last = replace(first, readings=(ReadingId("r2"),), deleted_at=NOON + MINUTE)
    async with database.begin() as uow:
        await uow.documents.bury(last)
        await uow.documents.bury(first)
        assert await uow.documents.tombstone(document.entity, document=document.id) == last
        assert await uow.documents.tombstone(document.entity, reading=ReadingId("r1")) == first


# Jobs


async def test_of_twenty_that_claim_a_job_one_gets_it(database: Database) -> None:
    job = a_job(a_document())
    async with database.begin() as uow:
        await uow.jobs.add(job)

    async def claim(worker: str) -> bool:
        async with database.begin() as uow:
            claimed = await uow.jobs.claim(job.id, worker, NOON, NOON + MINUTE)
        assert claimed in (None, replace(job, state=JobState.RUNNING, attempts=1))
        return claimed is not None

    assert sum(await asyncio.gather(*(claim(f"w{n}") for n in range(20)))) == 1


async def test_a_lease_that_ended_can_be_claimed(database: Database) -> None:
    job = a_job(a_document())
    later = NOON + MINUTE
    async with database.begin() as uow:
        jobs = uow.jobs
        await jobs.add(job)
        assert await jobs.waiting(NOON) == [job.id]
        assert await jobs.claim(job.id, "one", NOON, later)
        assert await jobs.waiting(NOON) == []
        assert await jobs.claim(job.id, "two", later - MINUTE / 60, later + MINUTE) is None
        assert await jobs.extend(job.id, "one", later + MINUTE)
        assert await jobs.claim(job.id, "two", later, later + MINUTE) is None
        assert await jobs.waiting(later + MINUTE) == [job.id]
        again = await jobs.claim(job.id, "two", later + MINUTE, later + 2 * MINUTE)
        assert again is not None
        assert again.attempts == 2
        assert not await jobs.extend(job.id, "one", later + 9 * MINUTE)
        assert not await jobs.finish(job.id, "one", JobState.DONE)
        assert await jobs.of_document(job.document) == [again]
        assert await jobs.finish(job.id, "two", JobState.DONE)
        assert await jobs.of_document(job.document) == []
        assert await jobs.waiting(later + 99 * MINUTE) == []
        assert await jobs.claim(job.id, "one", later + 99 * MINUTE, later + 100 * MINUTE) is None
        assert await jobs.claim(JobId("none"), "one", NOON, later) is None


async def test_ended_leases_are_lost(database: Database) -> None:
    job, done = a_job(a_document()), a_job(a_document("other"))
    async with database.begin() as uow:
        for one in (job, done):
            await uow.jobs.add(one)
            assert await uow.jobs.claim(one.id, "one", NOON, NOON + 60 * MINUTE)
        assert await uow.jobs.finish(done.id, "one", JobState.FAILED)
        await uow.jobs.end_leases()
        assert await uow.jobs.waiting(NOON) == [job.id]
        assert not await uow.jobs.extend(job.id, "one", NOON + 99 * MINUTE)
        assert not await uow.jobs.finish(job.id, "one", JobState.DONE)
        assert await uow.jobs.claim(job.id, "one", NOON, NOON + MINUTE)


async def test_waiting_jobs_are_offered_oldest_first(database: Database) -> None:
    jobs = [a_job(a_document(str(number))) for number in range(5)]
    for job in jobs:
        async with database.begin() as uow:
            await uow.jobs.add(job)
    async with database.begin() as uow:
        assert await uow.jobs.waiting(NOON) == [job.id for job in jobs]


# Units of work


async def test_workers_are_woken_once_and_after_the_commit(url: str) -> None:
    seen: list[tuple[JobId, bool]] = []

    async def wake(job: JobId) -> None:
        async with opened.begin() as uow:
            seen.append((job, job in await uow.jobs.waiting(NOON)))

    opened = await open_database(url, wake)
    jobs = [a_job(a_document()) for _ in range(2)]
    async with opened.begin() as uow:
        for job in jobs:
            await uow.jobs.add(job)
            uow.after_commit(job.id)
            uow.after_commit(job.id)
        assert seen == []
    assert seen == [(job.id, True) for job in jobs]
    await opened.close()


async def test_a_rollback_leaves_nothing(database: Database, url: str, woken: list[JobId]) -> None:
    document = a_document()
    job = a_job(document)

    async def fail() -> None:
        async with database.begin() as uow:
            await uow.documents.add(document)
            await uow.readings.add(a_reading(document), [])
            await uow.jobs.add(job)
            uow.after_commit(job.id)
            raise KeyError("of the caller")

    with pytest.raises(KeyError, match="of the caller"):
        await fail()
    assert woken == []
    assert set((await rows(url)).values()) == {0}
    await add(database, document)


async def test_a_cancelled_unit_of_work_leaves_nothing(database: Database, url: str) -> None:
    added = asyncio.Event()

    async def hang() -> None:
        async with database.begin() as uow:
            await uow.documents.add(a_document())
            added.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await added.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert set((await rows(url)).values()) == {0}
    await add(database, a_document())


async def test_a_wake_that_fails_does_not_fail_the_commit(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    woken: list[JobId] = []

    async def wake(job: JobId) -> None:
        woken.append(job)
        raise ConnectionError("no queue")

    database = await open_database(url, wake)
    jobs = [a_job(a_document()) for _ in range(2)]
    async with database.begin() as uow:
        for job in jobs:
            await uow.jobs.add(job)
            uow.after_commit(job.id)
    async with database.begin() as uow:
        assert await uow.jobs.waiting(NOON) == [job.id for job in jobs]
    await database.close()
    assert woken == [job.id for job in jobs]
    assert str(jobs[0].id) in caplog.text


async def test_sixteen_units_of_work_write_at_once(database: Database) -> None:
    async def work(number: int) -> None:
        document = a_document(f"lease {number}")
        async with database.begin() as uow:
            assert await uow.documents.find(scope(), document.id) is None
            await uow.documents.add(document)
            await uow.readings.add(a_reading(document), chunks_of(document, a_reading(document)))
            await uow.readings.make_live(a_reading(document).id)
            await uow.jobs.add(a_job(document))

    await asyncio.gather(*(work(number) for number in range(16)))
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 16
        assert len(await uow.jobs.waiting(NOON)) == 16


async def test_two_openers_write_at_once(url: str) -> None:
    async def wake(job: JobId) -> None: ...

    document = a_document()
    opened = await asyncio.gather(open_database(url, wake), open_database(url, wake))
    await add(opened[0], document)

    async def store(database: Database, number: int) -> None:
        reading = a_reading(document, parser=f"pdf/{number}")
        async with database.begin() as uow:
            assert await uow.documents.find(scope(), document.id)
            await uow.readings.add(reading, chunks_of(document, reading))
            await uow.readings.make_live(reading.id)

    await asyncio.gather(*(store(opened[n % 2], n) for n in range(16)))
    async with opened[0].begin() as uow:
        heads = await uow.readings.of_document(document.id)
    assert sorted(head.live for head in heads) == [False] * 15 + [True]
    for one in opened:
        await one.close()


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.begin() as writer:
        await writer.documents.add(a_document())
        async with asyncio.timeout(5), database.begin() as reader:
            assert await reader.documents.count(scope()) == 0
        assert await writer.documents.count(scope()) == 1


async def test_who_has_read_can_write_after_somebody_else_did(database: Database) -> None:
    async with database.begin() as first:
        assert await first.documents.count(scope()) == 0
        await add(database, a_document("other"))
        await first.documents.add(a_document())
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 2


async def test_what_is_stored_outlives_its_opener(url: str) -> None:
    async def wake(job: JobId) -> None: ...

    for count in range(2):
        opened = await open_database(url, wake)
        async with opened.begin() as uow:
            assert await uow.documents.count(scope()) == count
            await uow.documents.add(a_document(str(count)))
        await opened.close()


# Migrations and addresses


async def test_migrations_go_forwards_and_back(url: str) -> None:
    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    await migrate(url)
    await migrate_back(url)
    engine = create_async_engine(parse_address(url).url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    await migrate(url)
    await migrate(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set(metadata.tables)
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_processes_that_migrate_at_once(url: str) -> None:
    program = (
        "import asyncio, sys; from adapters.sql.migrate import migrate;"
        "sys.stdin.readline(); asyncio.run(migrate(sys.argv[1]))"
    )
    root = Path(adapters.__file__).parents[1]
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", program, url),
            cwd=root,
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    # Each waits for a line, so that they set out together.
    ended = await asyncio.gather(*(process.communicate(b"\n") for process in started))
    assert [process.returncode for process in started] == [0, 0, 0], ended
    assert set((await rows(url)).values()) == {0}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://probant:s3cret@127.0.0.1:1/evidence", "127.0.0.1:1/evidence"),
        ("sqlite:////dev/null/probant.db", "/dev/null/probant.db"),
    ],
)
async def test_a_database_that_does_not_answer(address: str, shown: str) -> None:
    async def wake(job: JobId) -> None: ...

    with pytest.raises(Unavailable) as raised:
        await open_database(address, wake)
    assert shown in raised.value.detail
    assert raised.value.remedy
    assert "s3cret" not in str(raised.value)


async def test_a_database_that_is_lost_later(tmp_path: Path) -> None:
    async def wake(job: JobId) -> None: ...

    database = await open_database(f"sqlite:///{tmp_path / 'new' / 'probant.db'}", wake)
    await database.close()
    for file in (tmp_path / "new").iterdir():
        file.unlink()
    (tmp_path / "new").rmdir()
    with pytest.raises(Unavailable):
        async with database.begin() as uow:
            await uow.documents.count(scope())


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_connection_that_is_cut(database: Database, url: str) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    cut = f"{others} current_database() AND pid <> pg_backend_pid()"

    async def lose() -> None:
        async with database.begin() as uow:
            await uow.documents.add(a_document())
            await execute(url, cut)
            await uow.documents.count(scope())

    with pytest.raises(Unavailable):
        await lose()
    await add(database, a_document("one"))
    await execute(url, cut)  # while it rests in the pool
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 1


@pytest.mark.parametrize(
    "address", ["mysql://a:s3cret@b/c", "sqlite://", "sqlite:///:memory:", "s3cret", "pg://b:x/c"]
)
async def test_an_address_that_is_not_one(address: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        parse_address(address)
    assert "s3cret" not in str(raised.value)
