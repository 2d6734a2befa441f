"""Jobs and their leases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select, update

from adapters.sql.tables import jobs
from adapters.sql.transaction import Transaction
from core.documents import Job, JobKind, JobState
from core.ids import DocumentId, EntityId, JobId, VersionId


class SqlJobs:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, job: Job) -> None:
        await self._transaction.write(insert(jobs).values(**_to_row(job)))

    async def claim(self, job: JobId, worker: str, now: datetime, until: datetime) -> Job | None:
        # One statement: of two that run at once, the second finds the first one's lease.
        claimed = (
            update(jobs)
            .where(jobs.c.id == job, _waits(now))
            .values(
                state=JobState.RUNNING.value,
                attempts=jobs.c.attempts + 1,
                worker=worker,
                lease_until=until,
            )
            .returning(jobs)
        )
        row = (await self._transaction.write(claimed)).one_or_none()
        return _from_row(row) if row else None

    async def extend(self, job: JobId, worker: str, until: datetime) -> bool:
        return await self._change_held(job, worker, lease_until=until)

    async def finish(self, job: JobId, worker: str, state: JobState) -> bool:
        return await self._change_held(job, worker, state=state.value, lease_until=None)

    async def release(self, job: JobId, worker: str) -> bool:
        queued = {"state": JobState.QUEUED.value, "worker": None, "lease_until": None}
        return await self._change_held(job, worker, **queued, attempts=jobs.c.attempts - 1)

    async def _change_held(self, job: JobId, holder: str, **values: Any) -> bool:
        """A lease whose time is over is still held until somebody else claims the job."""
        held = and_(jobs.c.id == job, jobs.c.worker == holder, _IS_RUNNING)
        changed = update(jobs).where(held).values(**values).returning(jobs.c.id)
        return (await self._transaction.write(changed)).first() is not None

    async def waiting(self, now: datetime) -> list[JobId]:
        """Oldest first."""
        found = select(jobs.c.id).where(_waits(now)).order_by(jobs.c.created_at, jobs.c.id)
        return [JobId(job) for job in (await self._transaction.read(found)).scalars()]

    async def end_leases(self) -> None:
        # Queued again and without a worker: who held it can neither extend nor finish it.
        queued = {"state": JobState.QUEUED.value, "worker": None, "lease_until": None}
        await self._transaction.write(update(jobs).where(_IS_RUNNING).values(**queued))

    async def of_document(self, document: DocumentId) -> list[Job]:
        found = (
            select(jobs)
            .where(jobs.c.document_id == document, or_(_IS_QUEUED, _IS_RUNNING))
            .order_by(jobs.c.created_at, jobs.c.id)
        )
        return [_from_row(row) for row in await self._transaction.read(found)]


_IS_QUEUED = jobs.c.state == JobState.QUEUED.value
_IS_RUNNING = jobs.c.state == JobState.RUNNING.value


def _waits(now: datetime) -> ColumnElement[bool]:
    return or_(_IS_QUEUED, and_(_IS_RUNNING, jobs.c.lease_until <= now))


def _to_row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind.value,
        "entity": job.entity,
        "document_id": job.document,
        "version": job.version,
        "state": job.state.value,
        "attempts": job.attempts,
    }


def _from_row(row: Row[*tuple[Any, ...]]) -> Job:
    return Job(
        id=JobId(row.id),
        kind=JobKind(row.kind),
        entity=EntityId(row.entity),
        document=DocumentId(row.document_id),
        version=VersionId(row.version),
        state=JobState(row.state),
        attempts=row.attempts,
    )
