"""A job recorded is a job done, once, whatever happens to those who do it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from core.documents import Job, JobKind
from core.errors import Unavailable, Unreadable
from core.ids import JobId
from core.outcomes import ErrorItem, Status
from ingest.jobs import MOST_ATTEMPTS
from tests.ingest.stores import Shop, open_shop

A_DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def take(shop: Shop, job: JobId, worker: str, lease: timedelta = A_DAY) -> Job | None:
    """Claim as another worker would, and do nothing. A lease below zero is over at once."""
    now = datetime.now(UTC)
    async with shop.database.begin() as unit:
        return await unit.jobs.claim(job, worker, now, now + lease)


async def take_over(shop: Shop, job: JobId) -> None:
    """The worker that holds the job is taken for dead, and another one gets it."""
    async with shop.database.begin() as unit:
        await unit.jobs.end_leases()
    assert await take(shop, job, "another")


async def test_a_document_is_read_and_its_job_is_over(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    assert await shop.worker().waiting() == [job]
    await shop.worker().run(job)
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED
    assert await shop.live(document.id) == ["fake/1"]
    assert await shop.worker().waiting() == []


async def test_of_workers_that_are_woken_together_one_does_the_work(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    await asyncio.gather(*(shop.worker(f"worker-{rank}").run(job) for rank in range(4)))
    assert len(shop.encoder.batches) == 1
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_a_job_that_is_done_is_not_done_again(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    for _ in range(2):
        await shop.worker().run(job)
    assert len(shop.encoder.batches) == 1


async def test_a_job_that_does_not_exist_is_nobody_s(shop: Shop) -> None:
    await shop.worker().run(JobId("00000000-0000-0000-0000-000000000000"))
    assert shop.encoder.batches == []


async def test_who_lost_the_lease_publishes_nothing(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    shop.parser.meanwhile = lambda: take_over(shop, job)
    await shop.worker().run(job)
    assert await shop.live(document.id) == []
    assert (await shop.stored(document.id)).outcome.status is Status.PROCESSING
    assert await take(shop, job, "a third") is None  # the other one still holds it


async def test_a_job_of_a_dead_worker_is_taken_up_after_its_lease(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    assert await take(shop, job, "dead", lease=-A_DAY)
    assert await shop.worker().waiting() == [job]
    await shop.worker().run(job)
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_a_document_that_kills_its_workers_is_given_up(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    for rank in range(MOST_ATTEMPTS):
        assert await take(shop, job, f"dead-{rank}", lease=-A_DAY)
    await shop.worker().run(job)
    outcome = (await shop.stored(document.id)).outcome
    assert outcome.status is Status.FAILED
    assert [(error.component, error.category) for error in outcome.errors] == [("job", "crash")]
    assert shop.encoder.batches == []
    assert await shop.worker().waiting() == []


async def test_a_document_that_killed_all_but_one_worker_is_still_tried(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    for rank in range(MOST_ATTEMPTS - 1):
        assert await take(shop, job, f"dead-{rank}", lease=-A_DAY)
    await shop.worker().run(job)
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_a_fault_of_ours_fails_one_document_and_the_worker_lives_on(shop: Shop) -> None:
    broken, sound = await shop.document("Un."), await shop.document("Deux mots.")
    worker = shop.worker()
    shop.parser.failure = ZeroDivisionError("secret detail")
    await worker.run(await shop.job(broken))
    shop.parser.failure = None
    await worker.run(await shop.job(sound))
    outcome = (await shop.stored(broken.id)).outcome
    assert [(e.component, e.category) for e in outcome.errors] == [("ingest", "internal")]
    assert "secret detail" not in outcome.errors[0].message
    assert (await shop.stored(sound.id)).outcome.status is Status.INDEXED


async def test_an_unreadable_document_is_not_read_again(shop: Shop) -> None:
    document = await shop.document()
    shop.parser.failure = Unreadable("It has a password.", "encrypted")
    await shop.worker().run(await shop.job(document))
    outcome = (await shop.stored(document.id)).outcome
    assert outcome.errors == (ErrorItem("parse", "encrypted", "It has a password."),)
    assert await shop.worker().waiting() == []


async def test_an_outage_leaves_the_job_to_be_done_and_is_no_attempt(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    shop.index.failure = Unavailable("The index does not answer.")
    for _ in range(2 * MOST_ATTEMPTS):
        with pytest.raises(Unavailable):
            await shop.worker().run(job)
    assert await shop.live(document.id) == []
    assert await shop.worker().waiting() == [job]
    shop.index.failure = None
    await shop.worker().run(job)
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_a_shutdown_leaves_the_job_to_be_done(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    reads, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        reads.set()
        await never.wait()

    shop.parser.meanwhile = hang
    running = asyncio.create_task(shop.worker().run(job))
    await reads.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await shop.worker().waiting() == [job]


async def test_recovery_takes_over_what_a_killed_process_held(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    assert await take(shop, job, "killed")
    assert await shop.worker().waiting() == []
    assert await shop.worker().recover() == [job]


async def test_a_document_deleted_before_its_turn_needs_nothing(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    await shop.forget(document.id)
    await shop.worker().run(job)
    assert shop.encoder.batches == []
    assert await shop.worker().waiting() == []


async def test_a_document_deleted_while_it_is_read_leaves_no_vector(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    shop.parser.meanwhile = lambda: shop.forget(document.id)
    await shop.worker().run(job)
    assert shop.index.points == {}
    assert await shop.worker().waiting() == []


async def test_a_better_parser_s_reading_takes_the_place_of_the_one_before(shop: Shop) -> None:
    document = await shop.document()
    await shop.worker().run(await shop.job(document))
    before = set(shop.index.points)
    shop.parser.revision = 2
    await shop.worker().run(await shop.job(document))
    assert await shop.live(document.id) == ["fake/2"]
    assert shop.index.points
    assert not before & set(shop.index.points)


async def test_a_document_that_fails_the_second_time_keeps_what_was_read(shop: Shop) -> None:
    document = await shop.document()
    await shop.worker().run(await shop.job(document))
    shop.parser.failure = Unreadable("It broke.")
    await shop.worker().run(await shop.job(document))
    assert await shop.live(document.id) == ["fake/1"]


async def purge(shop: Shop, text: str, *others: str) -> int:
    """How many times bytes are deleted as a document goes while others in `others` hold them."""
    document = await shop.document(text)
    for collection in others:
        await shop.document(text, collection)
    await shop.worker().run(await shop.job(document))
    assert shop.index.points
    await shop.forget(document.id)
    await shop.worker().run(await shop.job(document, JobKind.PURGE))
    assert all(point.document != document.id for point in shop.index.points.values())
    return len(shop.blobs.deleted)


async def test_a_purge_removes_vectors_and_bytes(shop: Shop) -> None:
    assert await purge(shop, "Le loyer.") == 1


async def test_a_purge_leaves_bytes_that_another_document_has(shop: Shop) -> None:
    assert await purge(shop, "Le loyer.", "other") == 0


async def test_a_purge_that_comes_late_leaves_what_was_added_again(shop: Shop) -> None:
    document = await shop.document()
    await shop.forget(document.id)
    late = await shop.job(document, JobKind.PURGE)
    again = await shop.document()
    assert again.id == document.id
    await shop.worker().run(await shop.job(again))
    await shop.worker().run(late)
    assert shop.index.points
    assert shop.blobs.deleted == []


async def test_a_purge_that_comes_after_all_was_read_again_leaves_it(shop: Shop) -> None:
    document = await shop.document()
    await shop.worker().run(await shop.job(document))
    await shop.worker().run(await shop.job(document, JobKind.PURGE))
    assert shop.index.points
    assert shop.blobs.deleted == []
