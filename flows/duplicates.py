"""Documents that say nearly the same: copies, versions that were added twice, filled-in forms."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.documents import Document
from core.generations import Space, Spaces
from core.ids import ChunkId, CollectionId, DocumentId, VersionId
from core.indexing import BatchIndex
from core.principals import AccessScope, Principal, SearchFilter
from core.stores import Database
from governance.policy import Action, decide

if TYPE_CHECKING:
    from core.indexing import Vectors

TWIN = 0.97
"""Cosine from which two passages say the same, for the bundled model: a clause of a lease has .998
with itself with another figure, .994 with two words changed, .92 with its paraphrase, .88 with
another clause, .82 with something else."""
MOST_TWINS = 256
"""A passage with more of them is a form's or a letterhead's, and tells no documents apart."""
MOST_HELD = 200_000
"""Vectors in memory at a time (307 MB at 384 dimensions)."""
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents, the first in id order first."""

    first: Document
    second: Document
    same_bytes: bool
    alike: float
    """The smaller share of one's passages that have a twin in the other; 1 for the same bytes."""

    def to_json(self) -> dict[str, Any]:
        return {
            "documents": [_named(self.first), _named(self.second)],
            "same_bytes": self.same_bytes,
            "alike": round(self.alike, 4),
        }


def _named(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "collection": document.collection,
        "version": document.version,
    }


@dataclass(frozen=True, slots=True)
class _Passages:
    """What is live of a document."""

    document: Document
    chunks: Sequence[ChunkId]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Finds pairs among the documents that a principal may read."""

    database: Database
    spaces: Spaces
    batch_index: Callable[[int], BatchIndex]
    """From a dimension to an empty one."""
    most_held: int = MOST_HELD
    most_twins: int = MOST_TWINS

    async def pairs(
        self, principal: Principal, collection: CollectionId | None, at_least: float
    ) -> list[Pair]:
        """Those that are at least so much alike (0 to 1), the most alike first.

        Every passage is compared with every other: the time grows with the square of their number,
        the memory does not grow beyond `most_held` vectors.
        """
        chosen = (collection,) if collection else None
        scope = decide(principal, Action.READ, chosen).granted()
        documents = {document.id: document async for document in self._documents(scope)}
        same = _same_bytes(list(documents.values()))
        space = await self.spaces.live()
        shares: dict[tuple[DocumentId, DocumentId], float] = {}
        async for index, homes in self._blocks(space, scope, list(documents.values())):
            async for passages in self._all(space, scope, list(documents.values())):
                found = await asyncio.to_thread(_shares, passages, index, homes, self.most_twins)
                shares |= {
                    (passages.document.id, other): share
                    for other, share in found.items()
                    if share >= at_least
                }
        alike = {
            pair: min(shares[pair], shares[pair[::-1]])
            for pair in shares
            if pair[0] < pair[1] and pair[::-1] in shares
        }
        return _ranked(documents, same, alike)

    async def _documents(self, scope: AccessScope) -> AsyncIterator[Document]:
        after: DocumentId | None = None
        while True:
            async with self.database.begin() as unit:
                page = await unit.documents.page(scope, _PAGE, after)
            for document in page:
                yield document
            if len(page) < _PAGE:
                return
            after = page[-1].id

    async def _blocks(
        self, space: Space, scope: AccessScope, documents: Sequence[Document]
    ) -> AsyncIterator[tuple[BatchIndex, dict[ChunkId, DocumentId]]]:
        """Whole documents, until together they have `most_held` passages; with each one's home."""
        index = self.batch_index(space.generation.dimension)
        homes: dict[ChunkId, DocumentId] = {}
        async for passages in self._all(space, scope, documents):
            if homes and len(homes) + len(passages.chunks) > self.most_held:
                yield index, homes
                index, homes = self.batch_index(space.generation.dimension), {}
            await asyncio.to_thread(index.add, passages.chunks, passages.vectors)
            homes |= dict.fromkeys(passages.chunks, passages.document.id)
        if homes:
            yield index, homes

    async def _all(
        self, space: Space, scope: AccessScope, documents: Sequence[Document]
    ) -> AsyncIterator[_Passages]:
        """The documents that have passages, in order, read from the index one by one."""
        for document in documents:
            where = SearchFilter(scope, (document.id,))
            async with self.database.begin() as unit:
                heads = await unit.readings.of_document(document.id)
                live = {c.id for h in heads if h.live for c in await unit.readings.chunks(h.id)}
            chunks: list[ChunkId] = []
            rows: list[Vectors] = []
            async for names, vectors in space.index.vectors(where):
                kept = [number for number, name in enumerate(names) if name in live]
                chunks += [names[number] for number in kept]
                rows.append(vectors[kept])
            if chunks:
                yield _Passages(document, chunks, np.concatenate(rows))


def _shares(
    passages: _Passages, index: BatchIndex, homes: dict[ChunkId, DocumentId], most_twins: int
) -> dict[DocumentId, float]:
    """Share of a document's telling passages with a twin, by the document that has it."""
    own = passages.document.id
    met: Counter[DocumentId] = Counter()
    telling = 0
    found = index.nearest(passages.vectors, most_twins + 1)
    for hits in found:
        twins = [homes[hit.chunk] for hit in hits if hit.score >= TWIN]
        if len(twins) <= most_twins:
            telling += 1
            met.update(set(twins) - {own})
    return {other: count / telling for other, count in met.items()}


def _same_bytes(documents: Sequence[Document]) -> set[tuple[DocumentId, DocumentId]]:
    """Each further copy with the first one."""
    firsts: dict[VersionId, DocumentId] = {}
    pairs: set[tuple[DocumentId, DocumentId]] = set()
    for document in sorted(documents, key=lambda document: document.id):
        first = firsts.setdefault(document.version, document.id)
        if first != document.id:
            pairs.add((first, document.id))
    return pairs


def _ranked(
    documents: dict[DocumentId, Document],
    same: set[tuple[DocumentId, DocumentId]],
    alike: dict[tuple[DocumentId, DocumentId], float],
) -> list[Pair]:
    shares = alike | dict.fromkeys(same, 1.0)
    pairs = [
        Pair(documents[first], documents[second], (first, second) in same, share)
        for (first, second), share in shares.items()
    ]
    return sorted(
        pairs, key=lambda pair: (-pair.alike, not pair.same_bytes, pair.first.id, pair.second.id)
    )
