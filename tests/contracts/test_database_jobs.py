"""Jobs: who takes which, when, and how each ends; on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ids import BatchId, DocumentId, EntityId, GenerationId, JobId, ReadingId
from core.jobs import Backlog, Job, JobKind, JobState, Lane, Priority
from core.outcomes import ErrorItem, Outcome, Status
from core.principals import AccessScope
from core.stores import Database
from tests.contracts.databases import (
    MINUTE,
    NOON,
    READ,
    a_document,
    a_job,
    a_page,
    a_reading,
    add,
    at_once,
    record,
)

pytestmark = pytest.mark.asyncio

DOWN = ErrorItem("index", "internal", "The index does not answer.")
NORTH = AccessScope.whole(EntityId("north"))
LATER = NOON + MINUTE
FAR = NOON + 99 * MINUTE


def a_job_of(content: str, kind: JobKind = JobKind.INGEST, **changes: Any) -> Job:
    return a_job(a_document(content, changes.pop("entity", "north")), kind, **changes)


async def queue(database: Database, *jobs: Job) -> None:
    async with database.begin() as uow:
        for job in jobs:
            await uow.jobs.add(job)


async def claim(
    database: Database,
    lane: Lane = Lane.READ,
    now: datetime = LATER,
    worker: str = "one",
    chunks: int = 0,
) -> list[JobId]:
    async with database.begin() as uow:
        taken = await uow.jobs.claim(lane, worker, now, now + MINUTE, chunks)
    assert all(job.state is JobState.RUNNING for job in taken)
    return [job.id for job in taken]


async def claim_all(database: Database, lane: Lane = Lane.READ) -> list[JobId]:
    """One after the other, none of them finished."""
    taken: list[JobId] = []
    while more := await claim(database, lane):
        taken += more
    return taken


async def finish(database: Database, jobs: Sequence[JobId], worker: str = "one") -> None:
    async with database.begin() as uow:
        for job in jobs:
            assert await uow.jobs.finish(job, worker, JobState.DONE)


async def test_a_job_comes_back_as_it_was_stored(database: Database) -> None:
    job = replace(
        a_job_of("a", JobKind.REEMBED, priority=Priority.BACKGROUND, total=12, error=DOWN),
        batch=BatchId("b"),
        generation=GenerationId("g"),
        reading=ReadingId("r"),
        outcome=Outcome(Status.FAILED, errors=(DOWN,)),
        not_before=FAR,
    )
    drop = replace(a_job_of("b", JobKind.DROP), document=None, version=None)
    await queue(database, job, drop)
    async with database.begin() as uow:
        assert [await uow.jobs.find(one.id) for one in (job, drop)] == [job, drop]
        assert await uow.jobs.find(JobId("none")) is None
        assert await uow.jobs.of_generation(GenerationId("g")) == 1
    assert await claim(database, Lane.EMBED) == [drop.id]


async def test_of_twenty_that_claim_each_gets_another_job(database: Database) -> None:
    jobs = [a_job_of(str(number)) for number in range(12)]
    await queue(database, *jobs)
    claims = await asyncio.gather(*(claim(database, worker=f"w{n}") for n in range(20)))
    assert sorted(len(taken) for taken in claims) == [0] * 8 + [1] * 12
    assert sorted(job for taken in claims for job in taken) == sorted(job.id for job in jobs)


async def test_the_most_urgent_go_first_then_the_oldest(database: Database) -> None:
    bulk = a_job_of("a", priority=Priority.BULK, created_at=NOON - MINUTE)
    newer, older = a_job_of("b", created_at=LATER), a_job_of("c")
    await queue(database, bulk, newer, older)
    async with database.begin() as uow:
        assert await uow.jobs.more_urgent(Lane.READ, Priority.BULK, NOON)
        assert not await uow.jobs.more_urgent(Lane.READ, Priority.PERSON, NOON)
        assert not await uow.jobs.more_urgent(Lane.EMBED, Priority.BACKGROUND, NOON)
    assert await claim_all(database) == [older.id, newer.id, bulk.id]


async def test_entities_take_turns_however_much_one_of_them_loads(database: Database) -> None:
    many = [a_job_of(str(n), created_at=NOON + n * MINUTE / 60) for n in range(6)]
    few = [a_job_of(str(n), entity="south", created_at=FAR) for n in range(2)]
    await queue(database, *many)
    first = await claim(database)
    await queue(database, *few)
    turns = first + await claim_all(database)
    of_south = [turns.index(job.id) for job in few]
    assert sorted(of_south) == [1, 3]
    assert [job for job in turns if job in {one.id for one in many}] == [job.id for job in many]


async def test_a_turn_in_one_lane_costs_none_in_the_other(database: Database) -> None:
    jobs = {
        (entity, lane): a_job_of(f"{entity}{lane}", entity=entity, lane=lane)
        for entity in ("north", "south")
        for lane in Lane
    }
    await queue(database, *jobs.values())
    for lane in Lane:
        taken = await claim(database, lane) + await claim(database, lane)
        assert sorted(taken) == sorted(jobs[entity, lane].id for entity in ("north", "south"))


async def test_a_job_waits_for_older_ones_of_its_document(database: Database) -> None:
    ingest = a_job_of("a")
    purge = a_job_of("a", JobKind.PURGE, priority=Priority.CLEANING, created_at=LATER)
    await queue(database, purge, ingest)
    async with database.begin() as uow:
        assert await uow.jobs.claimable(NOON) == {Lane.READ}
        assert await uow.jobs.of_document(a_document("a").id) == [ingest, purge]
    assert await claim(database, Lane.EMBED) == []
    assert await claim(database) == [ingest.id]
    assert await claim(database, Lane.EMBED) == []
    await finish(database, [ingest.id])
    assert await claim(database, Lane.EMBED) == [purge.id]


async def test_a_grid_that_waits_holds_up_nothing_of_its_document(database: Database) -> None:
    grid = a_job_of("a", JobKind.GRID, lane=Lane.ANSWER, priority=Priority.BULK)
    newer = a_job_of("a", created_at=LATER)
    await queue(database, grid, newer)
    assert await claim(database) == [newer.id]
    await finish(database, [newer.id])
    assert await claim(database, Lane.ANSWER) == [grid.id]


async def test_tags_wait_for_nobody_but_who_writes_points(database: Database) -> None:
    reads, embeds = a_job_of("a"), a_job_of("b", lane=Lane.EMBED)
    await queue(database, reads, embeds)
    assert await claim(database, Lane.EMBED) == [embeds.id]
    tags = [
        a_job_of(content, JobKind.TAG, priority=Priority.CLEANING, created_at=LATER)
        for content in ("a", "b")
    ]
    await queue(database, *tags)
    assert await claim_all(database, Lane.EMBED) == [tags[0].id]
    assert await claim(database) == []  # while its tags are written
    await finish(database, [tags[0].id, embeds.id])
    assert await claim_all(database, Lane.EMBED) == [tags[1].id]
    assert await claim(database) == [reads.id]
    await queue(database, late := a_job_of("a", JobKind.TAG, created_at=FAR))
    assert await claim(database, Lane.EMBED) == [late.id]


async def test_two_jobs_of_a_document_never_run_at_once_whatever_the_clocks_say(
    database: Database,
) -> None:
    first, of_the_past = a_job_of("a"), a_job_of("a", created_at=NOON - MINUTE)
    await queue(database, first)
    assert await claim(database) == [first.id]
    await queue(database, of_the_past)
    assert await claim(database) == []
    await finish(database, [first.id])
    assert await claim(database) == [of_the_past.id]


async def test_a_job_goes_through_both_lanes(database: Database) -> None:
    document = a_document("a")
    job, reading = a_job(document), a_reading(document, a_page(), parser="pdf/1")
    await add(database, document)
    await queue(database, job)
    assert await claim(database) == [job.id]
    async with database.begin() as uow:
        await record(uow, reading)
        await uow.jobs.tell(job.id, "one", "parse", 3, 9)
        read = await uow.jobs.find(job.id)
        assert not await uow.jobs.hand_over(job.id, "other", reading.id, 40)
        assert await uow.jobs.hand_over(job.id, "one", reading.id, 40)
    assert read
    assert (read.stage, read.done, read.total) == ("parse", 3, 9)
    assert await claim(database) == []
    async with database.begin() as uow:
        assert await uow.jobs.find(job.id) == replace(
            job, lane=Lane.EMBED, reading=reading.id, total=40
        )
        assert not await uow.jobs.hand_over(job.id, "one", reading.id, 40)
        assert await uow.jobs.claimable(NOON) == {Lane.EMBED}
    assert await claim(database, Lane.EMBED) == [job.id]
    await finish(database, [job.id])
    assert await claim(database, Lane.EMBED) == []


async def test_a_batch_for_the_encoder_is_of_one_kind_and_has_room(database: Database) -> None:
    embeds = [
        a_job_of(str(n), lane=Lane.EMBED, total=40, created_at=NOON + n * MINUTE) for n in range(4)
    ]
    empty = a_job_of("empty", lane=Lane.EMBED, created_at=FAR)
    tag = a_job_of("tag", JobKind.TAG, priority=Priority.CLEANING)
    again = a_job_of("again", JobKind.REREAD, lane=Lane.EMBED, priority=Priority.BACKGROUND)
    await queue(database, *embeds, empty, tag, again)
    batches = [await claim(database, Lane.EMBED, chunks=100) for _ in range(5)]
    assert batches == [
        [tag.id],
        [embeds[0].id, embeds[1].id],
        [embeds[2].id, embeds[3].id, empty.id],
        [again.id],
        [],
    ]


async def test_a_job_over_the_budget_still_goes_alone(database: Database) -> None:
    huge = a_job_of("huge", lane=Lane.EMBED, total=4_000)
    await queue(database, huge, a_job_of("b", lane=Lane.EMBED, total=1, created_at=LATER))
    assert await claim(database, Lane.EMBED, chunks=100) == [huge.id]


async def test_one_that_was_given_back_again_and_again_goes_alone(database: Database) -> None:
    suspect, other = (
        a_job_of(content, lane=Lane.EMBED, total=1, created_at=NOON + n * MINUTE / 60)
        for n, content in enumerate("ab")
    )
    await queue(database, suspect, other)
    for _ in range(5):
        assert await claim(database, Lane.EMBED, chunks=9) == [suspect.id, other.id]
        async with database.begin() as uow:
            await uow.jobs.release(suspect.id, "one", error=DOWN)
            await uow.jobs.release(other.id, "one")
    assert await claim(database, Lane.EMBED, chunks=9) == [suspect.id]
    assert await claim(database, Lane.EMBED, chunks=9) == [other.id]


async def test_what_does_not_answer_is_tried_again_later_for_ever(database: Database) -> None:
    job = a_job_of("a")
    await queue(database, job)
    for retry in range(1, 6):
        assert await claim(database, now=NOON + retry * MINUTE) == [job.id]
        async with database.begin() as uow:
            next_try = NOON + (retry + 1) * MINUTE
            assert not await uow.jobs.release(job.id, "other", next_try, DOWN)
            assert await uow.jobs.release(job.id, "one", next_try, DOWN)
            assert await uow.jobs.claimable(next_try - MINUTE / 60) == frozenset()
            assert await uow.jobs.claimable(next_try) == {Lane.READ}
        assert await claim(database, now=next_try - MINUTE / 60) == []
        async with database.begin() as uow:
            assert await uow.jobs.find(job.id) == replace(
                job, retries=retry, not_before=next_try, error=DOWN
            )


async def test_one_that_waits_holds_up_nobody_else(database: Database) -> None:
    waits, other = a_job_of("a", not_before=FAR), a_job_of("b", created_at=LATER)
    await queue(database, waits, other)
    assert await claim_all(database) == [other.id]
    assert await claim(database, now=FAR) == [waits.id]


async def test_a_job_given_back_was_not_tried(database: Database) -> None:
    job = a_job_of("a")
    await queue(database, job)
    assert await claim(database) == [job.id]
    async with database.begin() as uow:
        await uow.jobs.tell(job.id, "one", "parse", 3, 9)
        assert await uow.jobs.release(job.id, "one")
        assert await uow.jobs.find(job.id) == job
        assert not await uow.jobs.release(job.id, "one")


async def test_a_lease_that_ended_is_taken_over(database: Database) -> None:
    job = a_job_of("a")
    await queue(database, job)
    assert await claim(database, now=NOON, worker="one") == [job.id]
    async with database.begin() as uow:
        assert await uow.jobs.reclaim(NOON + MINUTE / 2, at_once) == 0
        assert await uow.jobs.extend([job.id], "one", LATER + MINUTE) == {job.id}
        assert await uow.jobs.extend([job.id], "two", FAR) == frozenset()
        assert await uow.jobs.reclaim(LATER, at_once) == 0
        assert await uow.jobs.reclaim(LATER + MINUTE, at_once) == 1
        assert await uow.jobs.extend([job.id], "one", FAR) == frozenset()
    assert await claim(database, worker="two") == [job.id]
    async with database.begin() as uow:
        assert not await uow.jobs.finish(job.id, "one", JobState.DONE)
        found = await uow.jobs.find(job.id)
        assert found
        assert found.attempts == 2
        assert await uow.jobs.finish(job.id, "two", JobState.DONE)
        assert not await uow.jobs.finish(job.id, "two", JobState.FAILED)
        assert await uow.jobs.reclaim(FAR, at_once) == 0


async def test_what_its_workers_deaths_stopped_steps_back_behind_others(
    database: Database,
) -> None:
    suspect, untouched = a_job_of("a"), a_job_of("b", created_at=FAR)

    def pause(deaths: int) -> timedelta:
        return (deaths - 1) * MINUTE

    await queue(database, suspect, untouched)
    assert await claim(database, now=NOON) == [suspect.id]
    async with database.begin() as uow:
        assert await uow.jobs.reclaim(LATER, pause) == 1
    assert await claim(database, now=LATER) == [suspect.id]
    async with database.begin() as uow:
        await uow.jobs.end_leases([Lane.READ], LATER, pause)
    assert await claim(database, now=LATER) == [untouched.id]
    assert await claim(database, now=LATER) == []
    assert await claim(database, now=LATER + MINUTE) == [suspect.id]


async def test_leases_are_ended_by_lane(database: Database) -> None:
    read, embed, done = a_job_of("a"), a_job_of("b", lane=Lane.EMBED), a_job_of("c")
    await queue(database, read, embed, done)
    for lane in (Lane.READ, Lane.READ, Lane.EMBED):
        assert await claim(database, lane)
    await finish(database, [done.id])
    async with database.begin() as uow:
        await uow.jobs.end_leases([Lane.READ], LATER, at_once)
        assert await uow.jobs.extend([read.id, embed.id, done.id], "one", FAR) == {embed.id}
    assert await claim_all(database) == [read.id]


async def test_what_reads_a_document_is_cancelled_and_nothing_else(database: Database) -> None:
    runs, waits = a_job_of("a"), a_job_of("a", created_at=LATER)
    purge, other = a_job_of("a", JobKind.PURGE, created_at=FAR), a_job_of("b")
    await queue(database, runs, waits, purge)
    assert await claim(database) == [runs.id]
    await queue(database, other)
    document = a_document("a").id
    async with database.begin() as uow:
        cancelled = await uow.jobs.cancel(document)
        assert [job.id for job in cancelled] == [runs.id, waits.id]
        assert not any(job.state.is_final for job in cancelled)
        assert not await uow.jobs.finish(runs.id, "one", JobState.DONE)
        assert await uow.jobs.extend([runs.id], "one", FAR) == frozenset()
        assert [job.id for job in await uow.jobs.of_document(document)] == [purge.id]
        assert await uow.jobs.cancel(document) == []
    assert await claim_all(database) == [other.id]


async def test_a_dead_letter_is_seen_and_put_back(database: Database) -> None:
    dead, done = a_job_of("a", lane=Lane.EMBED, reading=ReadingId("r"), total=7), a_job_of("b")
    south = a_job_of("s", entity="south")
    await queue(database, dead, done, south)
    for lane in (Lane.EMBED, Lane.READ, Lane.READ):
        await claim(database, lane)
    async with database.begin() as uow:
        jobs = uow.jobs
        assert await jobs.finish(dead.id, "one", JobState.FAILED, error=DOWN)
        assert await jobs.finish(south.id, "one", JobState.FAILED)
        assert await jobs.finish(done.id, "one", JobState.DONE)
        assert [job.id for job in await jobs.dead(NORTH, 9)] == [dead.id]
        assert [job.error for job in await jobs.dead(NORTH, 9)] == [DOWN]
        assert {job.id for job in await jobs.dead(None, 9)} == {dead.id, south.id}
        assert len(await jobs.dead(None, 1)) == 1
        assert await jobs.requeue(done.id) is None
        again = await jobs.requeue(dead.id)
        assert again
        assert again == replace(
            dead, lane=Lane.READ, reading=None, total=0, created_at=again.created_at
        )
        assert await jobs.requeue(dead.id) is None
        assert await jobs.dead(NORTH, 9) == []
    assert await claim(database) == [dead.id]


async def test_a_dead_letter_put_back_goes_after_what_came_later(database: Database) -> None:
    dead, newer = a_job_of("a"), a_job_of("a", created_at=LATER)
    await queue(database, dead)
    await claim(database)
    async with database.begin() as uow:
        assert await uow.jobs.finish(dead.id, "one", JobState.FAILED)
    await queue(database, newer)
    async with database.begin() as uow:
        assert await uow.jobs.requeue(dead.id)
    assert await claim(database) == [newer.id]
    assert await claim(database) == []
    await finish(database, [newer.id])
    assert await claim(database) == [dead.id]


async def test_the_last_job_that_reads_a_document(database: Database) -> None:
    first, last = a_job_of("a"), a_job_of("a", created_at=LATER)
    tag, other = a_job_of("a", JobKind.TAG, created_at=FAR), a_job_of("b")
    await queue(database, last, tag, first, other)
    many = [DocumentId(str(number)) for number in range(1_000)]
    async with database.begin() as uow:
        found = await uow.jobs.last([*many, a_document("a").id, a_document("b").id])
    assert found == {a_document("a").id: last, a_document("b").id: other}


async def test_how_much_waits(database: Database) -> None:
    jobs = [a_job_of(str(n), created_at=NOON + n * MINUTE) for n in range(3)]
    south = a_job_of("s", entity="south", created_at=FAR)
    await queue(database, *reversed(jobs), south, a_job_of("t", JobKind.TAG, created_at=FAR))
    assert await claim(database) == [jobs[0].id]
    async with database.begin() as uow:
        assert await uow.jobs.backlog(EntityId("north")) == Backlog(3, 4)
        assert await uow.jobs.backlog(EntityId("west")) == Backlog(0, 4)
        unfinished = await uow.jobs.unfinished(NORTH, 3)
    assert [job.id for job in unfinished] == [job.id for job in jobs]
    assert unfinished[0].state is JobState.RUNNING


async def test_what_was_done_is_forgotten_and_dead_letters_are_not(database: Database) -> None:
    jobs = [a_job_of(str(n), created_at=NOON + n * MINUTE) for n in range(3)]
    await queue(database, *jobs)
    for _ in range(2):
        await claim(database)
    async with database.begin() as uow:
        assert await uow.jobs.finish(jobs[0].id, "one", JobState.DONE)
        assert await uow.jobs.finish(jobs[1].id, "one", JobState.FAILED)
        assert await uow.jobs.forget(NOON) == 0
        assert await uow.jobs.forget(NOON.replace(year=2999)) == 1
        assert [bool(await uow.jobs.find(job.id)) for job in jobs] == [False, True, True]


async def test_the_progress_of_a_batch(database: Database) -> None:
    batch = BatchId("b")
    documents = [a_document(str(number)) for number in range(6)]
    await add(database, *documents)
    done, embeds, waits, fails, dies, goes = jobs = [
        a_job(document, batch=batch, created_at=NOON + n * MINUTE)
        for n, document in enumerate(documents)
    ]
    await queue(database, *jobs[:-1], a_job(documents[5], created_at=FAR))
    await queue(database, replace(goes, batch=None))
    readings = [a_reading(document) for document in documents]
    said = replace(READ, status=Status.PARTIAL, pages=5, errors=(DOWN,))
    for _ in range(5):
        await claim(database)
    async with database.begin() as uow:
        await uow.jobs.join_batch(goes.id, batch)
        for job, reading, outcome in ((done, readings[0], said), (embeds, readings[1], READ)):
            await record(uow, reading, (), outcome)
            assert await uow.jobs.hand_over(job.id, "one", reading.id, 10)
        assert await uow.jobs.release(waits.id, "one", FAR, DOWN)
        failed = Outcome(Status.FAILED, errors=(DOWN,))
        assert await uow.jobs.finish(fails.id, "one", JobState.DONE, outcome=failed)
        assert await uow.jobs.finish(dies.id, "one", JobState.FAILED, error=DOWN)
    assert await claim(database, Lane.EMBED) == [done.id]
    await finish(database, [done.id])
    assert await claim(database, Lane.EMBED) == [embeds.id]
    async with database.begin() as uow:
        await uow.jobs.tell(embeds.id, "one", "embed", 4, 10)
        progress = await uow.jobs.progress(NORTH, batch)
        assert progress
        assert progress.jobs == {
            JobState.QUEUED: 2,
            JobState.RUNNING: 1,
            JobState.DONE: 2,
            JobState.FAILED: 1,
            JobState.CANCELLED: 0,
        }
        assert (progress.embedding, progress.pages) == (1, 6)
        assert (progress.chunks_done, progress.chunks) == (14, 20)
        assert (progress.failed, progress.partial, progress.waits_for) == (2, 1, DOWN)
        assert not progress.is_final
        assert await uow.jobs.progress(AccessScope.whole(EntityId("south")), batch) is None
        assert await uow.jobs.progress(NORTH, BatchId("c")) is None
        ids = [job.id for job in await uow.jobs.in_batch(NORTH, batch, 4)]
        ids += [job.id for job in await uow.jobs.in_batch(NORTH, batch, 4, ids[-1])]
        assert ids == sorted(job.id for job in jobs)
        assert await uow.jobs.cancel(documents[1].id, BatchId("c")) == []
        cancelled = [await uow.jobs.cancel(document.id, batch) for document in documents]
        assert [job.id for of in cancelled for job in of] == [embeds.id, waits.id, goes.id]
        assert len(await uow.jobs.of_document(documents[5].id)) == 1
        progress = await uow.jobs.progress(NORTH, batch)
        assert progress
        assert progress.is_final
        assert progress.waits_for is None


_WORKERS = st.sampled_from(["w1", "w2", "w3"])
_STEPS = st.lists(
    st.tuples(_WORKERS, st.sampled_from(["claim", "claim", "finish", "release", "wait", "expire"])),
    max_size=25,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
async def test_each_job_ends_exactly_once_whatever_its_workers_do(
    database: Database, steps: list[tuple[str, str]]
) -> None:
    """Two jobs a document, three workers; some die (their leases end), some give back."""
    entity = f"e{uuid.uuid4()}"
    jobs = [
        a_job_of(str(n), entity=entity, created_at=NOON + m * MINUTE)
        for n in range(3)
        for m in range(2)
    ]
    await queue(database, *jobs)
    held: dict[str, list[JobId]] = {"w1": [], "w2": [], "w3": []}
    ended: list[JobId] = []
    now = FAR
    end = [("w1", "expire"), *[("w1", "claim"), ("w1", "finish")] * len(jobs)]
    for worker, step in [*steps, *end]:
        now += 2 * MINUTE if step == "expire" else MINUTE / 60
        async with database.begin() as uow:
            if step == "claim":
                taken = await uow.jobs.claim(Lane.READ, worker, now, now + MINUTE)
                held[worker] += [job.id for job in taken]
            elif step == "expire":
                await uow.jobs.reclaim(now, at_once)
            for job in held[worker] if step in ("finish", "release", "wait") else ():
                if step == "finish":
                    ended += [job] * await uow.jobs.finish(job, worker, JobState.DONE)
                else:
                    later = now + MINUTE / 60 if step == "wait" else None
                    await uow.jobs.release(job, worker, later)
            if step != "claim" and step != "expire":
                held[worker] = []
            found = [await uow.jobs.find(job.id) for job in jobs]
        running = [job.document for job in found if job and job.state is JobState.RUNNING]
        assert len(running) == len(set(running))
    assert sorted(ended) == sorted(job.id for job in jobs)
