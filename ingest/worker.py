"""Takes recorded jobs and sees them through. Doing one twice changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from uuid import uuid4

from core.errors import ProbantError
from core.ids import GenerationId
from core.jobs import Job, JobKind, JobState, Lane
from core.ports import Queue
from core.stores import Database
from ingest.backoff import Backoff, is_outage, step_back
from ingest.closing import broken, crashed, fail
from ingest.embed import Embedder
from ingest.giving_back import give_back, release
from ingest.lease import Lease, Lost, Pace
from ingest.read import Reader
from ingest.slots import Slots
from ingest.upkeep import Upkeep

log = logging.getLogger(__name__)

MOST_ATTEMPTS = {Lane.READ: 5, Lane.EMBED: 8, Lane.ANSWER: 5}
"""A job that killed so many workers is not given another one. Whoever embeds holds many jobs and is
more often killed for something else; what is read came from outside, and may well be the reason."""
_EMBEDS = frozenset({JobKind.INGEST, JobKind.REREAD, JobKind.REEMBED})


async def _advance_nothing(generation: GenerationId) -> None:
    """Where no generation is ever built."""


async def _answer_nothing(job: Job, lease: Lease) -> None:
    """Where no grid is ever asked for."""
    raise RuntimeError("this worker was put together without what answers grids")


@dataclass(slots=True)
class Worker:
    """One process's worker: any number of readings at once, one who embeds, one who answers."""

    database: Database
    queue: Queue
    reader: Reader
    embedder: Embedder
    upkeep: Upkeep
    read_slots: int = 2
    """Documents read at once by `until_idle`."""
    advance: Callable[[GenerationId], Awaitable[None]] = _advance_nothing
    """What a generation that is built needs next, each time one of its jobs has ended."""
    answer: Callable[[Job, Lease], Awaitable[None]] = _answer_nothing
    """Reads the cells of a job of the lane *answer*, and closes it."""
    backoff: Backoff = field(default_factory=Backoff)
    pace: Pace = field(default_factory=Pace)
    name: str = field(default_factory=lambda: f"worker-{uuid4()}")
    _device: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    """Two who embed at once would only take each other's processors or memory."""
    _failures: Counter[Lane] = field(default_factory=Counter, init=False)
    """Outages in a row."""
    _rests: dict[Lane, float] = field(default_factory=dict, init=False)
    """Until when a lane takes nothing: an outage for one job is one for the others too."""
    _has_purged: bool = field(default=False, init=False)

    async def work(self, lane: Lane) -> bool:
        """Claim the best job of a lane, or several to embed together, and see them through.

        False where there was none, or what it needs does not answer: no use to ask again at once.
        Raises `Unavailable` where the database does not answer.
        """
        if monotonic() < self._rests.get(lane, 0):
            return False
        async with self._device if lane is Lane.EMBED else contextlib.nullcontext():
            jobs = await self._claim(lane)
            return bool(jobs) and await self._see_through(jobs)

    async def until_idle(self, lanes: Sequence[Lane] = tuple(Lane)) -> None:
        """Do all that may be taken now in these lanes, and what comes of it, in this process.

        What an outage stopped stays queued. Raises `Unavailable` where the database does not
        answer.
        """
        counts = {Lane.READ: self.read_slots, Lane.EMBED: 1, Lane.ANSWER: 1}
        each = [lane for lane in lanes for _ in range(counts[lane])]
        slots = Slots(len(each))
        try:
            async with asyncio.TaskGroup() as group:
                for lane in each:
                    group.create_task(slots.run(partial(self.work, lane)))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        await self.tidy()

    async def recover(self, lanes: Sequence[Lane]) -> None:
        """Take over what runs. Only for who knows that nobody else works in these lanes."""
        async with self.database.begin() as unit:
            await unit.jobs.end_leases(lanes, datetime.now(UTC), step_back)
            for lane in lanes:
                unit.after_commit(lane)

    async def tidy(self) -> None:
        """Have the database give up what purged rows have left, where there were any."""
        if self._has_purged:
            self._has_purged = False
            await self.database.reclaim_space()

    async def _claim(self, lane: Lane) -> list[Job]:
        now = datetime.now(UTC)
        chunks = self.embedder.size.claim if lane is Lane.EMBED else 0
        async with self.database.begin() as unit:
            jobs = await unit.jobs.claim(lane, self.name, now, now + self.pace.lease, chunks)
        if jobs:
            # There may be more, for somebody who has nothing to do.
            with contextlib.suppress(ProbantError):  # else the sweeper's next round makes it good
                await self.queue.wake(lane)
        return jobs

    async def _see_through(self, jobs: Sequence[Job]) -> bool:
        """False after an outage."""
        lease = Lease(self.database, self.name, jobs, self.pace)
        try:
            async with lease:
                outage = await self._attempt(jobs, lease)
                await give_back(self.database, lease, self.backoff, outage)
        except asyncio.CancelledError:
            # A shutdown is no attempt of the document's: only deaths count.
            with contextlib.suppress(ProbantError):
                await asyncio.shield(release(self.database, lease, self.backoff, None))
            raise
        self._rest(jobs[0].lane, outage)
        await self._go_on(jobs)
        return outage is None

    async def _attempt(self, jobs: Sequence[Job], lease: Lease) -> Exception | None:
        """What kept us from it that is no fault of the documents'; theirs and ours are recorded."""
        try:
            await self._do(jobs, lease)
        except Lost:
            return None
        except Exception as error:
            if is_outage(error):
                log.warning("%d jobs have to wait: %s", len(lease.open), error)
                return error
            left = [job for job in jobs if lease.holds(job)]
            if len(left) > 1:
                return await self._attempt_each(left, lease)
            log.exception("job %s failed", *(job.id for job in left))
            return await self._bury(left, error, lease)
        return None

    async def _attempt_each(self, jobs: Sequence[Job], lease: Lease) -> Exception | None:
        """One of them broke it for all: alone, it breaks it for itself."""
        for job in jobs:
            if outage := await self._attempt([job], lease):
                return outage
        return None

    async def _bury(
        self, jobs: Sequence[Job], error: Exception, lease: Lease
    ) -> ProbantError | None:
        try:
            for job in jobs:
                outcome = broken(job.lane.value, error)
                await fail(self.database, job, lease, outcome, JobState.FAILED)
        except ProbantError as outage:
            return outage
        return None

    async def _do(self, jobs: Sequence[Job], lease: Lease) -> None:
        for job in jobs:
            if job.attempts > MOST_ATTEMPTS[job.lane]:
                dead = crashed(MOST_ATTEMPTS[job.lane])
                await fail(self.database, job, lease, dead, JobState.FAILED)
        left = [job for job in jobs if lease.holds(job)]
        if left and left[0].lane is Lane.READ:
            await self.reader.read(left[0], lease)
        elif left and left[0].lane is Lane.ANSWER:
            await self.answer(left[0], lease)
        elif left and left[0].kind in _EMBEDS:
            await self.embedder.embed(left, lease)
        else:
            for job in left:
                await self.upkeep.see_to(job, lease)
                self._has_purged |= job.kind is JobKind.PURGE

    def _rest(self, lane: Lane, outage: Exception | None) -> None:
        if outage is None:
            self._failures[lane] = 0
            return
        pause = self.backoff.pause(outage, self._failures[lane])
        self._rests[lane] = monotonic() + pause.total_seconds()
        self._failures[lane] += 1

    async def _go_on(self, jobs: Sequence[Job]) -> None:
        generations = {job.generation for job in jobs if job.kind is not JobKind.DROP}
        for generation in generations - {None}:
            if generation:
                with contextlib.suppress(ProbantError):  # the sweeper goes on with it too
                    await self.advance(generation)
