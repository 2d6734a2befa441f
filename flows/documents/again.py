"""Stops the reading of a document, and has it read again."""

from __future__ import annotations

from core.documents import Document
from core.errors import Conflict
from core.ids import BatchId
from core.jobs import Job, JobState
from core.outcomes import Outcome, Status
from core.stores import UnitOfWork
from flows.documents.read import have_read, is_live, pending
from ingest.closing import purge_unshown

_CAME_TO_NOTHING = (Status.FAILED, Status.CANCELLED)


async def cancel(unit: UnitOfWork, document: Document, batch: BatchId | None = None) -> int:
    """Stop what reads it, or what of it belongs to a batch; how many jobs. Lock it first.

    What is live stays; what was never read is cancelled, unless it is read for something else.
    """
    stopped = await unit.jobs.cancel(document.id, batch)
    for job in stopped:
        await purge_unshown(unit, job)
    if stopped and not await pending(unit, document) and not await is_live(unit, document):
        await unit.documents.set_outcome(document.id, Outcome(Status.CANCELLED))
    return len(stopped)


async def retry(unit: UnitOfWork, document: Document) -> Job:
    """Read once more what came to nothing: the dead letter, or the last version in a new job.

    Raises `Conflict` where nothing came to nothing.
    """
    if ingests := await pending(unit, document):
        return ingests[-1]
    last = (await unit.jobs.last([document.id])).get(document.id)
    if last and last.state in (JobState.FAILED, JobState.CANCELLED):
        job = await _requeued(unit, document, last)
        if job:
            return job
    outcome = last.outcome if last and last.outcome else document.outcome
    if outcome.status not in _CAME_TO_NOTHING:
        raise Conflict(
            "It was read: there is nothing to try again.",
            "`probant describe ID --again` has it read anew.",
        )
    version = (await unit.documents.versions(document.id))[-1].version
    return await have_read(unit, document, version)


async def _requeued(unit: UnitOfWork, document: Document, job: Job) -> Job | None:
    requeued = await unit.jobs.requeue(job.id)
    if requeued is None:
        return None
    if not await is_live(unit, document):
        await unit.documents.set_outcome(document.id, Outcome(Status.QUEUED))
    unit.after_commit(requeued.lane)
    return requeued


async def read_again(unit: UnitOfWork, document: Document) -> Job:
    """Read what is live once more, so that corrections reach what is embedded with each passage.

    Does nothing where the document is about to be read anyway.
    """
    if ingests := await pending(unit, document):
        return ingests[-1]
    return await have_read(unit, document, document.version)
