"""Several processes do the same, or the opposite, in one moment; on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.blobs.folder import FolderBlobs
from adapters.sql import open_database
from core.documents import Document
from core.errors import Conflict, NotFound
from core.generations import Generation, GenerationState
from core.ids import CollectionId, EntityId, VersionId, new_batch_id
from core.jobs import JobState, Lane
from core.outcomes import Status
from core.principals import AccessScope
from core.stores import Database
from flows.batches import Batches
from flows.documents import Documents
from flows.jobs import JobList
from flows.reindex import Reindexer, advance
from tests.contracts.databases import (
    MINUTE,
    NOON,
    a_document,
    a_generation,
    a_job,
    a_reading,
    add_live,
    chunks_of,
    fresh_postgres,
    record,
)
from tests.flows.lives import WordParser, text
from tests.parts import a_person

CLAIRE = a_person("claire", "north")
LEASES = CollectionId("leases")
FAR = NOON + 99 * MINUTE


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield f"sqlite:///{tmp_path / 'probant.db'}"
        else:
            yield stack.enter_context(fresh_postgres(request.getfixturevalue("postgres")))


async def _wake(lane: Lane) -> None:
    """Nobody works here."""


@pytest_asyncio.fixture
async def database(address: str) -> AsyncIterator[Database]:
    opened = await open_database(address, _wake)
    yield opened
    await opened.close()


async def generations(database: Database) -> tuple[Generation, Generation]:
    live = a_generation()
    building = a_generation(GenerationState.BUILDING, created_at=NOON + MINUTE)
    async with database.begin() as unit:
        await unit.generations.add(live)
        await unit.generations.add(building)
    return live, building


async def indexed(database: Database, content: str, *held_by: Generation) -> Document:
    document = a_document(content)
    await add_live(database, document, a_reading(document))
    async with database.begin() as unit:
        for generation in held_by:
            await unit.generations.cover(generation.id, document.id, a_reading(document).id)
    return document


async def states(database: Database) -> list[GenerationState]:
    async with database.begin() as unit:
        return [one.state for one in await unit.generations.all()]


async def others_get_on(database: Database) -> None:
    """Whoever does not have to wait for us gets to its end."""
    for _ in range(40):
        async with database.begin() as unit:
            await unit.generations.all()


async def test_what_goes_live_as_the_index_is_switched_is_not_left_out(database: Database) -> None:
    live, building = await generations(database)
    await indexed(database, "held", live, building)
    late = a_document("late")
    async with database.begin() as unit:
        await unit.documents.add(late)
    async with database.begin() as publishing:
        assert await publishing.generations.hold_live() == live
        switching = asyncio.create_task(advance(database))
        await publishing.documents.lock(late.id)
        await record(publishing, a_reading(late), chunks_of(late, a_reading(late)))
        await publishing.readings.make_live(a_reading(late).id)
        await publishing.generations.cover(live.id, late.id, a_reading(late).id)
        await others_get_on(database)
    await switching
    async with database.begin() as unit:
        serving = await unit.generations.live()
        assert serving
        assert await unit.generations.missing(serving.id, 9) == []


async def test_who_gives_a_build_up_as_it_goes_live_removes_nothing(database: Database) -> None:
    _, building = await generations(database)
    reindexer = Reindexer(database, lambda spec: ("e5/1", 384))
    async with database.begin() as switching:
        await switching.generations.switch(building.id)
        giving_up = asyncio.create_task(reindexer.cancel())
        await others_get_on(database)
    with pytest.raises(Conflict):
        await giving_up
    assert await states(database) == [GenerationState.RETIRED, GenerationState.LIVE]


async def test_what_was_given_up_is_not_switched_to(database: Database) -> None:
    live, building = await generations(database)
    async with database.begin() as unit:
        assert await unit.generations.give_up(building.id)
    with pytest.raises(NotFound):
        async with database.begin() as unit:
            await unit.generations.switch(building.id)
    async with database.begin() as unit:
        assert await unit.generations.live() == live


async def test_of_many_who_look_after_a_build_one_records_its_jobs(database: Database) -> None:
    live, building = await generations(database)
    for number in range(3):
        await indexed(database, str(number), live)
    await asyncio.gather(*(advance(database) for _ in range(6)))
    async with database.begin() as unit:
        assert await unit.jobs.of_generation(building.id) == 3


async def test_of_many_who_switch_one_does(database: Database) -> None:
    live, building = await generations(database)
    await indexed(database, "held", live, building)
    await asyncio.gather(*(advance(database) for _ in range(6)))
    assert await states(database) == [GenerationState.RETIRED, GenerationState.LIVE]
    async with database.begin() as unit:
        assert await unit.jobs.of_generation(live.id) == 1  # one removes it


async def test_a_batch_is_cancelled_while_workers_end_its_documents(database: Database) -> None:
    batch, count = new_batch_id(), 24
    documents = [a_document(str(number)) for number in range(count)]
    jobs = [a_job(document, batch=batch) for document in documents]
    async with database.begin() as unit:
        for document, job in zip(documents, jobs, strict=True):
            await unit.documents.add(document)
            await unit.jobs.add(job)
    async with database.begin() as unit:
        for number in range(count):
            assert await unit.jobs.claim(Lane.READ, "one", FAR, FAR + number * MINUTE)

    async def end(number: int) -> None:
        async with database.begin() as unit:
            await unit.documents.lock(documents[number].id)
            await unit.documents.set_source(documents[number].id, "as a publication would")
            await asyncio.sleep(0)
            await unit.jobs.finish(jobs[number].id, "one", JobState.DONE)

    batches = Batches(database, Documents(database, None, WordParser(), 1, 1))  # type: ignore[arg-type]
    await asyncio.gather(batches.cancel(CLAIRE, batch), *(end(n) for n in range(count)))
    async with database.begin() as unit:
        progress = await unit.jobs.progress(AccessScope.whole(CLAIRE.entity), batch)
    assert progress
    assert progress.is_final


class Purged(FolderBlobs):
    """Bytes that a purge of an earlier copy takes as soon as they are there."""

    purges = 1

    async def put(self, entity: EntityId, path: Path) -> VersionId:
        version = await super().put(entity, path)
        if self.purges:
            self.purges -= 1
            await self.delete(entity, version)
        return version


async def test_bytes_are_there_before_anybody_is_told_to_read_them(
    address: str, tmp_path: Path
) -> None:
    blobs = Purged(tmp_path / "blobs")
    path, seen = text(tmp_path, "bail.txt", "Le loyer."), []

    async def wake(lane: Lane) -> None:
        seen.append([version async for _, version in blobs.kept()])

    database = await open_database(address, wake)
    documents = Documents(database, blobs, WordParser(), 1_000_000, 1000)
    accepted = await documents.add(CLAIRE, path, "bail.txt", LEASES)
    assert seen == [[accepted.document.version]]
    await database.close()


async def test_the_same_file_sent_at_once_is_one_document_each_time(
    database: Database, tmp_path: Path
) -> None:
    documents = Documents(database, FolderBlobs(tmp_path / "blobs"), WordParser(), 1_000_000, 1000)
    for number in range(6):
        path = text(tmp_path, "bail.txt", f"Le loyer {number}.")
        sent = await asyncio.gather(
            *(documents.add(CLAIRE, path, "bail.txt", LEASES) for _ in range(5))
        )
        assert len({one.document.id for one in sent}) == 1


async def test_an_earlier_version_does_not_take_the_place_of_a_later_one(
    database: Database, tmp_path: Path
) -> None:
    documents = Documents(database, FolderBlobs(tmp_path / "blobs"), WordParser(), 1_000_000, 1000)
    first = await documents.add(CLAIRE, text(tmp_path, "a.txt", "Un."), "a.txt", LEASES)
    assert first.job
    document = first.document.id
    await documents.cancel(CLAIRE, document)
    later = text(tmp_path, "b.txt", "Deux.")
    await documents.add(CLAIRE, later, "b.txt", LEASES, supersedes=document)
    with pytest.raises(Conflict, match="later version"):
        await JobList(database).requeue(CLAIRE, first.job.id)


async def test_a_deleted_document_is_purged_before_what_was_to_be_done_with_it(
    database: Database, tmp_path: Path
) -> None:
    live, building = await generations(database)
    document = await indexed(database, "gone", live)
    await advance(database)
    documents = Documents(database, FolderBlobs(tmp_path), WordParser(), 1, 1)
    await documents.delete(CLAIRE, document.id)
    async with database.begin() as unit:
        assert await unit.jobs.of_generation(building.id) == 0
        [job] = await unit.jobs.claim(Lane.EMBED, "one", FAR, FAR + MINUTE)
    assert job.document == document.id


async def test_what_is_cancelled_in_a_batch_is_still_read_for_another(database: Database) -> None:
    document, batch = a_document("twice"), new_batch_id()
    async with database.begin() as unit:
        await unit.documents.add(document)
        await unit.jobs.add(a_job(document, batch=batch))
        await unit.jobs.add(a_job(document, created_at=FAR))
    batches = Batches(database, Documents(database, None, WordParser(), 1, 1))  # type: ignore[arg-type]
    assert await batches.cancel(CLAIRE, batch) == 1
    async with database.begin() as unit:
        [kept] = await unit.jobs.of_document(document.id)
        [found] = [one async for one in unit.documents.everything()]
    assert kept.batch is None
    assert replace(found, outcome=document.outcome) == document
    assert found.outcome.status is Status.QUEUED
