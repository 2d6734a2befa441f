"""Whether the right document comes first, or is offered where a question leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.cases import Asked, Case, Output, Reply, Task
from eval.measures.protocol import Contribution

OPTIONS = 5
"""Those that are looked at: a longer list is no choice, but a catalogue."""


@dataclass(frozen=True, slots=True, repr=False)
class RightFirst:
    """`document.first`: whether the first hit's document is a gold one; of a case that is listed as
    ambiguous, whether one is among the first `OPTIONS` options shown.

    What is said without being asked does not count: options do not help a question that names its
    document, and a first hit that happens to be right does not help one that names several.
    """

    tasks = frozenset({Task.SEARCH, Task.ANSWER})
    higher_is_better = True
    is_timed = False

    def __repr__(self) -> str:
        return "document.first"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(0 or 1,); None where the case has no gold document."""
        if not isinstance(case, Asked) or not isinstance(output, Reply) or not case.answerable:
            return None
        gold = {entry.document for entry in case.evidence}
        if not gold:
            return None
        first = [hit.document for hit in output.hits[:1]]
        shown = output.options[:OPTIONS] if case.ambiguous else first
        return (float(bool(gold & set(shown))),)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.mean(contributions[:, 0]))
