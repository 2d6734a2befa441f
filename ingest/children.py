"""The files in a mail or an archive: documents of their own, which name the one they came in."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.documents import Document, Job, JobKind
from core.errors import Unreadable
from core.formats import Sign
from core.ids import DocumentId, document_id, new_job_id
from core.outcomes import ErrorItem, Outcome, Status
from core.ports import Blobs, Contained, Database, UnitOfWork, Unpacker
from core.principals import AccessScope, Classification
from ingest.names import safe_name
from ingest.pipeline import Ingested
from ingest.sniff import sniff

DEEPEST = 3
"""Containers in containers: a mail in a ZIP in a ZIP is opened, what is deeper is reported."""
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(slots=True)
class Family:
    """What came in with a document, its bytes stored and not yet recorded."""

    children: tuple[Document, ...] = ()
    errors: tuple[ErrorItem, ...] = ()
    is_recorded: bool = False

    def told_in(self, result: Ingested) -> Ingested:
        """The same, with what went wrong as the files in the document were taken out."""
        if not self.errors:
            return result
        errors = (*result.outcome.errors, *self.errors)
        return replace(
            result, outcome=replace(result.outcome, status=Status.PARTIAL, errors=errors)
        )

    async def record(self, unit: UnitOfWork) -> None:
        """Add those that are not there yet, each with its job.

        Bytes that the collection already holds keep their document, whatever it came in.
        """
        for child in self.children:
            scope = AccessScope(child.entity, Classification.RESTRICTED)
            if await unit.documents.find(scope, child.id) is None:
                await unit.documents.add(child)
                await _add_job(unit, child, JobKind.INGEST)
        self.is_recorded = True

    async def forget(self, unit: UnitOfWork) -> None:
        """Have the bytes removed: the document was deleted while it was read."""
        for child in self.children:
            await _add_job(unit, child, JobKind.PURGE)


@dataclass(frozen=True, slots=True)
class Unpacking:
    """Takes the files out of documents."""

    unpacker: Unpacker
    blobs: Blobs
    database: Database
    signs: tuple[Sign, ...]
    """Of formats that the parser reads and `ingest.sniff` does not know."""

    @asynccontextmanager
    async def family(self, document: Document, path: Path) -> AsyncIterator[Family]:
        """What is in a document, to be recorded before the context ends."""
        with tempfile.TemporaryDirectory(
            prefix="probant-contained-", ignore_cleanup_errors=True
        ) as name:
            found = await self._unpacked(document, path, Path(name))
            if found.files and await self._depth(document) >= DEEPEST:
                yield Family(errors=(*found.errors, _too_deep(len(found.files))))
                return
            children = [await self._child(document, f.name, f.path) for f in found.files]
            alone = {child.id: child for child in children if child.id != document.id}
            family = Family(tuple(alone.values()), found.errors)
            yield family
            if family.is_recorded:
                # A purge of an earlier copy may have taken the bytes while they were recorded.
                for file in found.files:
                    await self.blobs.put(document.entity, file.path)

    async def _unpacked(self, document: Document, path: Path, folder: Path) -> Contained:
        try:
            media_type = await asyncio.to_thread(sniff, path, document.name, self.signs)
            return await self.unpacker.unpack(path, media_type, folder)
        except Unreadable as error:
            return Contained(errors=(ErrorItem("contained", error.category, str(error)),))

    async def _depth(self, document: Document) -> int:
        """1 for a document that came in nothing."""
        depth, parent = 1, document.parent
        async with self.database.begin() as unit:
            while parent and depth < DEEPEST:
                depth, parent = depth + 1, await _parent_of(unit, document, parent)
        return depth

    async def _child(self, parent: Document, name: str, path: Path) -> Document:
        version = await self.blobs.put(parent.entity, path)
        return Document(
            id=document_id(parent.entity, parent.collection, version),
            entity=parent.entity,
            collection=parent.collection,
            name=safe_name(name),
            version=version,
            media_type=await asyncio.to_thread(media_type_of, path, name, self.signs),
            size_bytes=(await asyncio.to_thread(path.stat)).st_size,
            created_at=datetime.now(UTC),
            created_by=parent.created_by,
            classification=parent.classification,
            outcome=Outcome(Status.QUEUED),
            parent=parent.id,
        )


async def _add_job(unit: UnitOfWork, document: Document, kind: JobKind) -> None:
    job = Job(new_job_id(), kind, document.entity, document.id, document.version)
    await unit.jobs.add(job)
    unit.after_commit(job.id)


async def _parent_of(unit: UnitOfWork, document: Document, parent: DocumentId) -> DocumentId | None:
    scope = AccessScope(document.entity, Classification.RESTRICTED)
    found = await unit.documents.find(scope, parent)
    return found.parent if found else None


def _too_deep(files: int) -> ErrorItem:
    message = f"{files} files lie deeper than {DEEPEST} containers in each other and were left out"
    return ErrorItem("contained", "unsupported", message)


def media_type_of(path: Path, name: str, signs: Sequence[Sign]) -> str:
    """What the bytes are. What can't be told is accepted, and fails with its reason when read."""
    try:
        return sniff(path, name, signs)
    except Unreadable:
        return _UNKNOWN_TYPE
