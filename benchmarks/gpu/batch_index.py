"""Exact search of faiss: on all GPUs, as Probant asks it, against all processors."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adapters.faiss import batch_index
from benchmarks.report import Row
from core.ids import ChunkId

LIMIT = 10


def searching(vectors: int, questions: int, dimension: int) -> Row:
    """Questions a second of both over the same random vectors, the first search apart."""
    import faiss

    held, asked = _rows(vectors, dimension), _rows(questions, dimension)
    plain = faiss.IndexFlatIP(dimension)
    plain.add(held)
    index = batch_index(dimension)
    index.add([ChunkId(str(number)) for number in range(vectors)], held)
    index.nearest(asked[:1], LIMIT)  # moves the vectors to where they are searched
    cpu_s, found = _timed(lambda: plain.search(asked, LIMIT)[1])
    ours_s, ours = _timed(lambda: index.nearest(asked, LIMIT))
    same = np.array([[int(hit.chunk) for hit in hits] for hits in ours]) == found
    return {
        "vectors": vectors,
        "dimension": dimension,
        "GPUs of faiss": faiss.get_num_gpus(),
        "CPU questions/s": questions / cpu_s,
        "ours questions/s": questions / ours_s,
        "CPU / ours": cpu_s / ours_s,
        "same hits": float(same.mean()),
    }


def _rows(count: int, dimension: int) -> NDArray[np.float32]:
    made = np.random.default_rng(count).normal(size=(count, dimension)).astype(np.float32)
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def _timed(work: Any) -> tuple[float, Any]:
    started = perf_counter()
    result = work()
    return perf_counter() - started, result
