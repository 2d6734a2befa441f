"""How well a ranking puts what is relevant first, by ir_measures (trec_eval)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from numpy.typing import NDArray

from eval.cases import Asked, Case, Output, Reply, Task
from eval.measures.protocol import Contribution
from eval.measures.units import Level, ranked

MEASURES = {
    "hit": ir_measures.Success,
    "rr": ir_measures.RR,
    "ndcg": ir_measures.nDCG,
    "recall": ir_measures.R,
    "all": ir_measures.R,
    "precision": ir_measures.P,
    "ap": ir_measures.AP,
}
ABOUT = {
    "hit": "whether one of the first K units is relevant",
    "rr": "one over the rank of the first relevant unit, 0 past rank K",
    "ndcg": "discounted gain of the first K units over that of the best ranking",
    "recall": "share of the relevant units that are among the first K",
    "all": "whether all the relevant units are among the first K",
    "precision": "share of the first K places that hold a relevant unit",
    "ap": "mean over the relevant units of the precision at their ranks, 0 past rank K",
}


@dataclass(frozen=True, slots=True, repr=False)
class Ranking:
    """`LEVEL.MEASURE@K` of a reply's hits, every relevant unit weighing the same."""

    level: Level
    measure: str
    """A key of `MEASURES`."""
    cutoff: int
    """How many units are looked at, from 1."""
    tasks = frozenset({Task.SEARCH, Task.ANSWER})
    higher_is_better = True
    is_timed = False

    def __repr__(self) -> str:
        return f"{self.level}.{self.measure}@{self.cutoff}"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(score,) in [0, 1]; None where the case has no gold of the level."""
        if not isinstance(case, Asked) or not isinstance(output, Reply):
            return None
        found = ranked(self.level, case, output.hits)
        return None if found is None else (score(self.measure, self.cutoff, *found),)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.mean(contributions[:, 0]))


def score(measure: str, cutoff: int, flags: Sequence[bool], relevant: int) -> float:
    """Of a ranking whose units are relevant as `flags` say, where `relevant` are in all."""
    first = flags[:cutoff]
    if not any(first):
        return 0.0
    # Units have no name in the formulas: relevant ones are numbered as they are found.
    numbers = np.cumsum(first)
    names = [f"r{numbers[i]}" if flag else f"n{i}" for i, flag in enumerate(first)]
    run = {"q": {name: float(len(names) - i) for i, name in enumerate(names)}}
    qrels = {"q": {f"r{number}": 1 for number in range(1, relevant + 1)}}
    evaluator = ir_measures.pytrec_eval.evaluator([MEASURES[measure] @ cutoff], qrels)
    value = float(next(iter(evaluator.iter_calc(run))).value)
    return float(value == 1) if measure == "all" else value
