"""The batch index equals plain brute force; on GPUs as well, where faiss knows any."""

from __future__ import annotations

import threading
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adapters.faiss import batch_index
from core.ids import ChunkId

DIMENSION = 12


def unit(rows: int, seed: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal((rows, DIMENSION)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def ids(count: int, seed: int = 0) -> list[ChunkId]:
    draw = np.random.default_rng(seed)
    return [ChunkId(str(UUID(bytes=draw.bytes(16)))) for _ in range(count)]


def brute(
    chunks: list[ChunkId], held: NDArray[np.float32], asked: NDArray[np.float32], limit: int
) -> list[list[ChunkId]]:
    scores = (asked.astype(np.float64) @ held.astype(np.float64).T).round(6)
    return [
        [chunk for _, chunk in sorted(zip(-row, chunks, strict=True))][:limit] for row in scores
    ]


@settings(max_examples=60, deadline=None)
@given(
    held=st.integers(0, 90),
    copies=st.integers(1, 60),
    asked=st.integers(0, 5),
    limit=st.integers(0, 100),
    seed=st.integers(0, 1000),
)
def test_it_finds_what_brute_force_finds_and_ties_go_by_id(
    held: int, copies: int, asked: int, limit: int, seed: int
) -> None:
    distinct = unit(max(held // copies, 1), seed)
    vectors = distinct[np.arange(held) % len(distinct)]  # many are the same: ties
    chunks, questions = ids(held, seed), unit(asked, seed + 1)
    index = batch_index(DIMENSION)
    index.add(chunks, vectors)
    found = index.nearest(questions, limit)
    assert [[hit.chunk for hit in row] for row in found] == brute(chunks, vectors, questions, limit)


def test_scores_are_cosines() -> None:
    vectors, chunks = unit(50, 1), ids(50)
    index = batch_index(DIMENSION)
    index.add(chunks, vectors)
    [[first, *_]] = index.nearest(vectors[7:8], 3)
    assert first.chunk == chunks[7]
    assert first.score == pytest.approx(1.0, abs=1e-5)


def test_what_is_added_later_is_found_too() -> None:
    vectors, chunks = unit(40, 2), ids(40)
    index = batch_index(DIMENSION)
    for start in range(0, 40, 10):
        index.add(chunks[start : start + 10], vectors[start : start + 10])
        assert len(index) == start + 10
        found = index.nearest(vectors[start + 9 : start + 10], 1)
        assert found[0][0].chunk == chunks[start + 9]


def test_more_questions_than_one_call_takes() -> None:
    vectors, chunks = unit(30, 3), ids(30)
    index = batch_index(DIMENSION)
    index.add(chunks, vectors)
    found = index.nearest(np.tile(vectors, (100, 1)), 1)
    assert [row[0].chunk for row in found] == chunks * 100


def test_an_empty_index_answers_every_question_with_nothing() -> None:
    assert batch_index(DIMENSION).nearest(unit(3, 4), 5) == [[], [], []]


def test_what_does_not_fit_is_refused() -> None:
    index = batch_index(DIMENSION)
    with pytest.raises(ValueError, match="2 chunks"):
        index.add(ids(2), unit(3, 0))
    with pytest.raises(ValueError, match="12 numbers"):
        index.nearest(np.ones((2, DIMENSION + 1), np.float32), 1)
    assert len(index) == 0


def test_threads_search_while_others_add() -> None:
    index = batch_index(DIMENSION)
    vectors, chunks = unit(400, 5), ids(400)
    index.add(chunks[:100], vectors[:100])
    wrong: list[str] = []

    def search(number: int) -> None:
        for _ in range(30):
            [[first]] = index.nearest(vectors[number : number + 1], 1)
            if first.chunk != chunks[number]:
                wrong.append(first.chunk)

    def add() -> None:
        for start in range(100, 400, 20):
            index.add(chunks[start : start + 20], vectors[start : start + 20])

    workers = [threading.Thread(target=search, args=(number,)) for number in range(6)]
    workers.append(threading.Thread(target=add))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong
    assert len(index) == 400
