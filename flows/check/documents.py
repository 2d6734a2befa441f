"""Compares one document's rows with its bytes, its work and each index."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from core.documents import Document
from core.errors import NotFound
from core.generations import GenerationState
from core.ids import VersionId
from core.outcomes import Status
from core.ports import Blobs
from core.principals import AccessScope
from core.stores import ReadingHead, UnitOfWork
from flows.check.difference import Difference, DifferenceKind
from flows.check.held import Holdings
from ingest.embed import tags_of

_READ = (Status.INDEXED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """Finds what differs of one document after the other."""

    unit: UnitOfWork
    blobs: Blobs
    indexes: Sequence[Holdings]
    deep: bool
    """Whether stored bytes are read and hashed."""

    async def of(self, document: Document) -> AsyncIterator[Difference]:
        async for difference in self._bytes(document):
            yield difference
        is_busy = bool(await self.unit.jobs.of_document(document.id))
        heads = await self.unit.readings.of_document(document.id)
        live = next((head for head in heads if head.live), None)
        if not is_busy and _is_stuck(document, live):
            # What is live stays so; else what came last is to be read.
            last = (await self.unit.documents.versions(document.id))[-1:]
            version = document.version if live or not last else last[0].version
            yield Difference(
                DifferenceKind.STUCK,
                f"{document.name}: {document.outcome.status.value}, and nothing is under way",
                document.entity,
                document.id,
                version,
            )
        for index in self.indexes:
            async for difference in self._in_index(document, heads, live, index):
                if not is_busy:  # what is under way will bring it in line
                    yield difference

    async def _bytes(self, document: Document) -> AsyncIterator[Difference]:
        versions = await self.unit.documents.versions(document.id)
        for version in dict.fromkeys(one.version for one in versions):
            kind = await self._broken(document, version)
            if kind:
                yield Difference(kind, document.name, document.entity, document.id, version)

    async def _broken(self, document: Document, version: VersionId) -> DifferenceKind | None:
        try:
            if self.deep:
                is_whole = await self.blobs.is_whole(document.entity, version)
                return None if is_whole else DifferenceKind.BYTES_DAMAGED
            whole = AccessScope.whole(document.entity)
            await self.blobs.path(whole, document.entity, version)
        except NotFound:
            return DifferenceKind.BYTES_MISSING
        return None

    async def _in_index(
        self,
        document: Document,
        heads: Sequence[ReadingHead],
        live: ReadingHead | None,
        index: Holdings,
    ) -> AsyncIterator[Difference]:
        generation = index.space.generation
        covered = await self.unit.generations.covered(generation.id, document.id)
        if generation.state is GenerationState.LIVE and live:
            needed: ReadingHead | None = live
        else:
            needed = next((head for head in heads if head.id == covered), None)
        if needed is None:
            return
        held = index.readings.get(needed.id)
        if held:
            held.is_expected = True
        points = held.points if held else 0
        if points != needed.chunks or covered != needed.id:
            detail = f"{points} of {needed.chunks} passages are in the index"
            yield _differs(DifferenceKind.NOT_SEARCHABLE, document, needed, index, detail)
        if held and held.tags != {tags_of(document)}:
            detail = "its passages have the tags of before"
            yield _differs(DifferenceKind.WRONG_TAGS, document, needed, index, detail)


def _is_stuck(document: Document, live: ReadingHead | None) -> bool:
    status = document.outcome.status
    if live is not None:
        return status not in _READ
    holds_text = status in _READ and document.outcome.chunks > 0
    return holds_text or not status.is_final


def _differs(
    kind: DifferenceKind, document: Document, needed: ReadingHead, index: Holdings, detail: str
) -> Difference:
    return Difference(
        kind,
        f"{document.name}: {detail}",
        document.entity,
        document.id,
        needed.version,
        needed.id,
        index.space.generation.id,
    )
