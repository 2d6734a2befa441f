"""How jobs end: what else the transaction records that closes one."""

from __future__ import annotations

from core.documents import Document
from core.ids import DocumentId, ReadingId, VersionId, new_job_id
from core.jobs import Job, JobKind, JobState, Lane, Priority
from core.outcomes import ErrorItem, Outcome, Status
from core.principals import AccessScope
from core.stores import Database, ReadingHead, UnitOfWork
from ingest.lease import Lease
from ingest.recorded import unread


def scope_of(job: Job) -> AccessScope:
    """What a worker may see: all of the job's entity, whoever reads it."""
    return AccessScope.whole(job.entity)


async def document_of(unit: UnitOfWork, job: Job) -> Document | None:
    return await unit.documents.find(scope_of(job), job.document) if job.document else None


async def live_reading(unit: UnitOfWork, document: DocumentId) -> ReadingHead | None:
    heads = await unit.readings.of_document(document)
    return next((head for head in heads if head.live), None)


async def wake_next(unit: UnitOfWork, job: Job) -> None:
    """Others of the document waited for this one."""
    if job.document:
        for other in await unit.jobs.of_document(job.document):
            unit.after_commit(other.lane)


async def purge_later(
    unit: UnitOfWork,
    job: Job,
    document: DocumentId | None,
    version: VersionId,
    reading: ReadingId | None = None,
) -> None:
    """Have removed what nothing needs any more of a document, or of one reading of it.

    As a job of the document it never meets another that works on the same vectors. Without a
    document: bytes that no document has.
    """
    await unit.jobs.add(
        Job(
            id=new_job_id(),
            kind=JobKind.PURGE,
            entity=job.entity,
            document=document,
            version=version,
            lane=Lane.EMBED,
            priority=Priority.CLEANING,
            reading=reading,
        )
    )
    unit.after_commit(Lane.EMBED)


async def purge_unshown(unit: UnitOfWork, job: Job) -> None:
    """Have removed what a job of the embed lane that comes to nothing may have written."""
    if job.lane is Lane.EMBED and job.document and job.version:
        await purge_later(unit, job, job.document, job.version, job.reading)


async def finish(database: Database, job: Job, lease: Lease) -> None:
    """Close a job of which nothing is to be published."""
    lease.settle(job)
    async with database.begin() as unit:
        await unit.jobs.finish(job.id, lease.worker, JobState.DONE)
        await wake_next(unit, job)
    lease.close(job)


async def fail(
    database: Database, job: Job, lease: Lease, outcome: Outcome, state: JobState
) -> None:
    """Close a job that came to nothing. What is live of its document stays as it is."""
    lease.settle(job)
    async with database.begin() as unit:
        if job.document:
            await unit.documents.lock(job.document)
        error = next(iter(outcome.errors), None)
        held = await unit.jobs.finish(job.id, lease.worker, state, error=error, outcome=outcome)
        if held:
            await _tell_document(unit, job, outcome)
            await purge_unshown(unit, job)
            await wake_next(unit, job)
    if held:
        lease.close(job)
    else:
        lease.lose(job)


async def _tell_document(unit: UnitOfWork, job: Job, outcome: Outcome) -> None:
    if not job.document or job.kind not in (JobKind.INGEST, JobKind.REREAD):
        return
    unit.ledger.append(unread(job, outcome))
    live = await live_reading(unit, job.document)
    if live is None and job.kind is JobKind.INGEST:
        await unit.documents.set_outcome(job.document, outcome)
    elif live is not None and job.kind is JobKind.REREAD:
        # It keeps what was read of it before, which the generation needs then.
        await _reembed(unit, job, live)


async def _reembed(unit: UnitOfWork, job: Job, live: ReadingHead) -> None:
    """What is live when its turn comes: another version may go live before."""
    again = Job(
        id=new_job_id(),
        kind=JobKind.REEMBED,
        entity=job.entity,
        document=live.document,
        version=live.version,
        lane=Lane.EMBED,
        priority=Priority.BACKGROUND,
        generation=job.generation,
        total=live.chunks,
    )
    await unit.jobs.add(again)
    unit.after_commit(Lane.EMBED)


def crashed(attempts: int) -> Outcome:
    message = f"Given up: {attempts} attempts ended with the death of their worker."
    return Outcome(Status.FAILED, errors=(ErrorItem("job", "crash", message),))


def broken(stage: str, error: Exception) -> Outcome:
    """A fault of ours; the message shows nothing of what was read."""
    message = f"An internal error ({type(error).__name__}); the log has the details."
    return Outcome(Status.FAILED, errors=(ErrorItem(stage, "internal", message),))
