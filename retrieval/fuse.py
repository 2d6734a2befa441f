"""Puts the dense and the BM25 rankings together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.ids import ChunkId
from core.indexing import ScoredChunk


@dataclass(frozen=True, slots=True)
class Fused:
    chunk: ChunkId
    score: float
    similarity: float | None
    """The dense score, where the dense ranking held the chunk."""


def fuse(
    dense: Sequence[ScoredChunk], sparse: Sequence[ScoredChunk], dense_weight: float
) -> list[Fused]:
    """Convex combination of min-max normalised scores, best first; ties in chunk id order.

    After Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (TOIS 2023),
    which finds it better than reciprocal ranks and insensitive to the choice of normalisation. A
    chunk that one ranking lacks gets that ranking's lowest score, 0. `dense_weight` in [0, 1].
    """
    near, rare = _normalised(dense), _normalised(sparse)
    similarity = {hit.chunk: hit.score for hit in dense}
    fused = [
        Fused(
            chunk,
            dense_weight * near.get(chunk, 0.0) + (1 - dense_weight) * rare.get(chunk, 0.0),
            similarity.get(chunk),
        )
        for chunk in near.keys() | rare.keys()
    ]
    return sorted(fused, key=lambda hit: (-hit.score, hit.chunk))


def _normalised(hits: Sequence[ScoredChunk]) -> dict[ChunkId, float]:
    if not hits:
        return {}
    scores = [hit.score for hit in hits]
    low, high = min(scores), max(scores)
    if high == low:
        return {hit.chunk: 1.0 for hit in hits}
    return {hit.chunk: (hit.score - low) / (high - low) for hit in hits}
