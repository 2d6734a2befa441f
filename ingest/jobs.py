"""Runs recorded jobs. A job row is the truth; running one twice does nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from core.documents import Document, Job, JobKind, JobState
from core.errors import NotFound, ProbantError
from core.ids import JobId, ReadingId
from core.outcomes import ErrorItem, Outcome, Status
from core.ports import Blobs, Unpacker
from core.principals import AccessScope, Classification
from ingest import pipeline
from ingest.children import Family, Unpacking
from ingest.pipeline import Ingested, Progress, Tools, failed

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
HEARTBEAT_S = 20
"""A worker that misses two heartbeats is taken for dead and its job goes to another."""
MOST_ATTEMPTS = 3
"""A document that killed its worker three times is not given a fourth one."""


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Ingestor:
    """A worker: takes jobs one at a time and sees them through."""

    tools: Tools
    blobs: Blobs
    unpacker: Unpacker
    name: str = field(default_factory=lambda: f"worker-{uuid4()}")

    async def run(self, job: JobId, progress: Progress = _silent) -> None:
        """Claim a job and see it through; does nothing where it is done or another's.

        Raises what is not the document's fault; the job is then taken up again after its lease.
        """
        now = datetime.now(UTC)
        async with self.tools.database.begin() as unit:
            claimed = await unit.jobs.claim(job, self.name, now, now + LEASE)
        if claimed is None:
            return
        try:
            async with self._lease(claimed):
                if claimed.kind is JobKind.PURGE:
                    await self._purge(claimed)
                else:
                    await self._ingest(claimed, progress)
        except (ProbantError, asyncio.CancelledError):
            # An outage or a shutdown is no attempt of the document's: only deaths count.
            with contextlib.suppress(ProbantError):
                await asyncio.shield(self._release(claimed))
            raise

    async def waiting(self) -> list[JobId]:
        """Jobs that no worker holds."""
        async with self.tools.database.begin() as unit:
            return await unit.jobs.waiting(datetime.now(UTC))

    async def recover(self) -> list[JobId]:
        """Take over every unfinished job. Only for the one worker of an embedded installation."""
        async with self.tools.database.begin() as unit:
            await unit.jobs.end_leases()
        return await self.waiting()

    @asynccontextmanager
    async def _lease(self, job: Job) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._beat(job))
        try:
            yield
        finally:
            beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beating

    async def _beat(self, job: Job) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            try:
                async with self.tools.database.begin() as unit:
                    await unit.jobs.extend(job.id, self.name, datetime.now(UTC) + LEASE)
            except ProbantError as error:
                log.warning("the lease of job %s could not be extended: %s", job.id, error)

    async def _release(self, job: Job) -> None:
        async with self.tools.database.begin() as unit:
            await unit.jobs.release(job.id, self.name)

    async def _ingest(self, job: Job, progress: Progress) -> None:
        await self._purge_before(job)
        document = await self._document(job)
        if document is None:
            await self._forget(job)
            return
        result = await self._result(job, document, progress)
        if result.reading is None:
            await self._publish(job, document, result, Family())
            return
        async with self._family(job, document) as family:
            await self._publish(job, document, family.told_in(result), family)

    @asynccontextmanager
    async def _family(self, job: Job, document: Document) -> AsyncIterator[Family]:
        try:
            path = await self.blobs.path(job.entity, job.version)
        except NotFound:  # deleted while it was read: what was in it goes nowhere either
            yield Family()
            return
        signs = self.tools.parser.signs
        unpacking = Unpacking(self.unpacker, self.blobs, self.tools.database, signs)
        async with unpacking.family(document, path) as family:
            yield family

    async def _purge_before(self, job: Job) -> None:
        """The same bytes may have been deleted a moment ago: what they left goes first."""
        async with self.tools.database.begin() as unit:
            others = await unit.jobs.of_document(job.document)
        for other in others:
            if other.kind is JobKind.PURGE:
                await self.run(other.id)

    async def _forget(self, job: Job) -> None:
        """The document was deleted while it was read: take back the vectors written since."""
        await self.tools.index.delete_document(job.entity, job.document)
        await self._close(job, JobState.DONE)

    async def _document(self, job: Job) -> Document | None:
        async with self.tools.database.begin() as unit:
            document = await unit.documents.find(_everything(job), job.document)
            if document:
                await unit.documents.set_outcome(document.id, Outcome(Status.PROCESSING))
        return document

    async def _result(self, job: Job, document: Document, progress: Progress) -> Ingested:
        if job.attempts > MOST_ATTEMPTS:
            message = f"Given up: {MOST_ATTEMPTS} attempts did not finish."
            return failed(ErrorItem("job", "crash", message))
        try:
            path = await self.blobs.path(job.entity, job.version)
            return await pipeline.run(self.tools, document, path, progress)
        except NotFound as error:  # deleted while it was read: nothing is left to publish to
            return failed(ErrorItem("ingest", "internal", str(error)))
        except ProbantError:
            raise
        except Exception as error:  # a fault of ours: recorded, and the worker lives on
            log.exception("ingest of %s failed", document.id)
            message = f"An internal error ({type(error).__name__}); the log has the details."
            return failed(ErrorItem("ingest", "internal", message))

    async def _publish(
        self, job: Job, document: Document, result: Ingested, family: Family
    ) -> None:
        """The one commit point: the reading goes live, with its outcome, as the job ends."""
        stale: list[ReadingId] = []
        async with self.tools.database.begin() as unit:
            is_there = await unit.documents.find(_everything(job), document.id) is not None
            if is_there:
                if not await unit.jobs.finish(job.id, self.name, JobState.DONE):
                    return  # another worker took the job over: its result stands
                if result.reading:
                    stale = await unit.readings.make_live(result.reading)
                    await unit.documents.set_found(document.id, result.found)
                await unit.documents.set_outcome(document.id, result.outcome)
                await family.record(unit)
            else:
                await family.forget(unit)
        if not is_there:
            await self._forget(job)
        for reading in stale:
            await self.tools.index.delete_reading(job.entity, reading)

    async def _purge(self, job: Job) -> None:
        """Remove what a deleted document leaves outside the database."""
        async with self.tools.database.begin() as unit:
            is_back = await unit.documents.find(_everything(job), job.document) is not None
        if not is_back:  # the same bytes have the same ids: added again, their vectors are needed
            await self.tools.index.delete_document(job.entity, job.document)
        async with self.tools.database.begin() as unit:
            # Ending the job first takes the writer's place in SQLite: nobody records the same bytes
            # between the question and the deletion. Who does so after finds them gone, and puts
            # them back (flows.documents).
            await unit.jobs.finish(job.id, self.name, JobState.DONE)
            if not await unit.documents.shares_blob(job.entity, job.version):
                await self.blobs.delete(job.entity, job.version)

    async def _close(self, job: Job, state: JobState) -> None:
        async with self.tools.database.begin() as unit:
            await unit.jobs.finish(job.id, self.name, state)


def _everything(job: Job) -> AccessScope:
    """What a worker may see: all of the job's entity."""
    return AccessScope(job.entity, Classification.RESTRICTED)
