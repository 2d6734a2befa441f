"""The journey of a question, first half: question → passages, inside a scope."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from core.evidence import Hit
from core.generations import Space
from core.indexing import ScoredChunk
from core.lexicon import question_terms
from core.principals import SearchFilter
from core.stores import Database
from retrieval.fuse import fuse

CANDIDATES = 100
"""Chunks asked of each ranking. Min-max normalisation needs a tail to compare with."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages. Every hit was checked against the database: live, and inside the filter."""

    database: Database
    dense_weight: float

    async def search(
        self, space: Space, question: str, where: SearchFilter, limit: int
    ) -> list[Hit]:
        """The best passages for a question, best first, at most `limit`."""
        wanted = max(CANDIDATES, limit)
        vectors = await asyncio.to_thread(space.encoder.encode_queries, [question])
        dense, sparse = await asyncio.gather(
            space.index.dense(vectors[0], where, wanted),
            space.index.sparse(words_of(question), where, wanted),
        )
        return await self.hits(dense, sparse, where, limit)

    async def hits(
        self,
        dense: Sequence[ScoredChunk],
        sparse: Sequence[ScoredChunk],
        where: SearchFilter,
        limit: int,
    ) -> list[Hit]:
        """Two rankings of one question put together; only what is live and inside the filter."""
        fused = fuse(dense, sparse, self.dense_weight)
        async with self.database.begin() as unit:
            live = await unit.readings.passages(where, [hit.chunk for hit in fused[: 2 * limit]])
        found = [Hit(live[f.chunk], f.score, f.similarity) for f in fused if f.chunk in live]
        return found[:limit]


def words_of(question: str) -> str:
    """What BM25 looks for: the question's own words, and those that mean the same."""
    return f"{question} {question_terms(question)}"
