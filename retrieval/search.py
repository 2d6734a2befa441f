"""The journey of a question, first half: question → passages, inside a scope."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from core.encoding import Encoder
from core.evidence import Hit
from core.indexing import VectorIndex
from core.lexicon import question_terms
from core.ports import Database
from core.principals import SearchFilter
from retrieval.fuse import fuse

CANDIDATES = 100
"""Chunks asked of each ranking. Min-max normalisation needs a tail to compare with."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages. Every hit was checked against the database: live, and inside the filter."""

    encoder: Encoder
    index: VectorIndex
    database: Database
    dense_weight: float

    async def search(self, question: str, where: SearchFilter, limit: int) -> list[Hit]:
        """The best passages for a question, best first, at most `limit`."""
        wanted = max(CANDIDATES, limit)
        vectors = await asyncio.to_thread(self.encoder.encode_queries, [question])
        dense, sparse = await asyncio.gather(
            self.index.dense(vectors[0], where, wanted),
            self.index.sparse(f"{question} {question_terms(question)}", where, wanted),
        )
        fused = fuse(dense, sparse, self.dense_weight)
        async with self.database.begin() as unit:
            live = await unit.readings.passages(where, [hit.chunk for hit in fused[: 2 * limit]])
        found = [Hit(live[f.chunk], f.score, f.similarity) for f in fused if f.chunk in live]
        return found[:limit]
