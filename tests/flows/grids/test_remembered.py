"""An encoder that is asked for each text once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from flows.grids.remembered import Remembered
from tests.ingest.fakes import FakeEncoder


def test_a_text_is_encoded_once_and_a_question_is_no_passage() -> None:
    encoder = FakeEncoder()
    remembered = Remembered(encoder)
    first = remembered.encode_passages(["a", "b", "a"])
    assert np.array_equal(first, encoder.encode_queries(["a", "b", "a"]))
    again = remembered.encode_passages(["c", "b"])
    assert np.array_equal(again[1], first[1])
    assert encoder.batches == [["a", "b"], ["c"]]
    assert remembered.encode_queries(["a"]).shape == (1, encoder.dimension)


def test_the_oldest_are_forgotten_and_found_again() -> None:
    encoder = FakeEncoder()
    remembered = Remembered(encoder, most=2)
    for texts in (["a", "b"], ["c"], ["a"], ["c"]):
        got = remembered.encode_passages(texts)
        assert np.array_equal(got, encoder.encode_queries(texts))
    assert encoder.batches == [["a", "b"], ["c"], ["a"]]


def test_who_asks_at_the_same_time_gets_each_their_own() -> None:
    encoder = FakeEncoder()
    remembered = Remembered(encoder, most=5)
    asked = [[f"text {n % 7}", f"other {n % 3}"] for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(remembered.encode_passages, asked))
    for texts, vectors in zip(asked, got, strict=True):
        assert np.array_equal(vectors, encoder.encode_queries(texts))


def test_a_failure_is_that_of_who_asked_and_leaves_nothing_behind() -> None:
    encoder = FakeEncoder()
    encoder.failures["bad"] = ValueError("no")
    remembered = Remembered(encoder)
    with ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(remembered.encode_passages, ["bad"]).exception(), ValueError)
    assert remembered.encode_passages(["good"]).shape == (1, encoder.dimension)
