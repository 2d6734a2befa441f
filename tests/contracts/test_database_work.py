"""Units of work, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from adapters.sql import open_database
from core.jobs import Lane
from core.stores import Database
from tests.contracts.databases import (
    a_document,
    a_job,
    a_reading,
    add,
    chunks_of,
    record,
    rows,
    scope,
)

pytestmark = pytest.mark.asyncio


async def test_workers_are_woken_once_and_after_the_commit(url: str) -> None:
    seen: list[tuple[Lane, int]] = []

    async def wake(lane: Lane) -> None:
        async with opened.begin() as uow:
            seen.append((lane, (await uow.jobs.backlog(a_document().entity)).in_all))

    opened = await open_database(url, wake)
    async with opened.begin() as uow:
        for lane in (Lane.EMBED, Lane.READ, Lane.EMBED):
            await uow.jobs.add(a_job(a_document()))
            uow.after_commit(lane)
        assert seen == []
    assert seen == [(Lane.EMBED, 3), (Lane.READ, 3)]
    await opened.close()


async def test_a_rollback_leaves_nothing(database: Database, url: str, woken: list[Lane]) -> None:
    document = a_document()
    job = a_job(document)

    async def fail() -> None:
        async with database.begin() as uow:
            await uow.documents.add(document)
            await record(uow, a_reading(document))
            await uow.jobs.add(job)
            uow.after_commit(Lane.READ)
            raise KeyError("of the caller")

    with pytest.raises(KeyError, match="of the caller"):
        await fail()
    assert woken == []
    assert {name for name, count in (await rows(url)).items() if count} == {"naming"}
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
    assert {name for name, count in (await rows(url)).items() if count} == {"naming"}
    await add(database, a_document())


async def test_a_wake_that_fails_does_not_fail_the_commit(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    woken: list[Lane] = []

    async def wake(lane: Lane) -> None:
        woken.append(lane)
        raise ConnectionError("no queue")

    database = await open_database(url, wake)
    job = a_job(a_document())
    async with database.begin() as uow:
        await uow.jobs.add(job)
        uow.after_commit(Lane.READ)
        uow.after_commit(Lane.EMBED)
    async with database.begin() as uow:
        assert await uow.jobs.find(job.id) == job
    await database.close()
    assert woken == [Lane.READ, Lane.EMBED]
    assert "read" in caplog.text


async def test_sixteen_units_of_work_write_at_once(database: Database) -> None:
    async def work(number: int) -> None:
        document = a_document(f"lease {number}")
        async with database.begin() as uow:
            assert await uow.documents.find(scope(), document.id) is None
            await uow.documents.add(document)
            await record(uow, a_reading(document), chunks_of(document, a_reading(document)))
            await uow.readings.make_live(a_reading(document).id)
            await uow.jobs.add(a_job(document))

    await asyncio.gather(*(work(number) for number in range(16)))
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 16
        assert (await uow.jobs.backlog(a_document().entity)).in_all == 16


async def test_two_openers_write_at_once(url: str) -> None:
    async def wake(lane: Lane) -> None: ...

    document = a_document()
    opened = await asyncio.gather(open_database(url, wake), open_database(url, wake))
    await add(opened[0], document)

    async def store(database: Database, number: int) -> None:
        reading = a_reading(document, parser=f"pdf/{number}")
        async with database.begin() as uow:
            assert await uow.documents.find(scope(), document.id)
            await record(uow, reading, chunks_of(document, reading))
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
        async with asyncio.timeout(60), database.begin() as reader:
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
    async def wake(lane: Lane) -> None: ...

    for count in range(2):
        opened = await open_database(url, wake)
        async with opened.begin() as uow:
            assert await uow.documents.count(scope()) == count
            await uow.documents.add(a_document(str(count)))
        await opened.close()


async def test_who_is_cancelled_keeps_nobody_waiting(database: Database) -> None:
    """At any moment, and whoever keeps the cancellation with all that its traceback refers to."""
    await add(database, *(a_document(f"lease {n}") for n in range(9)))
    kept: list[BaseException] = []

    async def hold_and_list() -> None:
        try:
            async with database.begin() as uow:
                await uow.documents.lock(a_document("lease 0").id)
                await uow.documents.named(scope(), "bail.pdf")
        except asyncio.CancelledError as error:
            kept.append(error)
            raise

    for turns in itertools.count():
        task = asyncio.create_task(hold_and_list())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        async with database.begin() as uow:
            await uow.documents.lock(a_document("lease 0").id)
        if not task.cancelled():
            break
    assert kept
