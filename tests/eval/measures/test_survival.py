"""What becomes of files of any kind, and of who reads them."""

from __future__ import annotations

import numpy as np
import pytest

from eval.cases import Dropped, Survival
from eval.measures import parse

CASE = Dropped("d", "a")


@pytest.mark.parametrize(
    ("survival", "outcome", "read", "alive", "ended"),
    [
        (Survival("indexed"), 1, 1, 1, 1),
        (Survival("partial", ("empty_page",)), 1, 1, 1, 1),
        (Survival("failed", ("malformed",)), 1, 0, 1, 1),
        (Survival("failed", ("internal", "malformed")), 1, 0, 1, 1),
        (Survival("failed", ("internal",)), 0, 0, 1, 1),
        (Survival("failed", ("crash",)), 0, 0, 1, 1),
        (Survival("failed"), 0, 0, 1, 1),
        (Survival("failed", ("malformed",), died=True), 0, 0, 0, 1),
        (Survival("indexed", hung=True), 0, 1, 1, 0),
        (Survival("missing"), 0, 0, 0, 0),
    ],
)
def test_every_file_has_an_outcome(
    survival: Survival, outcome: float, read: float, alive: float, ended: float
) -> None:
    assert parse("survive.outcome").contribution(CASE, survival, {}) == (outcome,)
    assert parse("survive.read").contribution(CASE, survival, {}) == (read,)
    assert parse("survive.alive").contribution(CASE, survival, {}) == (alive,)
    assert parse("survive.ended").contribution(CASE, survival, {}) == (ended,)


def test_memory_is_a_percentile_of_peaks() -> None:
    measure = parse("memory.p50")
    peaks = [
        measure.contribution(CASE, Survival("indexed"), {"peak_mb": mb}) for mb in (10, 30, 20)
    ]
    assert measure.aggregate(np.array(peaks)) == 20
    assert measure.contribution(CASE, Survival("missing"), {}) == (float("inf"),)
    assert parse("memory.p95").aggregate(np.array([[10.0], [float("inf")]])) == float("inf")
