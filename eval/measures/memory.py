"""How much memory reading a file took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, Output, Task
from eval.measures.protocol import Contribution


@dataclass(frozen=True, slots=True, repr=False)
class Memory:
    """A percentile of the peak megabytes a case took; higher values are taken, not averages.

    Interpolating between a measured and an infinite peak has no meaning.
    """

    percentile: int
    tasks = frozenset({Task.SURVIVE})
    higher_is_better = False
    is_timed = True

    def __repr__(self) -> str:
        return f"memory.p{self.percentile}"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(megabytes,); infinite where nothing was measured."""
        return (timings.get("peak_mb", float("inf")),)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.percentile(contributions[:, 0], self.percentile, method="higher"))
