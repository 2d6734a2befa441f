"""Shows what is being done, and puts what was given up back into the queue."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Conflict, NotFound
from core.ids import JobId
from core.jobs import Job, JobKind
from core.outcomes import Outcome, Status
from core.principals import AccessScope, Principal
from core.stores import Database, UnitOfWork
from flows.permissions.overseen import overseen
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class JobList:
    """The jobs of the caller's entity, of documents that they may read or manage."""

    database: Database

    async def unfinished(self, principal: Principal, limit: int) -> list[Job]:
        """Those that run, then those that are queued, oldest first."""
        scope = overseen(principal)
        async with self.database.begin() as unit:
            return await unit.jobs.unfinished(scope, limit)

    async def failed(self, principal: Principal, limit: int) -> list[Job]:
        """Dead letters, newest first."""
        scope = overseen(principal)
        async with self.database.begin() as unit:
            return await unit.jobs.dead(scope, limit)

    async def requeue(self, principal: Principal, job: JobId) -> Job:
        """Have a job that failed or was cancelled done after all.

        Raises `NotFound`; `Conflict` where it is neither, or reads a version that another has
        followed since: doing it now would take the document back.
        """
        scope = decide(principal, Action.MANAGE).granted()
        async with self.database.begin() as unit:
            found = await unit.jobs.find(job)
            if found is None or not await _is_inside(unit, scope, found):
                raise NotFound("There is no such job.")
            await _check_not_overtaken(unit, found)
            requeued = await unit.jobs.requeue(job)
            if requeued is None:
                raise Conflict(f"The job is {found.state.value}: nothing is to be done again.")
            await _reopen(unit, requeued)
            unit.after_commit(requeued.lane)
        return requeued


async def _is_inside(unit: UnitOfWork, scope: AccessScope, job: Job) -> bool:
    """Of its entity, and of a document in scope, unless that is gone."""
    if job.entity != scope.entity:
        return False
    if job.document is None or not await unit.documents.is_taken(job.document):
        return True
    return await unit.documents.find(scope, job.document) is not None


async def _check_not_overtaken(unit: UnitOfWork, job: Job) -> None:
    """Raises `Conflict` where it would put an earlier version in the place of a later one."""
    if job.document is None or job.kind is not JobKind.INGEST:
        return
    await unit.documents.lock(job.document)
    versions = await unit.documents.versions(job.document)
    if versions and versions[-1].version != job.version:
        raise Conflict(
            "The document has a later version: this one is not read any more.",
            "Add the file once more, superseding the document, to go back to it.",
        )


async def _reopen(unit: UnitOfWork, job: Job) -> None:
    """A document that came to nothing waits again; one that has a live reading keeps it."""
    if job.document is None or job.kind is not JobKind.INGEST:
        return
    if not any(head.live for head in await unit.readings.of_document(job.document)):
        await unit.documents.set_outcome(job.document, Outcome(Status.QUEUED))
