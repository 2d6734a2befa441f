"""faiss on GPUs finds what faiss on processors finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adapters.faiss import batch_index
from core.ids import ChunkId


@pytest.fixture(scope="module")
def faiss() -> Any:
    module = pytest.importorskip("faiss")
    if not module.get_num_gpus():
        pytest.skip("this faiss knows no GPU: install faiss-gpu in the place of faiss-cpu")
    return module


def rows(seed: int, count: int, dimension: int) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.mark.parametrize("dimension", [384, 1024])
def test_the_same_chunks_in_the_same_order_with_the_same_scores(faiss: Any, dimension: int) -> None:
    held, asked = rows(1, 20_000, dimension), rows(2, 500, dimension)
    on_cpu = faiss.IndexFlatIP(dimension)
    on_cpu.add(held)
    scores, found = on_cpu.search(asked, 10)
    index = batch_index(dimension)
    index.add([ChunkId(str(number)) for number in range(len(held))], held)
    ours = index.nearest(asked, 10)
    assert np.allclose([[hit.score for hit in hits] for hits in ours], scores, atol=1e-4)
    same = np.array([[int(hit.chunk) for hit in hits] for hits in ours]) == found
    # Two neighbours whose scores differ in the last bits may change places.
    assert same.mean() >= 0.999
