"""Our ranking measures equal ranx's on random runs."""

from __future__ import annotations

import numpy as np
import pytest
from ranx import Qrels, Run, evaluate

from eval.cases import Asked, Found, GoldEvidence, Reply
from eval.measures import parse

THEIRS = {
    "hit": "hit_rate",
    "rr": "mrr",
    "ndcg": "ndcg",
    "recall": "recall",
    "precision": "precision",
    "ap": "map",
}
RUNS = 1000


def drawn() -> list[tuple[list[str], list[str]]]:
    """(relevant, ranked) documents: 1 to 6 of 12 relevant, 1 to 12 ranked."""
    random = np.random.default_rng(20)
    names = [f"d{i:02}" for i in range(12)]
    return [
        (
            list(random.choice(names, random.integers(1, 7), replace=False)),
            list(random.choice(names, random.integers(1, 13), replace=False)),
        )
        for _ in range(RUNS)
    ]


@pytest.mark.slow
def test_ranking_measures_equal_those_of_ranx() -> None:
    runs = drawn()
    qrels = Qrels({f"q{i}": dict.fromkeys(r, 1) for i, (r, _) in enumerate(runs)})
    run = Run(
        {f"q{i}": {d: float(99 - at) for at, d in enumerate(f)} for i, (_, f) in enumerate(runs)}
    )
    cases = [
        (
            Asked(f"q{i}", "?", evidence=tuple(GoldEvidence(str(d), (1,)) for d in relevant)),
            Reply("answered", hits=tuple(Found(str(d), 1, "") for d in found)),
        )
        for i, (relevant, found) in enumerate(runs)
    ]
    for cutoff in (1, 3, 10):
        evaluate(qrels, run, [f"{name}@{cutoff}" for name in THEIRS.values()])
        for ours, theirs in THEIRS.items():
            for level in ("document", "page"):
                measure = parse(f"{level}.{ours}@{cutoff}")
                got = [measure.contribution(case, reply, {}) for case, reply in cases]
                expected = [[run.scores[f"{theirs}@{cutoff}"][case.id]] for case, _ in cases]
                np.testing.assert_allclose(np.array(got), expected, rtol=0, atol=1e-9)
