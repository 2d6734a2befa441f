"""Many questions at once: the same hits as one by one, each vector read once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from core.evidence import Hit
from core.generations import Space
from core.indexing import BatchIndex, ScoredChunk
from core.principals import SearchFilter
from retrieval.search import CANDIDATES, Retriever, words_of

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
        self, space: Space, questions: Sequence[str], where: SearchFilter, limit: int
    ) -> AsyncIterator[list[Hit]]:
        """For each question, in order, what `Retriever.search` gives for it."""
        wanted = max(CANDIDATES, limit)
        for start in range(0, len(questions), QUESTIONS_AT_ONCE):
            some = questions[start : start + QUESTIONS_AT_ONCE]
            dense = await self._dense(space, some, where, wanted)
            sparse = await _side_by_side(
                space.index.sparse(words_of(question), where, wanted) for question in some
            )
            for near, rare in zip(dense, sparse, strict=True):
                yield await self.retriever.hits(near, rare, where, limit)

    async def _dense(
        self, space: Space, questions: Sequence[str], where: SearchFilter, limit: int
    ) -> list[list[ScoredChunk]]:
        vectors = await asyncio.to_thread(space.encoder.encode_queries, questions)
        if len(questions) < LOADED_FROM:
            return await _side_by_side(space.index.dense(row, where, limit) for row in vectors)
        best: list[list[ScoredChunk]] = [[] for _ in questions]
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
