"""The journey of a document, first part: decide → blob → record → wake a worker."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.documents import Document
from core.errors import Conflict, TooLarge
from core.ids import VersionId, document_id
from core.ports import Blobs, Parser
from core.principals import AccessScope, Classification, Principal
from core.stores import Database
from flows.backlog import check_backlog
from flows.documents.accepted import Accepted, Upload
from flows.documents.collection_names import check_collection
from flows.documents.record import check_said, record
from flows.documents.recorded import accepted as recorded
from flows.documents.shown import found
from flows.documents.source_paths import check_source
from flows.permissions.overseen import manages
from flows.permissions.permit import check_clearance
from governance.policy import Action, decide
from ingest.children import media_type_of
from ingest.keep import keep
from ingest.names import safe_name

_UNSAID = Classification.INTERNAL
"""Of a document of which nobody says how it is classified."""


@dataclass(frozen=True, slots=True)
class Adding:
    database: Database
    blobs: Blobs
    parser: Parser
    most_bytes: int
    most_waiting: int

    async def add(self, principal: Principal, upload: Upload) -> Accepted:
        """Durable on return; reading goes on elsewhere."""
        check_collection(upload.collection)
        check_source(upload.source)
        scope = _scope(principal, upload)
        if upload.classification is not None or upload.supersedes is None:
            check_clearance(_classified(upload), principal.clearance)
        size = (await asyncio.to_thread(upload.path.stat)).st_size
        if size > self.most_bytes:
            raise _too_large(self.most_bytes)
        await self._admit(principal, scope, upload)
        version = await self.blobs.put(principal.entity, upload.path)
        candidate = await self._candidate(principal, upload, version, size)
        return await self._recorded(principal, scope, upload, candidate)

    async def _admit(self, principal: Principal, scope: AccessScope, upload: Upload) -> None:
        """Before the bytes are stored: of who is refused, none remain."""
        async with self.database.begin() as unit:
            if upload.supersedes:
                known = await found(unit, scope, upload.supersedes)
                check_said(known, upload, manages=manages(principal) is not None)
            await check_backlog(unit, scope.entity, self.most_waiting)

    async def _candidate(
        self, principal: Principal, upload: Upload, version: VersionId, size: int
    ) -> Document:
        return Document(
            id=document_id(principal.entity, upload.collection, version, 0, upload.readers),
            entity=principal.entity,
            collection=upload.collection,
            name=safe_name(upload.name),
            version=version,
            media_type=await self._media_type(upload.path, upload.name),
            size_bytes=size,
            created_at=datetime.now(UTC),
            created_by=principal.id,
            source=upload.source,
            validity=upload.validity,
            classification=_classified(upload),
            readers=upload.readers,
        )

    async def _media_type(self, path: Path, name: str) -> str:
        return await asyncio.to_thread(media_type_of, path, name, self.parser.signs)

    async def _recorded(
        self, principal: Principal, scope: AccessScope, upload: Upload, candidate: Document
    ) -> Accepted:
        try:
            accepted = await self._record(principal, scope, upload, candidate)
        except Conflict:  # someone else recorded the same bytes in the same instant
            accepted = await self._record(principal, scope, upload, candidate)
        readable = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            same = await unit.documents.with_version(readable, candidate.version)
        elsewhere = [d.id for d in same if d.collection != accepted.document.collection]
        return replace(accepted, same_as=tuple(elsewhere))

    async def _record(
        self, principal: Principal, scope: AccessScope, upload: Upload, candidate: Document
    ) -> Accepted:
        is_manager = manages(principal) is not None
        async with self.database.begin() as unit:
            accepted = await record(unit, scope, upload, candidate, self.parser, manages=is_manager)
            unit.ledger.append(recorded(candidate.created_by, candidate.version, accepted))
            await keep(self.blobs, scope.entity, candidate.version, upload.path)
            return accepted


def _scope(principal: Principal, upload: Upload) -> AccessScope:
    """A new version comes where its document is."""
    where = None if upload.supersedes else (upload.collection,)
    return decide(principal, Action.INGEST, where).granted()


def _classified(upload: Upload) -> Classification:
    return _UNSAID if upload.classification is None else upload.classification


def _too_large(most_bytes: int) -> TooLarge:
    most = most_bytes // 1_000_000
    return TooLarge(
        f"The document is larger than {most} MB.", "Split it, or raise PROBANT_MAX_UPLOAD_MB."
    )
