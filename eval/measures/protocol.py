"""What a measure is: a number for each case, and one for many cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, Output, Task

Contribution = tuple[float, ...]
"""What one case adds to a measure: as many numbers as `aggregate` takes columns."""


class Measure(Protocol):
    """A frozen value. `repr` is its name in suites, runs and reports, and `parse` reads it back."""

    @property
    def tasks(self) -> frozenset[Task]:
        """The tasks whose outputs it can score."""
        ...

    @property
    def higher_is_better(self) -> bool: ...

    @property
    def is_timed(self) -> bool:
        """Whether it is made of timings, and so differs from run to run."""
        ...

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """None where the case says nothing about this (no gold for it); never for a bad output.

        A missing, failed or empty output contributes what a miss contributes. `timings` are
        milliseconds by stage, `total` among them, and `peak_mb`; empty where nothing was timed.
        """
        ...

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        """Of shape (cases, columns), in any order; at least one case. NaN where undefined."""
        ...
