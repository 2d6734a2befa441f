"""A measure over the cases of one slice alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, Output, Task
from eval.measures.protocol import Contribution, Measure


@dataclass(frozen=True, slots=True, repr=False)
class Sliced:
    """The measure, where a case's slice `name` has the value; other cases say nothing about it."""

    measure: Measure
    name: str
    value: str

    def __repr__(self) -> str:
        return f"{self.measure!r}[{self.name}={self.value}]"

    @property
    def tasks(self) -> frozenset[Task]:
        return self.measure.tasks

    @property
    def higher_is_better(self) -> bool:
        return self.measure.higher_is_better

    @property
    def is_timed(self) -> bool:
        return self.measure.is_timed

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        if case.slices.get(self.name) != self.value:
            return None
        return self.measure.contribution(case, output, timings)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return self.measure.aggregate(contributions)
