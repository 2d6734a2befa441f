"""A job recorded is a job done, once, whatever happens to those who do it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Misconfigured, Unavailable, Unreadable
from core.ids import JobId
from core.jobs import READING, Job, JobKind, JobState, Lane, Priority
from core.outcomes import ErrorItem, Status
from ingest.backoff import Backoff, step_back
from ingest.lease import Lease, Pace
from ingest.worker import MOST_ATTEMPTS
from tests.contracts.databases import at_once
from tests.ingest.stores import SCOPE, Shop, open_shop

A_DAY = timedelta(days=1)
SOON_S = 60


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def take(shop: Shop, worker: str, lane: Lane = Lane.READ, lease: timedelta = A_DAY) -> Job:
    """Claim as another worker would, and do nothing."""
    now = datetime.now(UTC)
    async with shop.database.begin() as unit:
        [job] = await unit.jobs.claim(lane, worker, now, now + lease)
    return job


async def die(shop: Shop, lane: Lane = Lane.READ) -> None:
    """A worker claims a job and is killed; the sweeper finds out."""
    await take(shop, "dead", lane, lease=-A_DAY)
    async with shop.database.begin() as unit:
        assert await unit.jobs.reclaim(datetime.now(UTC), at_once) == 1


async def take_over(shop: Shop, lane: Lane) -> None:
    """The worker that holds the job is taken for dead, and another one gets it."""
    await end_leases(shop, lane)
    await take(shop, "another", lane)


async def end_leases(shop: Shop, lane: Lane) -> None:
    async with shop.database.begin() as unit:
        await unit.jobs.end_leases([lane], datetime.now(UTC), at_once)


async def read_to_the_lane(shop: Shop, text: str) -> JobId:
    """A document read, and waiting to be embedded."""
    document = await shop.document(text)
    job = await shop.job(document)
    await shop.worker().until_idle([Lane.READ])
    assert (await shop.row(job)).lane is Lane.EMBED
    return job


async def test_a_document_is_read_then_embedded_and_its_job_is_over(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    worker = shop.worker()
    assert await worker.work(Lane.READ)
    assert (await shop.stored(document.id)).outcome.status is Status.PROCESSING
    assert not shop.index.points
    assert await worker.work(Lane.EMBED)
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED
    assert await shop.live(document.id) == ["fake/1"]
    assert (await shop.row(job)).state is JobState.DONE
    assert not await worker.work(Lane.READ)
    assert not await worker.work(Lane.EMBED)


async def test_who_reads_opens_no_index(shop: Shop) -> None:
    shop.spaces.failure = Unavailable("The index belongs to another.")
    await read_to_the_lane(shop, "Le loyer.")


async def test_of_workers_that_look_together_each_gets_other_jobs(shop: Shop) -> None:
    documents = [await shop.document(f"Loyer {number}.") for number in range(8)]
    for document in documents:
        await shop.job(document)
    workers = [shop.worker(f"worker-{rank}") for rank in range(3)]
    await asyncio.gather(*(worker.until_idle() for worker in workers))
    texts = [text for batch in shop.encoder.batches for text in batch]
    assert len(texts) == len(set(texts)) == len(documents)
    for document in documents:
        assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_passages_of_several_documents_are_embedded_in_one_call(shop: Shop) -> None:
    for number in range(5):
        await read_to_the_lane(shop, f"Loyer {number}.")
    await shop.worker().until_idle()
    assert [len(batch) for batch in shop.encoder.batches] == [5]


async def test_the_word_is_passed_on_before_the_work_is_done(shop: Shop) -> None:
    for number in range(2):
        await shop.job(await shop.document(f"Loyer {number}."))
    woken: list[Lane] = []

    async def look() -> None:
        woken.extend(shop.queue.woken)

    shop.parser.meanwhile = look
    await shop.worker().work(Lane.READ)
    assert woken == [Lane.READ]
    assert shop.queue.woken == [Lane.READ, Lane.EMBED]  # the hand-over


async def test_a_queue_that_does_not_answer_stops_no_work(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    shop.queue.failure = Unavailable("The queue does not answer.")
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


@pytest.mark.parametrize("lane", list(READING))
async def test_who_lost_the_lease_publishes_nothing(shop: Shop, lane: Lane) -> None:
    document = await shop.document()
    job = await shop.job(document)
    shop.parser.meanwhile = (lambda: take_over(shop, lane)) if lane is Lane.READ else None
    shop.index.before_write = lambda: take_over(shop, lane)
    await shop.worker().until_idle()
    assert await shop.live(document.id) == []
    row = await shop.row(job)
    assert (row.state, row.lane) == (JobState.RUNNING, lane)  # the other one still holds it
    shop.parser.meanwhile = shop.index.before_write = None
    await end_leases(shop, lane)
    await shop.worker().until_idle()
    assert await shop.live(document.id) == ["fake/1"]
    assert len(shop.index.points) == 1


async def test_a_heart_that_beats_keeps_the_lease_and_tells_the_progress(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    until: list[datetime] = []
    slow = replace(shop, pace=Pace(timedelta(seconds=60), tell_s=0.001, tells_a_heartbeat=1))

    async def wait_for_the_stage() -> None:
        while (await shop.row(job)).stage != "parse":  # noqa: ASYNC110 - it is a database
            await asyncio.sleep(0)
        until.append(datetime.now(UTC))

    shop.parser.meanwhile = wait_for_the_stage
    async with asyncio.timeout(SOON_S):
        await slow.worker().work(Lane.READ)
    assert until


@pytest.mark.parametrize("lane", list(READING))
async def test_what_is_cancelled_is_left_at_once_and_leaves_nothing(shop: Shop, lane: Lane) -> None:
    document = await shop.document()
    job = await shop.job(document)
    watchful = replace(shop, pace=Pace(tell_s=0.001, tells_a_heartbeat=1))
    ended = asyncio.Event()

    async def cancel() -> None:
        async with shop.database.begin() as unit:
            assert [one.id for one in await unit.jobs.cancel(document.id)] == [job]
        if lane is Lane.READ:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

    if lane is Lane.READ:
        shop.parser.meanwhile = cancel
    else:
        shop.index.before_write = cancel
    async with asyncio.timeout(SOON_S):
        await watchful.worker().until_idle()
    assert ended.is_set() == (lane is Lane.READ)
    assert (await shop.row(job)).state is JobState.CANCELLED
    assert await shop.live(document.id) == []
    assert shop.index.points == {}
    assert await shop.unfinished() == []


async def test_a_job_of_a_dead_worker_is_taken_up_again(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await die(shop)
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


@pytest.mark.parametrize("lane", list(READING))
async def test_a_document_that_kills_its_workers_is_given_up_and_can_be_tried_again(
    shop: Shop, lane: Lane
) -> None:
    document = await shop.document()
    job = await shop.job(document)
    if lane is Lane.EMBED:
        await shop.worker().until_idle([Lane.READ])
    for _ in range(MOST_ATTEMPTS[lane]):
        await die(shop, lane)
    await shop.worker().until_idle()
    outcome = (await shop.stored(document.id)).outcome
    assert outcome.status is Status.FAILED
    assert [(error.component, error.category) for error in outcome.errors] == [("job", "crash")]
    assert shop.encoder.batches == []
    async with shop.database.begin() as unit:
        assert [one.id for one in await unit.jobs.dead(None, 10)] == [job]
        assert await unit.jobs.requeue(job)
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_a_document_that_killed_all_but_one_worker_is_still_tried(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    for _ in range(MOST_ATTEMPTS[Lane.READ] - 1):
        await die(shop)
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_who_may_have_killed_a_worker_is_embedded_alone(shop: Shop) -> None:
    for number in range(3):
        await read_to_the_lane(shop, f"Loyer {number}.")
    await die(shop, Lane.EMBED)
    await shop.worker().until_idle()
    assert [len(batch) for batch in shop.encoder.batches] == [1, 2]


async def test_a_fault_of_ours_fails_one_document_and_the_worker_lives_on(shop: Shop) -> None:
    broken, sound = await shop.document("Un."), await shop.document("Deux mots.")
    job = await shop.job(broken)
    shop.parser.failure = ZeroDivisionError("secret detail")
    await shop.worker().until_idle()
    shop.parser.failure = None
    await shop.job(sound)
    await shop.worker().until_idle()
    outcome = (await shop.stored(broken.id)).outcome
    assert [(e.component, e.category) for e in outcome.errors] == [("read", "internal")]
    assert "secret detail" not in outcome.errors[0].message
    assert (await shop.row(job)).state is JobState.FAILED
    assert (await shop.stored(sound.id)).outcome.status is Status.INDEXED


async def test_a_text_that_breaks_the_encoder_fails_its_own_document_alone(shop: Shop) -> None:
    jobs = [await read_to_the_lane(shop, text) for text in ("Un.", "Poison.", "Trois.")]
    shop.encoder.failures["Poison"] = ValueError("no such token")
    await shop.worker().until_idle()
    states = [(await shop.row(job)).state for job in jobs]
    assert states == [JobState.DONE, JobState.FAILED, JobState.DONE]


async def test_an_unreadable_document_is_not_read_again(shop: Shop) -> None:
    document = await shop.document()
    job = await shop.job(document)
    shop.parser.failure = Unreadable("It has a password.", "encrypted")
    await shop.worker().until_idle()
    outcome = (await shop.stored(document.id)).outcome
    assert outcome.errors == (ErrorItem("parse", "encrypted", "It has a password."),)
    assert (await shop.row(job)).state is JobState.DONE
    assert (await shop.row(job)).outcome == outcome


async def test_a_document_that_takes_too_long_fails_and_says_so(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    shop.parser.meanwhile = asyncio.Event().wait  # type: ignore[assignment]
    await replace(shop, most_s=0.01).worker().until_idle()
    [error] = (await shop.stored(document.id)).outcome.errors
    assert error.category == "timeout"
    assert "PROBANT_DOCUMENT_SECONDS" in error.message


@pytest.mark.parametrize(
    "outage",
    [Unavailable("The index does not answer."), OSError(28, "No space left on device")],
)
async def test_an_outage_leaves_the_job_to_be_done_and_is_no_attempt(
    shop: Shop, outage: Exception
) -> None:
    document = await shop.document()
    job = await shop.job(document)
    shop.index.failure = outage
    times = 2 * max(MOST_ATTEMPTS.values())
    for _ in range(times):
        await shop.worker().until_idle()
    row = await shop.row(job)
    assert (row.state, row.attempts, row.retries) == (JobState.QUEUED, 0, times)
    assert row.error
    assert str(outage.args[-1]).rstrip(".") in row.error.message
    assert await shop.live(document.id) == []
    shop.index.failure = None
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_after_an_outage_the_lane_rests_and_the_job_waits_its_time(shop: Shop) -> None:
    jobs = [await read_to_the_lane(shop, f"Loyer {number}.") for number in range(2)]
    shop.index.failure = Unavailable("The index does not answer.")
    worker = shop.worker(backoff=Backoff(first_s=3600, longest_s=7200))
    before = datetime.now(UTC)
    assert not await worker.work(Lane.EMBED)
    for job in jobs:
        waits = (await shop.row(job)).not_before
        assert waits
        assert waits > before + timedelta(seconds=2000)
    shop.index.failure = None
    await read_to_the_lane(shop, "Un autre.")
    assert not await worker.work(Lane.EMBED)


def test_pauses_double_up_to_the_longest_and_what_is_misconfigured_waits_longest() -> None:
    backoff = Backoff(first_s=2, longest_s=60)
    gone = Unavailable("gone")
    pauses = [backoff.pause(gone, failures).total_seconds() for failures in (0, 1, 4, 5, 400)]
    for pause, expected in zip(pauses, (2, 4, 32, 60, 60), strict=True):
        assert 0.75 * expected <= pause <= 1.25 * expected
    assert backoff.pause(Misconfigured("no"), 0).total_seconds() == 60


def test_what_died_together_steps_back_each_for_a_time_of_its_own() -> None:
    assert step_back(1) == timedelta(0)
    for deaths, first in ((2, 10), (3, 20), (5, 80), (50, 300)):
        pauses = {step_back(deaths).total_seconds() for _ in range(8)}
        assert len(pauses) == 8
        assert all(first <= pause <= 2 * first for pause in pauses)


@pytest.mark.parametrize("lane", list(READING))
async def test_a_shutdown_leaves_the_job_to_be_done(shop: Shop, lane: Lane) -> None:
    document = await shop.document()
    job = await shop.job(document)
    works, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        works.set()
        await never.wait()

    if lane is Lane.READ:
        shop.parser.meanwhile = hang
    else:
        shop.index.before_write = hang
    running = asyncio.create_task(shop.worker().until_idle())
    async with asyncio.timeout(SOON_S):
        await works.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    row = await shop.row(job)
    assert (row.state, row.lane, row.attempts) == (JobState.QUEUED, lane, 0)


async def test_a_shutdown_is_heard_while_the_heart_is_being_stopped(shop: Shop) -> None:
    async def hold_nothing() -> None:
        async with Lease(shop.database, "worker", [], Pace()):
            await asyncio.sleep(0)

    for turns in range(5):
        task = asyncio.create_task(hold_nothing())
        for _ in range(turns):
            await asyncio.sleep(0)
        was_running = task.cancel()
        await asyncio.wait({task})
        assert task.cancelled() is was_running


async def test_recovery_takes_over_what_a_killed_process_held(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await take(shop, "killed")
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.QUEUED
    await shop.worker().recover([Lane.READ])
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_after_a_death_nothing_is_embedded_twice(shop: Shop) -> None:
    job = await read_to_the_lane(shop, "Le loyer.")
    shop.index.before_write = None
    await shop.worker().until_idle()
    points = dict(shop.index.points)
    document = (await shop.row(job)).document
    assert document
    async with shop.database.begin() as unit:
        found = await unit.documents.find(SCOPE, document)
    assert found
    shop.encoder.batches.clear()
    await shop.job(found)
    await shop.worker().until_idle()
    assert shop.encoder.batches == []
    assert shop.index.points == points


async def test_who_is_more_urgent_goes_between_two_slabs(shop: Shop) -> None:
    worker = shop.worker()
    worker.embedder.size.passages = 1
    bulk = await shop.document(" ".join(f"Phrase {number}." for number in range(600)))
    job = await shop.job(bulk, priority=Priority.BULK)
    await worker.until_idle([Lane.READ])
    person = await shop.document("Une personne attend.")

    async def arrive() -> None:
        shop.index.before_write = None
        await shop.job(person)
        await shop.worker().until_idle([Lane.READ])

    shop.index.before_write = arrive
    assert await worker.work(Lane.EMBED)
    row = await shop.row(job)
    assert (row.state, row.attempts, row.retries) == (JobState.QUEUED, 0, 0)
    assert await worker.work(Lane.EMBED)
    assert (await shop.stored(person.id)).outcome.status is Status.INDEXED
    await worker.until_idle()
    assert (await shop.stored(bulk.id)).outcome.status is Status.INDEXED
    texts = [text for batch in shop.encoder.batches for text in batch]
    assert len(texts) == len(set(texts))  # what was written before was not embedded again


async def test_a_document_deleted_before_its_turn_needs_nothing(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.forget(document.id)
    await shop.worker().until_idle()
    assert shop.encoder.batches == []
    assert await shop.unfinished() == []


async def test_a_document_deleted_while_it_is_read_leaves_no_vector(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    shop.parser.meanwhile = lambda: shop.forget(document.id)
    await shop.worker().until_idle()
    assert shop.index.points == {}
    assert await shop.unfinished() == []


async def test_a_document_deleted_while_it_is_written_leaves_no_vector(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    shop.index.before_write = lambda: shop.forget(document.id)
    await shop.worker().until_idle()
    assert shop.index.points == {}
    assert await shop.unfinished() == []


async def test_a_better_parser_s_reading_takes_the_place_of_the_one_before(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    before = set(shop.index.points)
    shop.parser.revision = 2
    await shop.job(document)
    await shop.worker().until_idle()
    assert await shop.live(document.id) == ["fake/2"]
    assert shop.index.points
    assert not before & set(shop.index.points)


async def test_a_document_that_fails_the_second_time_keeps_what_was_read(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    shop.parser.failure = Unreadable("It broke.")
    again = await shop.job(document)
    await shop.worker().until_idle()
    assert await shop.live(document.id) == ["fake/1"]
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED
    outcome = (await shop.row(again)).outcome
    assert outcome
    assert outcome.status is Status.FAILED


async def test_one_that_is_indexed_stays_so_while_it_is_read_again(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    seen: list[Status] = []

    async def look() -> None:
        seen.append((await shop.stored(document.id)).outcome.status)

    shop.parser.meanwhile = look
    await shop.job(document)
    await shop.worker().until_idle()
    assert seen == [Status.INDEXED]


async def test_jobs_of_one_document_go_one_after_the_other(shop: Shop) -> None:
    document = await shop.document()
    first, second = await shop.job(document), await shop.job(document)
    assert (await take(shop, "one")).id == first
    now = datetime.now(UTC)
    async with shop.database.begin() as unit:
        assert await unit.jobs.claim(Lane.READ, "two", now, now + A_DAY) == []
    await shop.worker().recover([Lane.READ])
    await shop.worker().until_idle()
    assert (await shop.row(second)).state is JobState.DONE


async def purge(shop: Shop, text: str, *others: str) -> int:
    """How many times bytes are deleted as a document goes while others in `others` hold them."""
    document = await shop.document(text)
    for collection in others:
        await shop.document(text, collection)
    await shop.job(document)
    await shop.worker().until_idle()
    assert shop.index.points
    await shop.forget(document.id)
    await shop.job(document, JobKind.PURGE)
    await shop.worker().until_idle()
    assert all(point.document != document.id for point in shop.index.points.values())
    return len(shop.blobs.deleted)


async def test_a_purge_removes_vectors_and_bytes(shop: Shop) -> None:
    assert await purge(shop, "Le loyer.") == 1


async def test_a_purge_leaves_bytes_that_another_document_has(shop: Shop) -> None:
    assert await purge(shop, "Le loyer.", "other") == 0


async def test_a_purge_that_comes_late_leaves_what_was_added_again(shop: Shop) -> None:
    document = await shop.document()
    await shop.forget(document.id)
    await shop.job(document, JobKind.PURGE)
    again = await shop.document()
    assert again.id == document.id
    await shop.job(again)
    await shop.worker().until_idle()
    assert shop.index.points
    assert shop.blobs.deleted == []


async def test_a_purge_that_comes_after_all_was_read_again_leaves_it(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    await shop.job(document, JobKind.PURGE)
    await shop.worker().until_idle()
    assert shop.index.points
    assert shop.blobs.deleted == []


async def test_a_tag_brings_the_index_in_line(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    await shop.worker().until_idle()
    async with shop.database.begin() as unit:
        await unit.documents.move(document.id, type(document.collection)("elsewhere"))
    await shop.job(document, JobKind.TAG)
    await shop.worker().until_idle()
    assert {point.tags.collection for point in shop.index.points.values()} == {"elsewhere"}
