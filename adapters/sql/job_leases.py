"""What the holder of a job does with it, and what becomes of jobs whose holder is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update

from adapters.sql.tables import documents, readings
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs as rows
from adapters.sql.work_tables import turns
from core.ids import JobId, ReadingId
from core.jobs import JobState, Lane
from core.outcomes import ErrorItem, Outcome
from core.stores import Pause

_BATCH = 400
_RUNS = rows.c.state == JobState.RUNNING.value
_READS = rows.c.lane == Lane.READ.value
_QUEUED: dict[str, Any] = {
    "state": JobState.QUEUED.value,
    "worker": None,
    "lease_until": None,
    "stage": "",
    "done": 0,
    "total": rows.c.chunks,
    "pages": case((_READS, 0), else_=rows.c.pages),
}
"""As a job was before it was taken, its attempts apart."""


class JobLeases:
    """A lease whose time is over is still held until the job is queued again."""

    _transaction: Transaction

    async def extend(self, jobs: Sequence[JobId], worker: str, until: datetime) -> frozenset[JobId]:
        held: set[JobId] = set()
        for start in range(0, len(jobs), _BATCH):
            mine = and_(rows.c.id.in_(jobs[start : start + _BATCH]), rows.c.worker == worker, _RUNS)
            extended = update(rows).where(mine).values(lease_until=until).returning(rows.c.id)
            held.update(map(JobId, (await self._transaction.write(extended)).scalars()))
        return frozenset(held)

    async def tell(self, job: JobId, worker: str, stage: str, done: int, total: int) -> None:
        further = and_(_READS, rows.c.pages < done)
        pages = case((further, done), else_=rows.c.pages)
        await self._change_held(job, worker, stage=stage, done=done, total=total, pages=pages)

    async def hand_over(self, job: JobId, worker: str, reading: ReadingId, chunks: int) -> bool:
        found = select(readings.c.outcome).where(readings.c.id == reading)
        said = (await self._transaction.read(found)).scalar()
        outcome = Outcome.from_json(said) if said else None
        as_new = {**_QUEUED, "attempts": 0, "retries": 0, "not_before": None, "error": None}
        held = await self._change_held(
            job,
            worker,
            **as_new
            | {
                "lane": Lane.EMBED.value,
                "reading_id": reading,
                "total": chunks,
                "chunks": chunks,
                "pages": outcome.pages if outcome else 0,
                "status": outcome.status.value if outcome else None,
            },
        )
        if held is None:
            return False
        await self._transaction.write_new(
            turns, {"lane": Lane.EMBED.value, "entity": held, "served": 0}
        )
        return True

    async def finish(
        self,
        job: JobId,
        worker: str,
        state: JobState,
        *,
        error: ErrorItem | None = None,
        outcome: Outcome | None = None,
    ) -> bool:
        of_document = select(documents.c.status).where(documents.c.id == rows.c.document_id)
        known = func.coalesce(rows.c.status, of_document.scalar_subquery())
        held = await self._change_held(
            job,
            worker,
            state=state.value,
            worker=None,
            lease_until=None,
            error=error.to_json() if error else None,
            outcome=outcome.to_json() if outcome else None,
            status=outcome.status.value if outcome else known,
            finished_at=datetime.now(UTC),
        )
        return held is not None

    async def release(
        self,
        job: JobId,
        worker: str,
        not_before: datetime | None = None,
        error: ErrorItem | None = None,
    ) -> bool:
        tried = {"retries": rows.c.retries + 1, "error": error.to_json()} if error else {}
        back = {**_QUEUED, "not_before": not_before, "attempts": rows.c.attempts - 1, **tried}
        return await self._change_held(job, worker, **back) is not None

    async def _change_held(self, job: JobId, holder: str, /, **values: Any) -> str | None:
        """The job's entity; None where it is not held."""
        held = and_(rows.c.id == job, rows.c.worker == holder, _RUNS)
        changed = update(rows).where(held).values(**values).returning(rows.c.entity)
        entity: str | None = (await self._transaction.write(changed)).scalar()
        return entity

    async def reclaim(self, now: datetime, pause: Pause) -> int:
        return await self._queue_again(rows.c.lease_until <= now, now, pause)

    async def end_leases(self, lanes: Sequence[Lane], now: datetime, pause: Pause) -> None:
        await self._queue_again(rows.c.lane.in_([lane.value for lane in lanes]), now, pause)

    async def _queue_again(self, which: ColumnElement[bool], now: datetime, pause: Pause) -> int:
        queued = update(rows).where(_RUNS, which).values(**_QUEUED)
        found = await self._transaction.write(queued.returning(rows.c.id, rows.c.attempts))
        again = found.all()
        for row in again:
            if wait := pause(row.attempts):
                later = update(rows).where(rows.c.id == row.id).values(not_before=now + wait)
                await self._transaction.write(later)
        return len(again)
