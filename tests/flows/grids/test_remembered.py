"""An encoder that is asked for each text once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from flows.grids.remembered import Remembered
from tests.ingest.fakes import FakeEncoder

if TYPE_CHECKING:
    from core.indexing import Vectors


class Asked(FakeEncoder):
    """Tells which questions it was given together."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        if "bad" in texts:
            raise ValueError("no")
        return super().encode_queries(texts)


def test_a_question_is_encoded_once_and_a_passage_is_no_question() -> None:
    encoder = Asked()
    remembered = Remembered(encoder)
    first = remembered.encode_queries(["a", "b", "a"])
    assert np.array_equal(first, FakeEncoder().encode_queries(["a", "b", "a"]))
    again = remembered.encode_queries(["c", "b"])
    assert np.array_equal(again[1], first[1])
    assert encoder.asked == [["a", "b"], ["c"]]
    assert remembered.encode_passages(["a"]).shape == (1, encoder.dimension)
    assert encoder.batches == [["a"]]


def test_the_oldest_are_forgotten_and_found_again() -> None:
    encoder = Asked()
    remembered = Remembered(encoder, most=2)
    for texts in (["a", "b"], ["c"], ["a"], ["c"]):
        got = remembered.encode_queries(texts)
        assert np.array_equal(got, FakeEncoder().encode_queries(texts))
    assert encoder.asked == [["a", "b"], ["c"], ["a"]]


def test_who_asks_at_the_same_time_gets_each_their_own() -> None:
    encoder = FakeEncoder()
    remembered = Remembered(encoder, most=5)
    asked = [[f"text {n % 7}", f"other {n % 3}"] for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(remembered.encode_queries, asked))
    for texts, vectors in zip(asked, got, strict=True):
        assert np.array_equal(vectors, encoder.encode_queries(texts))


def test_a_failure_leaves_nothing_behind() -> None:
    encoder = Asked()
    remembered = Remembered(encoder)
    with pytest.raises(ValueError, match="no"):
        remembered.encode_queries(["good", "bad"])
    assert remembered.encode_queries(["good"]).shape == (1, encoder.dimension)
    assert encoder.asked == [["good", "bad"], ["good"]]
