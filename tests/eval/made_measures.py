"""Measures as simple as their kinds can be, and contributions for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from eval.cases import Case, Output, Task
from eval.measures.protocol import Contribution


@dataclass(frozen=True, slots=True)
class Share:
    """The mean of one column."""

    higher_is_better: bool = True
    tasks = frozenset(Task)
    is_timed = False

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        raise NotImplementedError

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(contributions[:, 0].mean())


@dataclass(frozen=True, slots=True)
class Ratio(Share):
    """The sum of one column over that of another; over 0 NaN, and numpy warns."""

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        above, below = contributions.sum(axis=0)
        return float(above / below)


@dataclass(frozen=True, slots=True)
class Median(Share):
    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.median(contributions[:, 0]))


fractions = st.floats(0, 1, allow_subnormal=False)
pairs = st.lists(st.tuples(fractions, fractions), min_size=1, max_size=30)


def rows(numbers: list[float]) -> list[Contribution]:
    return [(number,) for number in numbers]


def halves(both: list[tuple[float, float]]) -> tuple[list[Contribution], list[Contribution]]:
    return rows([a for a, _ in both]), rows([b for _, b in both])
