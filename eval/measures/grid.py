"""Whether the cells of a grid show what an expert marked, and know when they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.words import words
from eval.cases import Asked, Case, Found, Output, Reply, Task
from eval.measures.abstention import DECLINED
from eval.measures.covered import covered_words
from eval.measures.evidence import SHARE
from eval.measures.protocol import Contribution
from eval.measures.risk import UNKNOWN, risk_coverage

_MOST_WORDS = 200
"""Of the quotes of a cell: a page that is quoted whole would hold any clause."""


def half(case: Asked, reply: Reply) -> float | None:
    """1 where the quotes of a cell cover half of the words of what experts quoted; None where they
    quoted nothing. See `eval.measures.covered.HalfCovered`."""
    if not case.answerable or not any(words(gold.quote) for gold in case.evidence):
        return None
    shown = [Found(one.document, one.page, one.quote) for one in reply.citations]
    return _covers(case, shown) if reply.state == "answered" else 0.0


def _covers(case: Asked, shown: list[Found]) -> float:
    room, kept = _MOST_WORDS, []
    for one in shown:
        taken = one.text.split()[:room]
        room -= len(taken)
        kept.append(Found(one.document, one.page, " ".join(taken)))
    longest = max(len(words(gold.quote)) for gold in case.evidence)
    return float(covered_words(case, kept) >= SHARE * longest)


@dataclass(frozen=True, slots=True, repr=False)
class CellRisk:
    """`grid.aurc`: the area under the risk-coverage curve of the cells, 0 is best; `grid.gain`: by
    how much that of the category prior is larger.

    A cell that declines is right where nothing answers; one that answers is right where its quotes
    cover half of what an expert marked (`grid.half`). Cells are ranked by their confidence.

    The prior knows of a cell only its column: it takes the clause to be there where most of the
    other documents have it (for half of them: it is), and is as sure as they are many. What it
    shows is what the cell shows, or what came closest where the cell is absent: no other evidence.
    """

    is_gain: bool
    tasks = frozenset({Task.GRID})
    is_timed = False

    @property
    def higher_is_better(self) -> bool:
        return self.is_gain

    def __repr__(self) -> str:
        return "grid.gain" if self.is_gain else "grid.aurc"

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        """(confidence, loss, whether there is such a clause, whether what is shown covers it, the
        column as a number)."""
        if not isinstance(case, Asked) or not isinstance(output, Reply):
            return None
        if case.answerable and half(case, output) is None:
            return None
        hits = [Found(hit.document, hit.page, hit.text) for hit in output.hits]
        cited = [Found(one.document, one.page, one.quote) for one in output.citations]
        is_right = bool(case.answerable) and _covers(case, cited or hits) == 1.0
        said = output.state not in DECLINED
        loss = float(not (is_right if said and case.answerable else said == case.answerable))
        sure = UNKNOWN if output.confidence is None else output.confidence
        column = case.slices.get("column", "")
        return (sure, loss, float(case.answerable), float(is_right), float(crc32(column.encode())))

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        own = _area(contributions[:, 0], contributions[:, 1])
        return _area(*prior(contributions)) - own if self.is_gain else own


def prior(contributions: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Confidence and loss of each cell under the category prior, each of shape (n,).

    The share of a column is that among its other documents; a column of one document has none: .5.
    """
    present, right, column = contributions[:, 2], contributions[:, 3], contributions[:, 4]
    _, at = np.unique(column, return_inverse=True)
    others = np.bincount(at)[at] - 1
    have = np.bincount(at, weights=present)[at] - present
    share = np.where(others > 0, have / np.maximum(others, 1), 0.5)
    says = share >= 0.5
    return np.where(says, share, 1 - share), np.where(says, 1 - right, present)


def _area(confidence: NDArray[np.float64], loss: NDArray[np.float64]) -> float:
    return float(np.mean(risk_coverage(np.column_stack([confidence, loss]))[:, 1]))
