"""Whether a verifier lets pass what is supported, and only that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, Claimed, Judgement, Output, Task
from eval.measures.protocol import Contribution

NAN = float("nan")


@dataclass(frozen=True, slots=True, repr=False)
class Verdicts:
    """A number made of the counts of true and false verdicts; positive is "supported"."""

    name: str
    about: str
    of_counts: Callable[[float, float, float, float], float]
    """Takes the counts tp, fp, fn, tn."""
    tasks = frozenset({Task.VERIFY})
    higher_is_better = True
    is_timed = False

    def __repr__(self) -> str:
        return self.name

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(tp, fp, fn, tn), one of them 1. No judgement counts as the wrong one."""
        if not isinstance(case, Claimed) or not isinstance(output, Judgement):
            return None
        is_right = output.supported is case.supported
        says = case.supported if is_right else not case.supported
        which = (says and is_right, says and not is_right, not says and not is_right)
        return (*map(float, which), float(not says and is_right))

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        tp, fp, fn, tn = (float(count) for count in contributions.sum(axis=0))
        return self.of_counts(tp, fp, fn, tn)


def precision(tp: float, fp: float, fn: float, tn: float) -> float:
    """0 where nothing was let pass though something should have been; NaN without positives."""
    if tp + fp == 0:
        return 0.0 if fn else NAN
    return tp / (tp + fp)


def recall(tp: float, fp: float, fn: float, tn: float) -> float:
    """NaN without positives."""
    return tp / (tp + fn) if tp + fn else NAN


def caught(tp: float, fp: float, fn: float, tn: float) -> float:
    """NaN where every claim is supported."""
    return recall(tn, fn, fp, tp)


def balanced_accuracy(tp: float, fp: float, fn: float, tn: float) -> float:
    """Mean of the recalls of both classes; NaN where one is absent."""
    return (recall(tp, fp, fn, tn) + recall(tn, fn, fp, tp)) / 2
