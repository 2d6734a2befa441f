"""Tests of a difference between two runs, and of many losses taken together.

Tests are approximate randomisations: under the null the two results of a case might as well be
exchanged (Noreen, Computer-Intensive Methods for Testing Hypotheses, 1989; Smucker, Allan &
Carterette, CIKM 2007). An exchange that leaves a measure undefined counts as at least as extreme
as what was observed: it must not make a difference look rarer than it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.measures.protocol import Contribution, Measure
from eval.statistics import CELLS, SEED, Rows, aggregated, bootstrap, by_draw, is_mean

TRIALS = 10_000
EXACT = 12
"""Up to as many differing pairs, all exchanges (4,096) are tried and the test is exact."""

_TIE = 1e-12

Swaps = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second run has over a first."""

    delta: float
    """Second minus first, whichever way is better."""
    low: float
    high: float
    p: float
    """Two-sided: how often exchanged results differ as much."""
    p_loss: float
    """One-sided: how often exchanged results lose as much."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the same cases contribute to a measure in two runs."""

    measure: Measure
    before: Mapping[str, Contribution]
    after: Mapping[str, Contribution]

    @property
    def cases(self) -> list[str]:
        return sorted(self.before)

    @property
    def rows(self) -> tuple[Rows, Rows]:
        """Two arrays of shape (cases, columns), in the order of `cases`."""
        before = [self.before[case] for case in self.cases]
        return np.array(before), np.array([self.after[case] for case in self.cases])

    @property
    def values(self) -> tuple[float, float]:
        """The measure over both; NaN where it is undefined or no case says anything about it."""
        if not self.before:
            return float("nan"), float("nan")
        before, after = self.rows
        return aggregated(self.measure, before), aggregated(self.measure, after)

    @property
    def is_defined(self) -> bool:
        return not np.isnan(self.values).any()

    @property
    def differing(self) -> list[str]:
        if not self.before:
            return []
        before, after = self.rows
        cases = self.cases
        return [cases[number] for number in np.flatnonzero((before != after).any(axis=1))]


def paired(measure: Measure, a: Sequence[Contribution], b: Sequence[Contribution]) -> Difference:
    """What `b` has over `a`: contributions of the same cases, in the same order.

    p is (1 + trials at least as extreme) / (1 + trials), or exact where few pairs differ.
    NaN and p = 1 where there is no case or a value is undefined. Exchanges and draws that leave
    one undefined count as extreme, and not at all.
    """
    if not a:
        return Difference(float("nan"), float("nan"), float("nan"), 1.0, 1.0)
    pairs = sorted(zip(a, b, strict=True))
    first = np.array([pair[0] for pair in pairs], dtype=np.float64)
    second = np.array([pair[1] for pair in pairs], dtype=np.float64)
    before, after = by_draw(measure, first), by_draw(measure, second)
    low, high = bootstrap(lambda drawn: after(drawn) - before(drawn), len(pairs))
    swaps = _swaps(int((first != second).any(axis=1).sum()))
    deltas = _exchanged(measure, first, second, swaps)
    losses = -deltas if measure.higher_is_better else deltas
    return Difference(
        float(deltas[0]), low, high, _share_beyond(np.abs(deltas)), _share_beyond(losses)
    )


def losses(suites: Sequence[Sequence[Compared]], trials: int = TRIALS) -> list[list[float]]:
    """Adjusted one-sided p-values of a loss, for all measures of all suites taken together.

    Step-down min-P of Westfall & Young (Resampling-Based Multiple Testing, 1993, algorithm 2.8):
    all suites are exchanged jointly, a case with all its measures at once, so what hangs together
    is not paid for twice. Counts of hits are discrete and tie often; a test that counts ties in
    full then fires far less often than it says. Ties count half (mid-p: Lancaster, JASA, 1961),
    which brings the rate of false alarms near the nominal one, not always below it; it stays
    well below where every suite has few differing cases. A measure without any, or undefined in
    one of the runs, is no part of the family: its p is 1.
    """
    rng = np.random.default_rng(SEED)
    columns, places = [], []
    for at, suite in enumerate(suites):
        cases = sorted({case for compared in suite for case in compared.differing})
        swaps = _drawn(trials, len(cases), rng)
        column = {case: number for number, case in enumerate(cases)}
        for within, compared in enumerate(suite):
            own = [column[case] for case in compared.differing]
            if own and compared.is_defined:
                columns.append(_mid_p(_losses(compared, swaps[:, own])))
                places.append((at, within))
    adjusted = [[1.0] * len(suite) for suite in suites]
    for (at, within), p in zip(places, _step_down(columns), strict=True):
        adjusted[at][within] = p
    return adjusted


def _losses(compared: Compared, swaps: Swaps) -> Rows:
    deltas = _exchanged(compared.measure, *compared.rows, swaps)
    found = -deltas if compared.measure.higher_is_better else deltas
    return np.where(np.isnan(found), np.inf, found)


def _step_down(columns: Sequence[Rows]) -> list[float]:
    """From p-values by trial, the observed ones first, the adjusted p of each column."""
    order = sorted(range(len(columns)), key=lambda number: float(columns[number][0]))
    adjusted = [1.0] * len(columns)
    least = np.full(len(columns[0]), np.inf) if columns else np.empty(0)
    for number in reversed(order):
        least = np.minimum(least, columns[number])
        adjusted[number] = float(_mid_p(-least)[0])
    highest = 0.0
    for number in order:
        highest = adjusted[number] = max(highest, adjusted[number])
    return adjusted


def _mid_p(statistics: Rows) -> Rows:
    """For each, the share of all that are greater, and half the share of those equal."""
    # Sums of the same numbers in another order differ by some 1e-16: ties stay ties.
    _, which, counts = np.unique(np.round(statistics, 10), return_inverse=True, return_counts=True)
    mid = (len(statistics) - np.cumsum(counts) + counts / 2) / len(statistics)
    return np.asarray(mid[which], dtype=np.float64)


def _share_beyond(statistics: Rows) -> float:
    """The share at least as great as the first; what is undefined counts."""
    return float(np.mean(~(statistics < statistics[0] - _TIE)))


def _swaps(differing: int) -> Swaps:
    """Which pairs to exchange, a trial a row; none in the first, which is what was observed."""
    if differing > EXACT:
        return _drawn(TRIALS, differing, np.random.default_rng(SEED))
    numbers = np.arange(2**differing)[:, None]
    return (numbers >> np.arange(differing) & 1).astype(np.bool_)


def _drawn(trials: int, differing: int, rng: np.random.Generator) -> Swaps:
    swaps = rng.integers(2, size=(trials + 1, differing), dtype=np.bool_)
    swaps[0] = False
    return swaps


def _exchanged(measure: Measure, a: Rows, b: Rows, swaps: Swaps) -> Rows:
    """aggregate(b) - aggregate(a) for each row of `swaps` (trials, differing cases)."""
    differing = np.flatnonzero((a != b).any(axis=1))
    if is_mean(measure, a) and is_mean(measure, b):
        gains = (b - a)[differing, 0]
        block = max(1, CELLS // max(1, len(gains)))
        parts = [swaps[at : at + block] @ gains for at in range(0, len(swaps), block)]
        exchanged_deltas: Rows = (gains.sum() - 2 * np.concatenate(parts)) / len(a)
        return exchanged_deltas
    deltas = np.empty(len(swaps))
    for trial, swap in enumerate(swaps):
        exchanged, first, second = differing[swap], a.copy(), b.copy()
        first[exchanged], second[exchanged] = b[exchanged], a[exchanged]
        deltas[trial] = aggregated(measure, second) - aggregated(measure, first)
    return deltas
