"""Brute force on faiss: every vector is compared with every question, so no recall is lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Misconfigured
from core.ids import ChunkId
from core.indexing import ScoredChunk

if TYPE_CHECKING:
    from core.indexing import Vectors

log = logging.getLogger(__name__)

ROWS = 1_024
"""Questions a call: what faiss holds of them stays small, whatever their number."""
DIGITS = 6
"""Scores are rounded: the last bits differ by where a vector lies, and must break no tie."""
_MORE = 16
"""Asked beyond the limit, to see whether the last one is tied."""
_MOST_ON_GPU = 2_048
"""faiss gives no more a question on a GPU (its `getMaxKSelection`)."""


class FlatIndex:
    """`core.indexing.BatchIndex` on faiss' `IndexFlatIP`. Safe from several threads, one at a time.

    Vectors lie on every GPU that faiss knows, a part on each, from the first search on.
    """

    def __init__(self, dimension: int) -> None:
        """Raises `Misconfigured` where faiss can't be loaded."""
        self._faiss = _load()
        self._dimension = dimension
        self._chunks: list[ChunkId] = []
        self._held = self._faiss.IndexFlatIP(dimension)
        self._searched: Any = None
        """The same, where it is searched; None after a change."""
        self._one_at_a_time = threading.Lock()

    def __len__(self) -> int:
        return len(self._chunks)

    def add(self, chunks: Sequence[ChunkId], vectors: Vectors) -> None:
        """Vectors of shape (len(chunks), dimension), rows L2-normalised; each chunk once."""
        if vectors.shape != (len(chunks), self._dimension):
            raise ValueError(f"{len(chunks)} chunks with vectors of the shape {vectors.shape}")
        with self._one_at_a_time:
            self._held.add(np.ascontiguousarray(vectors, np.float32))
            self._chunks += chunks
            self._searched = None

    def nearest(self, vectors: Vectors, limit: int) -> list[list[ScoredChunk]]:
        """For each row its nearest chunks by cosine, best first, ties in the order of their ids.

        Fewer than `limit` where there are fewer; at most 2,048 on a GPU.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self._dimension:
            raise ValueError(f"not rows of {self._dimension} numbers: {vectors.shape}")
        asked = np.ascontiguousarray(vectors, np.float32)
        found: list[list[ScoredChunk]] = []
        with self._one_at_a_time:
            most = min(limit, len(self._chunks))
            if most <= 0:
                return [[] for _ in range(len(asked))]
            for start in range(0, len(asked), ROWS):
                found += self._block(asked[start : start + ROWS], most)
        return found

    def _block(self, asked: NDArray[np.float32], limit: int) -> list[list[ScoredChunk]]:
        scores, rows = self._search(asked, limit + _MORE)
        found = []
        for number in range(len(asked)):
            wide = limit + _MORE
            mine, where = scores[number], rows[number]
            # Tied to the end: which of them are the first by id is not among these alone.
            while mine[-1] == mine[min(limit, len(mine)) - 1] and len(mine) < self._most():
                wide = 4 * wide
                [mine], [where] = self._search(asked[number : number + 1], wide)
            found.append(self._ranked(mine, where)[:limit])
        return found

    def _search(
        self, asked: NDArray[np.float32], wide: int
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        if self._searched is None:
            self._searched = _on_gpus(self._faiss, self._held)
        scores, rows = self._searched.search(asked, min(wide, self._most()))
        return scores.astype(np.float64).round(DIGITS), rows

    def _most(self) -> int:
        """How many can be had of a question's ranking."""
        there = len(self._chunks)
        return there if self._searched is self._held else min(there, _MOST_ON_GPU)

    def _ranked(self, scores: NDArray[np.float64], rows: NDArray[np.int64]) -> list[ScoredChunk]:
        pairs = zip(rows.tolist(), scores.tolist(), strict=True)
        hits = [ScoredChunk(self._chunks[row], score) for row, score in pairs if row >= 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk))


def _load() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise Misconfigured(
            f"faiss can't be loaded ({error}).",
            "Install faiss-cpu; faiss-gpu takes its place only where CUDA's libraries are.",
        ) from error
    return faiss


def _on_gpus(faiss: Any, index: Any) -> Any:
    """The index in parts on all GPUs; itself where there is none, or none that can be used."""
    gpus: int = faiss.get_num_gpus()
    if not gpus:
        return index
    options = faiss.GpuMultipleClonerOptions()
    options.shard = True
    try:
        return faiss.index_cpu_to_all_gpus(index, options)
    except RuntimeError as error:
        log.warning("faiss sees %d GPUs and can't use them; processors search: %s", gpus, error)
        return index
