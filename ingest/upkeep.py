"""Keeps the index and the blobs in step with the database: tags, purges, retired generations."""

from __future__ import annotations

from dataclasses import dataclass

from core.generations import GenerationState, Spaces
from core.ids import DocumentId
from core.jobs import Job, JobKind, JobState
from core.ports import Blobs
from core.stores import Database
from ingest.closing import document_of, finish, live_reading, wake_next
from ingest.embed import tags_of
from ingest.lease import Lease


@dataclass(frozen=True, slots=True)
class Upkeep:
    database: Database
    spaces: Spaces
    blobs: Blobs

    async def see_to(self, job: Job, lease: Lease) -> None:
        """A job that changes the index and embeds nothing. Raises whatever is an outage."""
        if job.kind is JobKind.PURGE:
            await self._purge(job, lease)
            return
        if job.kind is JobKind.TAG:
            await self._tag(job)
        elif job.kind is JobKind.DROP:
            await self._drop(job)
        await finish(self.database, job, lease)

    async def _tag(self, job: Job) -> None:
        async with self.database.begin() as unit:
            document = await document_of(unit, job)
        if document:
            for space in await self.spaces.open():
                await space.index.tag(document.entity, document.id, tags_of(document))

    async def _drop(self, job: Job) -> None:
        if job.generation is None:
            return
        async with self.database.begin() as unit:
            states = {found.id: found.state for found in await unit.generations.all()}
        if states.get(job.generation, GenerationState.RETIRED) is not GenerationState.RETIRED:
            return  # in use
        await self.spaces.drop(job.generation)
        async with self.database.begin() as unit:
            await unit.generations.delete(job.generation)

    async def _purge(self, job: Job, lease: Lease) -> None:
        """Remove what a deleted document, or a reading that nothing shows, leaves behind.

        No other job of the document runs meanwhile. Without a document: bytes that are nobody's;
        without a version: vectors alone.
        """
        if job.document:
            await self._purge_vectors(job, job.document)
        lease.settle(job)
        async with self.database.begin() as unit:
            # From the question to the commit nobody records a document with these bytes. Who does
            # so after it stores them again: they may be gone (flows.documents.add).
            held = await unit.jobs.finish(job.id, lease.worker, JobState.DONE)
            if (
                held
                and job.version
                and not await unit.documents.shares_blob(job.entity, job.version)
            ):
                await self.blobs.delete(job.entity, job.version)
            await wake_next(unit, job)
        lease.close(job)

    async def _purge_vectors(self, job: Job, document: DocumentId) -> None:
        for space in await self.spaces.open():
            async with self.database.begin() as unit:
                is_there = await document_of(unit, job) is not None
                live = await live_reading(unit, document) if is_there else None
                covered = await unit.generations.covered(space.generation.id, document)
            needed = {live.id if live else None, covered} - {None} if is_there else set()
            if not needed:
                await space.index.delete_document(job.entity, document)
            elif job.reading and job.reading not in needed:
                await space.index.delete_reading(job.entity, job.reading)
