"""Jobs: recorded, looked up, cancelled, put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, select, update

from adapters.sql.job_batches import JobBatches
from adapters.sql.job_claims import JobClaims
from adapters.sql.job_leases import JobLeases
from adapters.sql.job_rows import UNFINISHED, job_from_row, job_to_row
from adapters.sql.job_scopes import seen
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs, turns
from core.ids import BatchId, DocumentId, EntityId, GenerationId, JobId
from core.jobs import Backlog, Job, JobKind, JobState, Lane
from core.principals import AccessScope

_BATCH = 400
_INGESTS = jobs.c.kind == JobKind.INGEST.value
_IS_UNFINISHED = jobs.c.state.in_(UNFINISHED)
_READ = (JobKind.INGEST.value, JobKind.REREAD.value)


class SqlJobs(JobClaims, JobLeases, JobBatches):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, job: Job) -> None:
        await self._transaction.write(insert(jobs).values(**job_to_row(job)))
        await self._give_turn(job.lane, job.entity)

    async def _give_turn(self, lane: Lane, entity: EntityId) -> None:
        row = {"lane": lane.value, "entity": entity, "served": 0}
        await self._transaction.write_new(turns, row)

    async def find(self, job: JobId) -> Job | None:
        found = select(jobs).where(jobs.c.id == job)
        row = (await self._transaction.read(found)).first()
        return job_from_row(row) if row else None

    async def of_document(self, document: DocumentId) -> list[Job]:
        found = select(jobs).where(jobs.c.document_id == document, _IS_UNFINISHED)
        ordered = found.order_by(jobs.c.created_at, jobs.c.id)
        return [job_from_row(row) for row in await self._transaction.read(ordered)]

    async def last(self, documents: Sequence[DocumentId]) -> dict[DocumentId, Job]:
        newest: dict[DocumentId, Job] = {}
        for start in range(0, len(documents), _BATCH):
            some = jobs.c.document_id.in_(documents[start : start + _BATCH])
            found = select(jobs).where(some, jobs.c.kind.in_(_READ))
            ordered = found.order_by(jobs.c.created_at, jobs.c.id)
            for row in await self._transaction.read(ordered):
                newest[DocumentId(row.document_id)] = job_from_row(row)
        return newest

    async def cancel(self, document: DocumentId, batch: BatchId | None = None) -> list[Job]:
        """Oldest first."""
        reads = and_(jobs.c.document_id == document, _INGESTS)
        return await self._cancel(and_(reads, jobs.c.batch == batch) if batch else reads)

    async def abandon(self, document: DocumentId) -> None:
        no_purge = jobs.c.kind != JobKind.PURGE.value
        await self._cancel(and_(jobs.c.document_id == document, no_purge))

    async def _cancel(self, which: ColumnElement[bool]) -> list[Job]:
        await self._transaction.begin_writing()
        unfinished = and_(which, _IS_UNFINISHED)
        found = select(jobs).where(unfinished).order_by(jobs.c.created_at, jobs.c.id)
        rows = (await self._transaction.read(found.with_for_update())).all()
        cancelled = {
            "state": JobState.CANCELLED.value,
            "worker": None,
            "lease_until": None,
            "finished_at": datetime.now(UTC),
        }
        await self._transaction.write(update(jobs).where(unfinished).values(**cancelled))
        return [job_from_row(row) for row in rows]

    async def dead(self, scope: AccessScope | None, limit: int) -> list[Job]:
        found = select(jobs).where(jobs.c.state == JobState.FAILED.value)
        mine = found.where(seen(self._transaction, scope)) if scope else found
        newest = mine.order_by(jobs.c.finished_at.desc(), jobs.c.id).limit(limit)
        return [job_from_row(row) for row in await self._transaction.read(newest)]

    async def requeue(self, job: JobId) -> Job | None:
        """Its age counts from now: what came after it in its document has gone before it."""
        final = (JobState.FAILED.value, JobState.CANCELLED.value)
        reads = jobs.c.kind.in_(_READ)
        lanes = {
            **dict.fromkeys(_READ, Lane.READ.value),
            JobKind.GRID.value: Lane.ANSWER.value,
        }
        as_new = {
            "state": JobState.QUEUED.value,
            "lane": case(lanes, value=jobs.c.kind, else_=Lane.EMBED.value),
            "reading_id": case((reads, None), else_=jobs.c.reading_id),
            **dict.fromkeys(("attempts", "retries", "done", "pages"), 0),
            "stage": "",
            **dict.fromkeys(("total", "chunks"), case((reads, 0), else_=jobs.c.chunks)),
            **dict.fromkeys(("not_before", "error", "outcome", "status", "finished_at")),
            "created_at": datetime.now(UTC),
        }
        queued = update(jobs).where(jobs.c.id == job, jobs.c.state.in_(final)).values(**as_new)
        row = (await self._transaction.write(queued.returning(jobs))).first()
        if row is None:
            return None
        found = job_from_row(row)
        await self._give_turn(found.lane, found.entity)
        return found

    async def unfinished(self, scope: AccessScope, limit: int) -> list[Job]:
        found: list[Job] = []
        for state in (JobState.RUNNING, JobState.QUEUED):
            mine = select(jobs).where(jobs.c.state == state.value, seen(self._transaction, scope))
            oldest = mine.order_by(jobs.c.created_at, jobs.c.id).limit(limit - len(found))
            found += [job_from_row(row) for row in await self._transaction.read(oldest)]
        return found

    async def backlog(self, entity: EntityId) -> Backlog:
        found = select(jobs.c.entity, func.count()).where(_INGESTS, _IS_UNFINISHED)
        rows = await self._transaction.read(found.group_by(jobs.c.entity))
        counts = {row[0]: int(row[1]) for row in rows}
        return Backlog(of_entity=counts.get(entity, 0), in_all=sum(counts.values()))

    async def of_generation(self, generation: GenerationId) -> int:
        found = select(func.count()).where(jobs.c.generation == generation, _IS_UNFINISHED)
        return int((await self._transaction.read(found)).scalar_one())

    async def forget(self, before: datetime) -> int:
        final = (JobState.DONE.value, JobState.CANCELLED.value)
        past = delete(jobs).where(jobs.c.state.in_(final), jobs.c.finished_at < before)
        return int((await self._transaction.write(past)).rowcount)
