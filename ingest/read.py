"""The read lane: what is in one version of a document, recorded and handed over to be embedded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from core.documents import Document
from core.errors import NotFound, Unavailable
from core.jobs import Job, JobState, Lane
from core.outcomes import ErrorItem, Outcome, Status
from core.ports import Blobs, Unpacker
from core.stores import Database, UnitOfWork
from ingest import pipeline
from ingest.children import Family
from ingest.closing import document_of, fail, finish, live_reading, scope_of, wake_next
from ingest.lease import Lease, Lost
from ingest.pipeline import Ingested, Tools
from ingest.unpacking import Unpacking


@dataclass(frozen=True, slots=True)
class Reader:
    tools: Tools
    database: Database
    blobs: Blobs
    unpacker: Unpacker
    most_s: float
    """For one document in all, whatever its pages."""

    async def read(self, job: Job, lease: Lease) -> None:
        """See a job of the read lane through. Raises `Lost`, and whatever is an outage."""
        await lease.unless_lost(job, self._read(job, lease))

    async def _read(self, job: Job, lease: Lease) -> None:
        document = await self._begun(job)
        if document is None:  # deleted before its turn
            await finish(self.database, job, lease)
            return
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self.most_s) as limit:
                    ingested, family = await self._ingested(job, document, lease, stack)
            except TimeoutError:
                if not limit.expired():
                    raise
                ingested, family = self._too_long(), Family()
            if ingested.reading is None:
                await fail(self.database, job, lease, ingested.outcome, JobState.DONE)
            else:
                await self._record(job, document, family.told_in(ingested), family, lease)

    async def _begun(self, job: Job) -> Document | None:
        """The document with the version to read in the place of its own."""
        async with self.database.begin() as unit:
            document = await self._held(unit, job)
            if document is None:
                return None
            if await live_reading(unit, document.id) is None:
                await unit.documents.set_outcome(document.id, Outcome(Status.PROCESSING))
            versions = await unit.documents.versions(document.id)
        same = [version for version in versions if version.version == job.version]
        if not same:
            return None
        return replace(
            document,
            version=same[-1].version,
            name=same[-1].name,
            media_type=same[-1].media_type,
            size_bytes=same[-1].size_bytes,
        )

    async def _held(self, unit: UnitOfWork, job: Job) -> Document | None:
        """The document, which nobody changes meanwhile. Raises `Lost` where the job was cancelled
        before it began: what the document says of that must stay."""
        if job.document:
            await unit.documents.lock(job.document)
        found = await unit.jobs.find(job.id)
        if found is None or found.state is not JobState.RUNNING:
            raise Lost
        return await document_of(unit, job)

    async def _ingested(
        self, job: Job, document: Document, lease: Lease, stack: AsyncExitStack
    ) -> tuple[Ingested, Family]:
        def tell(stage: str, done: int, total: int) -> None:
            lease.tell(job, stage, done, total)

        try:
            path = await self.blobs.path(scope_of(job), document.entity, document.version)
            ingested = await pipeline.run(self.tools, document, path, tell)
            if ingested.reading is None:
                return ingested, Family()
            return ingested, await stack.enter_async_context(self._family(job, document))
        except NotFound as error:  # deleted while it was read, or lost
            return pipeline.failed(ErrorItem("ingest", "internal", str(error))), Family()

    @asynccontextmanager
    async def _family(self, job: Job, document: Document) -> AsyncIterator[Family]:
        path = await self.blobs.path(scope_of(job), document.entity, document.version)
        signs = self.tools.parser.signs
        unpacking = Unpacking(self.unpacker, self.blobs, self.database, signs)
        async with unpacking.family(job, document, path) as family:
            yield family

    def _too_long(self) -> Ingested:
        message = f"Not read within {self.most_s:g} s; PROBANT_DOCUMENT_SECONDS sets that limit."
        return pipeline.failed(ErrorItem("ingest", "timeout", message))

    async def _record(
        self, job: Job, document: Document, read: Ingested, family: Family, lease: Lease
    ) -> None:
        """The commit of this lane: reading, children and the hand-over at once, or none of it."""
        lease.tell(job, "record", 0, 0)
        lease.settle(job)
        try:
            async with self.database.begin() as unit:
                await self._hand_over(unit, job, read, lease)
                await family.record(unit, document, job, self.blobs)
                await wake_next(unit, job)
        except Lost:
            lease.lose(job)
            raise
        except NotFound as error:
            await self._check_deleted(job, error)
            await finish(self.database, job, lease)
        else:
            family.is_recorded = True
            lease.close(job)

    async def _check_deleted(self, job: Job, error: NotFound) -> None:
        """Raises `Unavailable` where not the document is gone, but something it was linked to."""
        async with self.database.begin() as unit:
            if await document_of(unit, job):
                raise Unavailable("A file that came in it was deleted meanwhile.") from error

    async def _hand_over(self, unit: UnitOfWork, job: Job, read: Ingested, lease: Lease) -> None:
        """Raises `Lost`; `NotFound` where the document was deleted."""
        if read.reading is None:
            raise ValueError("nothing was read")
        await unit.readings.add(read.reading, read.chunks, read.outcome, read.found)
        reading, chunks = read.reading.id, len(read.chunks)
        if not await unit.jobs.hand_over(job.id, lease.worker, reading, chunks):
            raise Lost
        unit.after_commit(Lane.EMBED)
