"""Many files at once. A batch is no record of its own: it is what its jobs say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.documents import Document
from core.errors import InvalidRequest, NotFound
from core.ids import BatchId, CollectionId, JobId, VersionId, new_batch_id
from core.jobs import BatchProgress, Job, JobState
from core.outcomes import Outcome, Status
from core.principals import AccessScope, Principal
from core.stores import Database, UnitOfWork
from flows.announced import Announced, Known
from flows.documents import Documents, again, check_collection
from flows.documents.read import is_up_to_date, pending
from flows.permissions.overseen import overseen
from governance.policy import Action, decide

MOST_FILES = 1000
"""Announced in one call; a batch takes any number of calls."""
_A_TRANSACTION = 50
"""Files looked up in one: others write in between."""


@dataclass(frozen=True, slots=True)
class Batched:
    """A document of a batch, and the job that reads it or has."""

    document: Document
    job: Job

    @property
    def outcome(self) -> Outcome:
        """What became of the job's version, whatever version is live."""
        if self.job.outcome:
            return self.job.outcome
        if self.job.state is JobState.DONE:
            return self.document.outcome
        errors = (self.job.error,) if self.job.error and self.job.state is JobState.FAILED else ()
        return Outcome(_STATUS[self.job.state], errors=errors)

    def to_json(self) -> dict[str, Any]:
        shown = {**self.document.to_json(), **self.outcome.to_json()}
        return {**shown, "shared": False, "job": self.job.to_json()}


_STATUS = {
    JobState.QUEUED: Status.QUEUED,
    JobState.RUNNING: Status.PROCESSING,
    JobState.FAILED: Status.FAILED,
    JobState.CANCELLED: Status.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Batches:
    """Bulk uploads: what must be sent, how far they are, and their end."""

    database: Database
    documents: Documents

    async def announce(
        self,
        principal: Principal,
        collection: CollectionId,
        files: Sequence[tuple[str, VersionId]],
        batch: BatchId | None = None,
    ) -> tuple[BatchId, list[Announced]]:
        """What is known of files (name, SHA-256), in order; what waits already joins the batch.

        Raises `InvalidRequest` (over 1,000 files, no SHA-256, collection name), `Refused`.
        """
        check_collection(collection)
        if len(files) > MOST_FILES:
            raise InvalidRequest(f"{len(files)} files in a call.", f"Announce {MOST_FILES} a call.")
        scope = decide(principal, Action.INGEST, (collection,)).granted()
        batch = batch or new_batch_id()
        announced: list[Announced] = []
        for part in _parts(files):
            async with self.database.begin() as unit:
                announced += [await self._known(unit, scope, batch, *file) for file in part]
        return batch, announced

    async def _known(
        self, unit: UnitOfWork, scope: AccessScope, batch: BatchId, name: str, version: VersionId
    ) -> Announced:
        for document in await unit.documents.with_version(scope, version):
            known = await self._state(unit, document, version, batch)
            if known is not Known.NEEDED and await self._is_stored(scope, document, version):
                if not document.own:  # announced by someone, it no longer goes with its container
                    await unit.documents.set_own(document.id)
                return Announced(name, version, known, document)
        return Announced(name, version, Known.NEEDED)

    async def _is_stored(self, scope: AccessScope, document: Document, version: VersionId) -> bool:
        """Bytes that were lost have to be sent again, whatever was read of them."""
        try:
            await self.documents.blobs.path(scope, document.entity, version)
        except NotFound:
            return False
        return True

    async def _state(
        self, unit: UnitOfWork, document: Document, version: VersionId, batch: BatchId
    ) -> Known:
        for job in await pending(unit, document):
            if job.version == version:
                await unit.jobs.join_batch(job.id, batch)
                return Known.PENDING
        is_live = await is_up_to_date(unit, document, version, self.documents.parser)
        return Known.UNCHANGED if is_live else Known.NEEDED

    async def progress(self, principal: Principal, batch: BatchId) -> BatchProgress:
        """Raises `NotFound`, also before the first of its documents has come."""
        scope = overseen(principal)
        async with self.database.begin() as unit:
            progress = await unit.jobs.progress(scope, batch)
        if progress is None:
            raise NotFound("There is no such batch.")
        return progress

    async def page(
        self, principal: Principal, batch: BatchId, limit: int, after: JobId | None = None
    ) -> tuple[list[Batched], JobId | None]:
        """Its documents in the order of their jobs' ids, and where the next page begins.

        Those that were deleted meanwhile, or that the principal may not see, are left out.
        """
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            jobs = await unit.jobs.in_batch(scope, batch, limit, after)
            found = [(job, await _document(unit, scope, job)) for job in jobs]
        shown = [Batched(document, job) for job, document in found if document]
        return shown, jobs[-1].id if len(jobs) == limit else None

    async def cancel(self, principal: Principal, batch: BatchId) -> int:
        """Cancel what is not done yet; how many jobs that were.

        Documents that were never read are cancelled; the others keep what is live.
        Raises `NotFound`.
        """
        scope = decide(principal, Action.INGEST).granted()
        await self.progress(principal, batch)
        cancelled = 0
        # Again, for what came in containers meanwhile: their jobs are of the same batch.
        while more := await self._cancel_once(scope, batch):
            cancelled += more
        return cancelled

    async def _cancel_once(self, scope: AccessScope, batch: BatchId) -> int:
        cancelled, after = 0, None
        while True:
            async with self.database.begin() as unit:
                jobs = await unit.jobs.in_batch(scope, batch, _A_TRANSACTION, after)
                read = {job.document for job in jobs if job.document and not job.state.is_final}
                for document in sorted(read):  # in order, so that two never wait for each other
                    await unit.documents.lock(document)
                    if found := await unit.documents.find(scope, document):
                        cancelled += await again.cancel(unit, found, batch)
            if len(jobs) < _A_TRANSACTION:
                return cancelled
            after = jobs[-1].id


def _parts(
    files: Sequence[tuple[str, VersionId]],
) -> list[Sequence[tuple[str, VersionId]]]:
    return [files[at : at + _A_TRANSACTION] for at in range(0, len(files), _A_TRANSACTION)]


async def _document(unit: UnitOfWork, scope: AccessScope, job: Job) -> Document | None:
    return await unit.documents.find(scope, job.document) if job.document else None


def batch_id(text: str) -> BatchId:
    """Raises `InvalidRequest` for what is none."""
    try:
        return BatchId(str(UUID(text)))
    except ValueError as error:
        raise InvalidRequest("The id of a batch is a UUID.") from error
