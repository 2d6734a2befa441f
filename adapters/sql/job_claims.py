"""Which job goes next: the most urgent; of those, the entity's whose turn it is; then the oldest.

One claim reads of each entity the first job, however many wait behind it: see `job_order.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    func,
    literal,
    select,
    union_all,
    update,
)

from adapters.sql.job_order import any_ready, first_of
from adapters.sql.job_rows import job_from_row
from adapters.sql.locks import lock_claims
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs, turns
from core.ids import JobId
from core.jobs import Job, JobState, Lane, Priority

_BATCH = 400
"""Ids a query: older SQLite builds take 999 parameters at most."""
_SUSPECT_RETRIES = 5
"""Outages in a row, a minute of them, that may be no outages but the doing of one document."""
_DUE_AT_ONCE = 1_000
"""Jobs that a claim puts back among those that may be taken, at most."""


@dataclass(frozen=True, slots=True)
class _First:
    """The first job of an entity that may be taken."""

    row: Row[*tuple[Any, ...]]
    served: int
    """When it was the entity's turn: the highest number is the last."""

    @property
    def order(self) -> tuple[Any, ...]:
        return (self.row.priority, self.served, self.row.created_at, self.row.id)

    @property
    def chunks(self) -> int:
        return max(int(self.row.total), 1)

    def belongs_with(self, taken: Job) -> bool:
        """One that may have killed a worker, or may itself be what does not answer, goes alone:
        it is nobody else's attempt then."""
        is_new = self.row.attempts == 0 and taken.attempts == 1
        is_new &= max(int(self.row.retries), taken.retries) < _SUSPECT_RETRIES
        same = (self.row.kind, self.row.generation) == (taken.kind.value, taken.generation)
        return is_new and same


class JobClaims:
    _transaction: Transaction

    async def claim(
        self, lane: Lane, worker: str, now: datetime, until: datetime, chunks: int = 0
    ) -> list[Job]:
        """Until it is committed, nobody else claims in this lane: commit at once.

        A batch ends where the next job is of another kind or generation, would exceed `chunks`, or
        was tried before; a job counts for one chunk at least.
        """
        # Or all workers would pick the same job, and wait for each other.
        await lock_claims(self._transaction, lane)
        await self._offer_due(lane, now)
        firsts = await self._firsts(lane)
        taken: list[Job] = []
        room = max(chunks, 1) if lane is Lane.EMBED else 1
        while firsts:
            best = min(firsts.values(), key=lambda first: first.order)
            if taken and (best.chunks > room or not best.belongs_with(taken[0])):
                break
            if job := await self._take(best.row.id, worker, until):
                taken.append(job)
                room -= best.chunks
            if room <= 0:
                break
            # Nothing else has changed for the other entities: a document is of one entity.
            del firsts[best.row.entity]
            firsts |= await self._firsts(lane, turns.c.entity == best.row.entity)
        return taken

    async def _offer_due(self, lane: Lane, now: datetime) -> None:
        waiting = and_(jobs.c.lane == lane.value, jobs.c.state == JobState.QUEUED.value)
        due = (
            select(jobs.c.id)
            .where(waiting, jobs.c.not_before <= now)
            .order_by(jobs.c.not_before)
            .limit(_DUE_AT_ONCE)
        )
        ids = list((await self._transaction.read(due)).scalars())
        for start in range(0, len(ids), _BATCH):
            batch = jobs.c.id.in_(ids[start : start + _BATCH])
            changed = update(jobs).where(batch, waiting).values(not_before=None)
            await self._transaction.write(changed)

    async def _firsts(self, lane: Lane, *of: ColumnElement[bool]) -> dict[str, _First]:
        """By entity."""
        first = first_of(turns.c.entity, lane)
        found = select(first.label("job"), turns.c.served).where(turns.c.lane == lane.value, *of)
        served = {row.job: row.served for row in await self._transaction.read(found) if row.job}
        ids = list(served)
        # Apart from the above: PostgreSQL would join it with all jobs that there are.
        return {
            row.entity: _First(row, served[row.id])
            for start in range(0, len(ids), _BATCH)
            for row in await self._transaction.read(
                select(jobs).where(jobs.c.id.in_(ids[start : start + _BATCH]))
            )
        }

    async def _take(self, job: JobId, worker: str, until: datetime) -> Job | None:
        """None where it was cancelled at this moment."""
        taken = (
            update(jobs)
            .where(jobs.c.id == job, jobs.c.state == JobState.QUEUED.value)
            .values(
                state=JobState.RUNNING.value,
                attempts=jobs.c.attempts + 1,
                worker=worker,
                lease_until=until,
            )
            .returning(jobs)
        )
        row = (await self._transaction.write(taken)).one_or_none()
        if row is None:
            return None
        others = turns.alias()
        last = select(func.max(others.c.served)).where(others.c.lane == row.lane)
        served = (
            update(turns)
            .where(turns.c.lane == row.lane, turns.c.entity == row.entity)
            .values(served=last.scalar_subquery() + 1)
        )
        await self._transaction.write(served)
        return job_from_row(row)

    async def claimable(self, now: datetime) -> frozenset[Lane]:
        asked = (select(literal(lane.value)).where(any_ready(lane, now)) for lane in Lane)
        found = await self._transaction.read(union_all(*asked))
        return frozenset(map(Lane, found.scalars()))

    async def more_urgent(self, lane: Lane, than: Priority, now: datetime) -> bool:
        asked = select(any_ready(lane, now, than))
        return bool((await self._transaction.read(asked)).scalar_one())
