"""The journey of a document, first part: decide → blob → record → enqueue; and its end."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.documents import Document, Job, JobKind, Tombstone
from core.errors import Conflict, Gone, InvalidRequest, NotFound, TooLarge
from core.ids import CollectionId, DocumentId, JobId, document_id, new_job_id
from core.outcomes import Outcome, Status
from core.ports import Blobs, Database, Parser, UnitOfWork
from core.principals import AccessScope, Principal
from governance.policy import Action, decide
from ingest.children import media_type_of
from ingest.names import safe_name

DEFAULT_COLLECTION = CollectionId("default")
_COLLECTION = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A document that was recorded, and the job that will read it; None where nothing is to do."""

    document: Document
    job: JobId | None

    @property
    def unchanged(self) -> bool:
        return self.job is None


@dataclass(frozen=True, slots=True)
class Documents:
    """Adds, shows and deletes documents."""

    database: Database
    blobs: Blobs
    parser: Parser
    most_bytes: int

    async def add(
        self, principal: Principal, path: Path, name: str, collection: CollectionId
    ) -> Accepted:
        """Record a file and have it read. Durable on return; reading goes on elsewhere.

        Raises `InvalidRequest` (collection name), `TooLarge`, `Refused`.
        """
        check_collection(collection)
        scope = decide(principal, Action.INGEST, (collection,)).granted()
        size = (await asyncio.to_thread(path.stat)).st_size
        if size > self.most_bytes:
            raise too_large(self.most_bytes)
        version = await self.blobs.put(principal.entity, path)
        media_type = await asyncio.to_thread(media_type_of, path, name, self.parser.signs)
        document = Document(
            id=document_id(principal.entity, collection, version),
            entity=principal.entity,
            collection=collection,
            name=safe_name(name),
            version=version,
            media_type=media_type,
            size_bytes=size,
            created_at=datetime.now(UTC),
            created_by=principal.id,
        )
        accepted = await self._recorded(scope, document)
        # A purge of an earlier copy may have taken the bytes while they were recorded.
        await self.blobs.put(principal.entity, path)
        return accepted

    async def _recorded(self, scope: AccessScope, document: Document) -> Accepted:
        try:
            async with self.database.begin() as unit:
                return await self._record(unit, scope, document)
        except Conflict:  # someone else recorded the same bytes in the same instant
            async with self.database.begin() as unit:
                return await self._record(unit, scope, document)

    async def _record(self, unit: UnitOfWork, scope: AccessScope, document: Document) -> Accepted:
        known = await unit.documents.find(scope, document.id)
        if known is None:
            await unit.documents.add(document)
        else:
            document = await _own(unit, known)
            pending = await unit.jobs.of_document(document.id)
            ingests = [job.id for job in pending if job.kind is JobKind.INGEST]
            if ingests:
                return Accepted(document, ingests[0])
            if await self._is_read(unit, document):
                return Accepted(document, None)
            await unit.documents.set_outcome(document.id, Outcome(Status.QUEUED))
        job = Job(new_job_id(), JobKind.INGEST, document.entity, document.id, document.version)
        await unit.jobs.add(job)
        unit.after_commit(job.id)
        return Accepted(document, job.id)

    async def _is_read(self, unit: UnitOfWork, document: Document) -> bool:
        """Whether what is live is what today's parser would read."""
        if document.outcome.status not in (Status.INDEXED, Status.PARTIAL):
            return False
        live = [h for h in await unit.readings.of_document(document.id) if h.live]
        if not live:  # read, and found to hold nothing to search: an image without a text layer
            return document.outcome.chunks == 0
        return live[0].parser == self.parser.fingerprint(document.media_type)

    async def get(self, principal: Principal, document: DocumentId) -> Document:
        """Raises `NotFound`, also for what the principal may not see; `Gone` where it was."""
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            found = await unit.documents.find(scope, document)
            buried = await unit.documents.tombstone(scope.entity, document=document)
        if found is None:
            raise gone(buried) if buried else NotFound("There is no such document.")
        return found

    async def page(
        self, principal: Principal, limit: int, after: DocumentId | None
    ) -> list[Document]:
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            return await unit.documents.page(scope, limit, after)

    async def delete(self, principal: Principal, document: DocumentId) -> JobId:
        """Remove a document; what lies outside the database goes right after, by the job returned.

        Raises `NotFound`.
        """
        scope = decide(principal, Action.DELETE).granted()
        async with self.database.begin() as unit:
            found = await unit.documents.find(scope, document)
            if found is None:
                raise NotFound("There is no such document.")
            return await self._delete(unit, found, principal)

    async def _delete(self, unit: UnitOfWork, document: Document, by: Principal) -> JobId:
        """What came in with it goes with it, unless someone also added it on its own."""
        for child in await unit.documents.children(document.id):
            await self._delete(unit, child, by)
        await unit.documents.bury(await self._tombstone(unit, document, by))
        await unit.documents.delete(document.id)
        job = Job(new_job_id(), JobKind.PURGE, document.entity, document.id, document.version)
        await unit.jobs.add(job)
        unit.after_commit(job.id)
        return job.id

    @staticmethod
    async def _tombstone(unit: UnitOfWork, document: Document, by: Principal) -> Tombstone:
        heads = await unit.readings.of_document(document.id)
        readings = tuple(head.id for head in heads)
        now = datetime.now(UTC)
        return Tombstone(document.id, document.entity, document.version, readings, now, by.id)


async def _own(unit: UnitOfWork, document: Document) -> Document:
    """Added by someone, it no longer goes with the mail or archive that it first came in."""
    if document.parent is None:
        return document
    await unit.documents.set_parent(document.id, None)
    return replace(document, parent=None)


def check_collection(collection: str) -> None:
    """Raises `InvalidRequest` for a name that is not one."""
    if not _COLLECTION.fullmatch(collection):
        raise InvalidRequest(
            f"{collection[:80]!r} is not a collection name.",
            "Use 1 to 64 lower-case letters, digits, dots, dashes or underscores.",
        )


def too_large(most_bytes: int) -> TooLarge:
    most = most_bytes // 1_000_000
    return TooLarge(
        f"The document is larger than {most} MB.", "Split it, or raise PROBANT_MAX_UPLOAD_MB."
    )


def gone(tombstone: Tombstone) -> Gone:
    return Gone(f"The document was deleted on {tombstone.deleted_at:%Y-%m-%d}.")
