"""How long a case took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, Output, Task
from eval.measures.protocol import Contribution


@dataclass(frozen=True, slots=True, repr=False)
class Latency:
    """A percentile of the milliseconds a case took: the nearest one above (numpy's "higher")."""

    percentile: int
    tasks = frozenset(Task)
    higher_is_better = False
    is_timed = True

    def __repr__(self) -> str:
        return f"latency.p{self.percentile}"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(milliseconds,); infinite where nothing was timed: what never came took for ever."""
        return (timings.get("total", float("inf")),)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.percentile(contributions[:, 0], self.percentile, method="higher"))
