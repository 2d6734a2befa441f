"""Jobs that were asked for together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, or_, select, update

from adapters.sql.job_rows import job_from_row
from adapters.sql.job_scopes import in_batch
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs
from core.ids import BatchId, JobId
from core.jobs import BatchProgress, Job, JobState, Lane
from core.outcomes import ErrorItem, Status
from core.principals import AccessScope


class JobBatches:
    _transaction: Transaction

    async def join_batch(self, job: JobId, batch: BatchId) -> None:
        joined = update(jobs).where(jobs.c.id == job).values(batch=batch)
        await self._transaction.write(joined)

    async def in_batch(
        self, scope: AccessScope, batch: BatchId, limit: int, after: JobId | None = None
    ) -> list[Job]:
        found = (
            select(jobs)
            .where(in_batch(self._transaction, scope, batch))
            .order_by(jobs.c.id)
            .limit(limit)
        )
        page = found.where(jobs.c.id > after) if after else found
        return [job_from_row(row) for row in await self._transaction.read(page)]

    async def progress(self, scope: AccessScope, batch: BatchId) -> BatchProgress | None:
        sums = {name: func.sum(each).label(name) for name, each in _counted().items()}
        found = select(jobs.c.state, func.count().label("jobs"), *sums.values())
        grouped = found.where(in_batch(self._transaction, scope, batch)).group_by(jobs.c.state)
        rows = (await self._transaction.read(grouped)).all()
        if not rows:
            return None
        count = {JobState(row.state): int(row.jobs) for row in rows}
        figures: Any = {name: sum(int(getattr(row, name)) for row in rows) for name in sums}
        return BatchProgress(
            batch=batch,
            jobs={state: count.get(state, 0) for state in JobState},
            waits_for=await self._waits_for(scope, batch),
            **figures,
        )

    async def _waits_for(self, scope: AccessScope, batch: BatchId) -> ErrorItem | None:
        given_back = and_(_is(JobState.QUEUED), jobs.c.retries > 0, jobs.c.error.is_not(null()))
        found = (
            select(jobs.c.error)
            .where(in_batch(self._transaction, scope, batch), given_back)
            .limit(1)
        )
        error = (await self._transaction.read(found)).scalar()
        return ErrorItem(**error) if error else None


def _counted() -> dict[str, ColumnElement[Any]]:
    """What each job adds to the figures of its batch."""
    embeds = jobs.c.lane == Lane.EMBED.value
    is_done, is_dead = _is(JobState.DONE), _is(JobState.FAILED)
    unfinished = or_(_is(JobState.QUEUED), _is(JobState.RUNNING))
    failed = and_(is_done, jobs.c.status == Status.FAILED.value)
    partial = and_(is_done, jobs.c.status == Status.PARTIAL.value)
    return {
        "embedding": case((and_(unfinished, embeds), 1), else_=0),
        "pages": jobs.c.pages,
        "chunks_done": case(
            (is_done, jobs.c.chunks), (and_(_is(JobState.RUNNING), embeds), jobs.c.done), else_=0
        ),
        "chunks": case((or_(unfinished, is_done), jobs.c.chunks), else_=0),
        "failed": case((or_(is_dead, failed), 1), else_=0),
        "partial": case((partial, 1), else_=0),
    }


def _is(state: JobState) -> ColumnElement[bool]:
    return jobs.c.state == state.value
