"""Takes the files out of a mail or an archive, and stores their bytes."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.documents import Document
from core.errors import ProbantError, Unreadable
from core.formats import Sign
from core.ids import VersionId, document_id
from core.jobs import Job
from core.outcomes import ErrorItem, Outcome, Status
from core.ports import Blobs, Contained, ContainedFile, Unpacker
from core.principals import AccessScope
from core.stores import Database
from ingest.children import Family, media_type_of
from ingest.names import safe_name
from ingest.sniff import sniff

DEEPEST = 3
"""Containers in containers: a mail in a ZIP in a ZIP is opened, what is deeper is reported."""


@dataclass(frozen=True, slots=True)
class Unpacking:
    """Takes the files out of documents."""

    unpacker: Unpacker
    blobs: Blobs
    database: Database
    signs: tuple[Sign, ...]
    """Of formats that the parser reads and `ingest.sniff` does not know."""

    @asynccontextmanager
    async def family(self, job: Job, document: Document, path: Path) -> AsyncIterator[Family]:
        """What is in a document, to be recorded before the context ends."""
        with tempfile.TemporaryDirectory(
            prefix="probant-contained-", ignore_cleanup_errors=True
        ) as name:
            found = await self._unpacked(document, path, Path(name))
            if found.files and await self._depth(document) >= DEEPEST:
                yield Family(errors=(*found.errors, _too_deep(len(found.files))))
                return
            family = Family(errors=found.errors)
            try:
                for file in found.files:
                    await self._take(family, document, file)
                yield family
            finally:
                if family.paths and not family.is_recorded:
                    await asyncio.shield(self._forget(family, job))

    async def _forget(self, family: Family, job: Job) -> None:
        """Whatever ended it: a cancellation, an outage, another worker's hold on the job."""
        with contextlib.suppress(ProbantError):  # else `probant check` finds them
            async with self.database.begin() as unit:
                await family.forget(unit, job)

    async def _take(self, family: Family, document: Document, file: ContainedFile) -> None:
        storing = asyncio.ensure_future(self.blobs.put(document.entity, file.path))
        try:
            version = await asyncio.shield(storing)
        except asyncio.CancelledError:
            family.paths[await storing] = file.path  # a thread stores it all the same
            raise
        if version not in (document.version, *family.paths):
            family.paths[version] = file.path
            family.children.append(await self._child(document, file, version))

    async def _unpacked(self, document: Document, path: Path, folder: Path) -> Contained:
        try:
            media_type = await asyncio.to_thread(sniff, path, document.name, self.signs)
            return await self.unpacker.unpack(path, media_type, folder)
        except Unreadable as error:
            return Contained(errors=(ErrorItem("contained", error.category, str(error)),))

    async def _depth(self, document: Document) -> int:
        """1 for a document that came in nothing; else by the shortest way to such a one."""
        depth, level = 1, [document]
        async with self.database.begin() as unit:
            while depth < DEEPEST and not any(d.own or not d.parents for d in level):
                above = {parent for document in level for parent in document.parents}
                scope = AccessScope.whole(document.entity)
                found = [await unit.documents.find(scope, parent) for parent in sorted(above)]
                depth, level = depth + 1, [one for one in found if one]
                if not level:
                    break
        return depth

    async def _child(self, parent: Document, file: ContainedFile, version: VersionId) -> Document:
        return Document(
            id=document_id(parent.entity, parent.collection, version, 0, parent.readers),
            entity=parent.entity,
            collection=parent.collection,
            name=safe_name(file.name),
            version=version,
            media_type=await asyncio.to_thread(media_type_of, file.path, file.name, self.signs),
            size_bytes=(await asyncio.to_thread(file.path.stat)).st_size,
            created_at=datetime.now(UTC),
            created_by=parent.created_by,
            classification=parent.classification,
            readers=parent.readers,
            outcome=Outcome(Status.QUEUED),
            own=False,
            parents=(parent.id,),
        )


def _too_deep(files: int) -> ErrorItem:
    message = f"{files} files lie deeper than {DEEPEST} containers in each other and were left out"
    return ErrorItem("contained", "unsupported", message)
