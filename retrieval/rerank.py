"""The best candidates, read once more beside the question by a model that sees both."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from core.evidence import Chunk
from core.ids import ChunkId
from core.ports import Reranker


@dataclass(frozen=True, slots=True)
class Reranking:
    reranker: Reranker
    top: int
    """How many candidates it reads, the best without it."""

    async def scores(self, question: str, chunks: Mapping[ChunkId, Chunk]) -> dict[ChunkId, float]:
        """In [0, 1], higher answers better. Raises `Unavailable`, `Misconfigured`.

        It reads what the encoder reads of a chunk: whose document it is helps it too.
        """
        texts = [chunk.embedded for chunk in chunks.values()]
        found = await asyncio.to_thread(self.reranker.score, question, texts)
        return dict(zip(chunks, found, strict=True))
