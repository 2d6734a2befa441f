"""Many questions at once: the same hits as one by one, each vector read once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.generations import Space
from core.indexing import BatchIndex, ScoredChunk
from core.principals import SearchFilter
from retrieval.once import Once
from retrieval.rank import ranked
from retrieval.scope.narrow import Scoped
from retrieval.search import CANDIDATES, Found, Query, Retriever, bm25_of
from retrieval.structure import structure_of

if TYPE_CHECKING:
    from core.indexing import Vectors

MOST_HELD = 200_000
"""Vectors in memory at a time (307 MB at 384 dimensions); a larger scope is gone through in parts,
of which the best are kept."""
QUESTIONS_AT_ONCE = 1_024
"""Encoded, and compared with the vectors, together."""
LOADED_FROM = 128
"""Questions from which it pays to load the vectors: taking one out of the index costs as much as
comparing it there with 120 questions (24 µs and 0.2 µs, embedded, 384 dimensions)."""
_AT_ONCE = 8
"""Searches of the index side by side: they leave room for those of others."""


@dataclass(frozen=True, slots=True)
class ManyRetriever:
    """Finds passages for a batch of questions over one scope."""

    retriever: Retriever
    batch_index: Callable[[int], BatchIndex]
    """From a dimension to an empty one."""
    most_held: int = MOST_HELD

    async def search(
        self, space: Space, queries: Sequence[Query], limit: int, once: Once | None = None
    ) -> AsyncGenerator[Found, None]:
        """For each question, in order, what `Retriever.search` gives for it.

        What `once` holds is not read again: for questions about the same few documents.
        """
        retriever = replace(self.retriever, once=once)
        for start in range(0, len(queries), QUESTIONS_AT_ONCE):
            some = queries[start : start + QUESTIONS_AT_ONCE]
            scoped = [await retriever.scope(query) for query in some]
            found: dict[int, Found] = {}
            alone, alike = _alike(scoped)
            for number in alone:
                found[number] = await retriever.search(space, some[number], limit)
            for where, numbers in alike.items():
                asked = {number: (some[number], scoped[number]) for number in numbers}
                found |= await self._together(retriever, space, where, asked, limit)
            for number in range(len(some)):
                yield found[number]

    async def _together(
        self,
        retriever: Retriever,
        space: Space,
        where: SearchFilter,
        asked: Mapping[int, tuple[Query, Scoped]],
        limit: int,
    ) -> dict[int, Found]:
        """Questions with one filter, by their numbers."""
        wanted = max(CANDIDATES, limit)
        texts = [query.text for query, _ in asked.values()]
        vectors = await asyncio.to_thread(space.encoder.encode_queries, texts)
        dense = await self._dense(space, vectors, where, wanted)
        structures = [structure_of(text) for text in texts]
        sparse = await _side_by_side(
            bm25_of(space, text, structure, where, wanted)
            for text, structure in zip(texts, structures, strict=True)
        )
        found: dict[int, Found] = {}
        for (number, (query, scoped)), structure, vector, near, rare in zip(
            asked.items(), structures, vectors, dense, sparse, strict=True
        ):
            stated = await retriever.stated(scoped, structure)
            weighable = await retriever.weighable(query.text, scoped, structure, stated, near, rare)
            weighable = await retriever.reranked(query, replace(weighable, vector=vector))
            order = ranked(weighable, retriever.weights)
            found[number] = await retriever.show(weighable, order, limit)
        return found

    async def _dense(
        self, space: Space, vectors: Vectors, where: SearchFilter, limit: int
    ) -> list[list[ScoredChunk]]:
        if len(vectors) < LOADED_FROM:
            return await _side_by_side(space.index.dense(row, where, limit) for row in vectors)
        best: list[list[ScoredChunk]] = [[] for _ in vectors]
        async for index in self._parts(space, where):
            found = await asyncio.to_thread(index.nearest, vectors, limit)
            best = [_best(*pair, limit) for pair in zip(best, found, strict=True)]
        return best

    async def _parts(self, space: Space, where: SearchFilter) -> AsyncIterator[BatchIndex]:
        index = self.batch_index(space.generation.dimension)
        async for chunks, vectors in space.index.vectors(where):
            while chunks:
                room = self.most_held - len(index)
                index.add(chunks[:room], vectors[:room])
                chunks, vectors = chunks[room:], vectors[room:]
                if len(index) >= self.most_held:
                    yield index
                    index = self.batch_index(space.generation.dimension)
        if len(index):
            yield index


def _alike(scoped: Sequence[Scoped]) -> tuple[list[int], dict[SearchFilter, list[int]]]:
    """Numbers of questions that are searched alone, and of others by the filter they share."""
    alike: dict[SearchFilter, list[int]] = {}
    for number, one in enumerate(scoped):
        if not one.groups:
            alike.setdefault(one.where, []).append(number)
    return [number for number, one in enumerate(scoped) if one.groups], alike


async def _side_by_side(
    searches: Iterable[Awaitable[list[ScoredChunk]]],
) -> list[list[ScoredChunk]]:
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(search: Awaitable[list[ScoredChunk]]) -> list[ScoredChunk]:
        async with at_once:
            return await search

    return await asyncio.gather(*(one(search) for search in searches))


def _best(
    these: Sequence[ScoredChunk], those: Sequence[ScoredChunk], limit: int
) -> list[ScoredChunk]:
    return sorted([*these, *those], key=lambda hit: (-hit.score, hit.chunk))[:limit]
