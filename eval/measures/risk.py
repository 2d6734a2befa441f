"""Whether confidence tells right answers from wrong ones: the risk-coverage curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.cases import Asked, Case, Output, Reply, Task
from eval.measures import citations, span
from eval.measures.abstention import DECLINED
from eval.measures.protocol import Contribution

UNKNOWN = -1.0
"""Confidence of a reply that has none: it ranks last."""
RECALLED = 0.5
"""Share of the gold answer's words from which an answer without evidence counts as right."""


@dataclass(frozen=True, slots=True, repr=False)
class RiskCoverage:
    """Area under the risk-coverage curve (Geifman & El-Yaniv 2017): 0 is best.

    There, a model ranks all cases by confidence and its risk is the mean loss of those accepted.
    Here the system itself may decline, which is an outcome as any other, ranked by its confidence:
    no loss where nothing answers the question (nothing false is shown), a full one where something
    does, so that declining everything is no way to a low area.
    """

    tasks = frozenset({Task.ANSWER})
    higher_is_better = False
    is_timed = False

    def __repr__(self) -> str:
        return "abstention.aurc"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(confidence, loss); None where the case has neither evidence nor answers."""
        if not isinstance(case, Asked) or not isinstance(output, Reply):
            return None
        loss = _loss(case, output)
        confidence = UNKNOWN if output.confidence is None else output.confidence
        return None if loss is None else (confidence, loss)

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        """The mean risk over the coverages 1/n, 2/n, … 1."""
        return float(np.mean(risk_coverage(contributions)[:, 1]))


def risk_coverage(contributions: NDArray[np.float64]) -> NDArray[np.float64]:
    """(coverage, risk), shape (n, 2): risk is the mean loss of the share most trusted.

    `contributions` are (confidence, loss), shape (n, 2). Cases of one confidence each lose their
    mean loss, so that their order makes no difference.
    """
    confidence, loss = contributions[:, 0], contributions[:, 1]
    _, block, size = np.unique(-confidence, return_inverse=True, return_counts=True)
    mean = np.bincount(block, weights=loss) / size
    ranks = np.arange(1, len(loss) + 1)
    risk = np.cumsum(np.repeat(mean, size)) / ranks
    return np.column_stack([ranks / len(loss), risk])


def _loss(case: Asked, reply: Reply) -> float | None:
    """In [0, 1], whether what came of the case is wrong; a failure is."""
    if not case.answerable:
        return float(reply.state not in DECLINED)
    if case.evidence:
        return 1.0 - (citations.hit(case, reply) or 0.0)
    recalled = span.recall(case, reply)
    return None if recalled is None else float(recalled < RECALLED)
