"""What `probant check` looks at, and in which order."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.generations import GenerationState, Spaces
from core.ids import EntityId, VersionId
from core.ports import Blobs
from core.principals import AccessScope
from core.stores import Database
from flows.check.difference import Difference, DifferenceKind
from flows.check.documents import DocumentCheck
from flows.check.held import Holdings, holdings_of
from ingest.sweep import leftovers

Told = Callable[[int], None]
"""Told how many documents were looked at, as the check goes on."""

_Bytes = set[tuple[EntityId, VersionId]]


def untold(documents: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Compares database, bytes and index. Safe beside workers: what is under way is left alone."""

    database: Database
    blobs: Blobs
    spaces: Spaces
    uploads: Path

    async def differences(self, *, deep: bool = False, tell: Told = untold) -> list[Difference]:
        """Everything that differs. Raises `Unavailable`, `StoreLocked`.

        Nothing stands still meanwhile, and what was looked at early may have changed before it was
        compared. What really differs does so when it is looked at again.
        """
        found = await self._look(deep, tell)
        if not found:
            return []
        again = set(await self._look(deep, untold))
        return [difference for difference in found if difference in again]

    async def _look(self, deep: bool, tell: Told) -> list[Difference]:
        indexes = [await holdings_of(space) for space in await self.spaces.open()]
        kept = {blob async for blob in self.blobs.kept()}
        found = [difference async for difference in self._of_documents(indexes, kept, deep, tell)]
        for index in indexes:
            found += [difference async for difference in self._stale(index)]
        found += [difference async for difference in self._unknown_bytes(kept)]
        return found + await self._generations() + await self._leftovers()

    async def _of_documents(
        self, indexes: Sequence[Holdings], kept: _Bytes, deep: bool, tell: Told
    ) -> AsyncIterator[Difference]:
        """Of `kept`, only what no document was found to have is left."""
        seen = 0
        async with self.database.begin() as unit:
            check = DocumentCheck(unit, self.blobs, indexes, deep)
            async for document in unit.documents.everything():
                async for difference in check.of(document):
                    yield difference
                for version in await unit.documents.versions(document.id):
                    kept.discard((document.entity, version.version))
                seen += 1
                tell(seen)

    async def _stale(self, index: Holdings) -> AsyncIterator[Difference]:
        """Points that no document was found to need; asked again, for time has passed."""
        generation = index.space.generation.id
        async with self.database.begin() as unit:
            for reading, held in index.readings.items():
                if held.is_expected or await unit.jobs.of_document(held.document):
                    continue
                if await unit.generations.covered(generation, held.document) == reading:
                    continue
                yield Difference(
                    DifferenceKind.STALE_POINTS,
                    f"{held.points} points of a reading that is not live",
                    held.entity,
                    held.document,
                    reading=reading,
                    generation=generation,
                )

    async def _unknown_bytes(self, unknown: _Bytes) -> AsyncIterator[Difference]:
        """Where nothing of the entity is under way: what comes in is stored before it is recorded,
        and what was deleted is removed later."""
        for entity, version in sorted(unknown):
            async with self.database.begin() as unit:
                is_busy = bool(await unit.jobs.unfinished(AccessScope.whole(entity), 1))
                if is_busy or await unit.documents.shares_blob(entity, version):
                    continue
            kind = DifferenceKind.BYTES_UNKNOWN
            yield Difference(kind, f"{entity}: {version[:12]}…", entity, version=version)

    async def _generations(self) -> list[Difference]:
        kept = await self.spaces.kept()
        async with self.database.begin() as unit:
            known = {one.id: one for one in await unit.generations.all()}
            retired = [g for g in known.values() if g.state is GenerationState.RETIRED]
            left = [g.id for g in retired if not await unit.jobs.of_generation(g.id)]
        unknown = [one for one in kept if one not in known]
        return [
            *(Difference(DifferenceKind.UNKNOWN_GENERATION, g, generation=g) for g in unknown),
            *(Difference(DifferenceKind.RETIRED_GENERATION, g, generation=g) for g in left),
        ]

    async def _leftovers(self) -> list[Difference]:
        found = await asyncio.to_thread(leftovers, self.uploads, Path(tempfile.gettempdir()))
        return [Difference(DifferenceKind.LEFTOVERS, f"{len(found)} files")] if found else []
