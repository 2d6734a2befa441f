"""What was read of a document, and what is being read."""

from __future__ import annotations

from core.documents import Document
from core.ids import BatchId, VersionId, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.outcomes import Outcome, Status
from core.ports import Parser
from core.stores import UnitOfWork

_READ = (Status.INDEXED, Status.PARTIAL)


async def is_live(unit: UnitOfWork, document: Document) -> bool:
    """Whether anything of it can be shown: its outcome is then that of what is live."""
    if any(head.live for head in await unit.readings.of_document(document.id)):
        return True
    # Read, and found to hold nothing to search: an image without a text layer.
    return document.outcome.status in _READ


async def is_up_to_date(
    unit: UnitOfWork, document: Document, version: VersionId, parser: Parser
) -> bool:
    """Whether this version is live, as today's parser would read it."""
    if document.version != version or document.outcome.status not in _READ:
        return False
    live = [head for head in await unit.readings.of_document(document.id) if head.live]
    if not live:
        return document.outcome.chunks == 0
    return live[0].parser == parser.fingerprint(document.media_type)


async def pending(unit: UnitOfWork, document: Document) -> list[Job]:
    """Ingests of a document that are queued or running, oldest first."""
    jobs = await unit.jobs.of_document(document.id)
    return [job for job in jobs if job.kind is JobKind.INGEST]


async def have_read(
    unit: UnitOfWork,
    document: Document,
    version: VersionId,
    *,
    priority: Priority = Priority.PERSON,
    batch: BatchId | None = None,
) -> Job:
    """Record the job that reads a version. What is live stays so meanwhile, with its outcome."""
    if not await is_live(unit, document):
        await unit.documents.set_outcome(document.id, Outcome(Status.QUEUED))
    job = Job(
        new_job_id(),
        JobKind.INGEST,
        document.entity,
        document.id,
        version,
        priority=priority,
        batch=batch,
    )
    await unit.jobs.add(job)
    unit.after_commit(Lane.READ)
    return job
