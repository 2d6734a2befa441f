"""Holds claimed jobs while they are worked on, and tells how far they are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Self

from core.errors import ProbantError
from core.ids import JobId
from core.jobs import Job
from core.stores import Database

log = logging.getLogger(__name__)


class Lost(Exception):
    """The job is another's now, or was cancelled: what was made of it is not wanted."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker says that it lives."""

    lease: timedelta = timedelta(seconds=60)
    """A worker that is silent for so long is taken for dead, and its jobs go to others."""
    tell_s: float = 1.0
    """Between two looks at what there is to tell of the progress."""
    tells_a_heartbeat: int = 5
    """So often between two heartbeats, at which cancelled jobs are seen as well."""

    @classmethod
    def of(cls, lease_s: float) -> Self:
        """Three heartbeats a lease at least: one may come late, and one be lost."""
        return cls(timedelta(seconds=lease_s), tell_s=min(1.0, lease_s / 15))


class Lease:
    """The claimed jobs of one stretch of work. A context: inside it, the heart beats."""

    def __init__(self, database: Database, worker: str, jobs: Sequence[Job], pace: Pace) -> None:
        self.worker = worker
        self.lost: list[Job] = []
        """Taken over or cancelled while they were worked on."""
        self._database = database
        self._pace = pace
        self._open = {job.id: job for job in jobs}
        self._beating = dict.fromkeys(self._open)
        self._losses = {job.id: asyncio.Event() for job in jobs}
        self._progress: dict[JobId, tuple[str, int, int]] = {}
        self._heart: asyncio.Task[None] | None = None

    @property
    def open(self) -> list[Job]:
        """Held, and not closed yet: what is to be given back where the work ends early."""
        return list(self._open.values())

    def holds(self, job: Job) -> bool:
        return job.id in self._open

    def tell(self, job: Job, stage: str, done: int, total: int) -> None:
        """Have this progress recorded before long."""
        self._progress[job.id] = stage, done, total

    def settle(self, job: Job) -> None:
        """Say before the transaction that closes a job: no heartbeat may then take it for lost."""
        self._beating.pop(job.id, None)
        self._progress.pop(job.id, None)

    def close(self, job: Job) -> None:
        """Say after it: there is nothing to give back."""
        self.settle(job)
        self._open.pop(job.id, None)

    def lose(self, job: Job) -> None:
        if self._open.pop(job.id, None):
            self.settle(job)
            self.lost.append(job)
            self._losses[job.id].set()

    async def unless_lost(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        """See work through, or cancel it, wait for its end, and raise `Lost`."""
        working = asyncio.create_task(work)
        loss = asyncio.create_task(self._losses[job.id].wait())
        try:
            await asyncio.wait({working, loss}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise Lost
        finally:
            loss.cancel()
            working.cancel()
            await asyncio.wait({working, loss})
        working.result()

    async def __aenter__(self) -> Self:
        self._heart = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._heart:
            self._heart.cancel()
            await asyncio.wait({self._heart})  # not the heart's end, but ours may be cancelled

    async def _beat(self) -> None:
        for tick in count(1):
            await asyncio.sleep(self._pace.tell_s)
            try:
                await self._tell()
                if tick % self._pace.tells_a_heartbeat == 0:
                    await self._extend()
            except ProbantError as error:
                log.warning("the lease of %d jobs was not extended: %s", len(self._open), error)
            except Exception:  # the heart goes on: without it, the jobs would go to another
                log.exception("the lease of %d jobs was not extended", len(self._open))

    async def _tell(self) -> None:
        if not self._progress:
            return
        told, self._progress = self._progress, {}
        async with self._database.begin() as unit:
            for job, (stage, done, total) in told.items():
                await unit.jobs.tell(job, self.worker, stage, done, total)

    async def _extend(self) -> None:
        asked = list(self._beating)
        if not asked:
            return
        until = datetime.now(UTC) + self._pace.lease
        async with self._database.begin() as unit:
            held = await unit.jobs.extend(asked, self.worker, until)
        for job in asked:
            if job not in held and job in self._beating:
                self.lose(self._open[job])
