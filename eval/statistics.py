"""Values over cases, their intervals, and p-values adjusted for being many.

Intervals are percentile bootstraps over cases (Efron & Tibshirani, An Introduction to the
Bootstrap, 1993, chapter 13). Nothing depends on the order of the cases or on a clock: the same
input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.measures.protocol import Contribution, Measure
from eval.runs import Value

RESAMPLES = 2_000
SEED = 1989
CELLS = 1_000_000
"""Numbers drawn at once: 8 MB."""
_PROBES = tuple(np.random.default_rng(SEED).random((cases, 1)) for cases in (2, 3, 8))

Rows = NDArray[np.float64]


def value_of(measure: Measure, contributions: Sequence[Contribution]) -> Value:
    """The measure's value and its 95 % interval; NaN where there is no case."""
    if not contributions:
        return Value(float("nan"), float("nan"), float("nan"), 0)
    rows = np.array(sorted(contributions), dtype=np.float64)
    low, high = bootstrap(by_draw(measure, rows), len(rows))
    return Value(aggregated(measure, rows), low, high, len(rows))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values, in the order given (Holm, Scandinavian Journal of Statistics, 1979)."""
    raw = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(raw, kind="stable")
    scaled = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(scaled, 1.0)
    return [float(p) for p in adjusted]


def aggregated(measure: Measure, rows: Rows) -> float:
    """The measure over contributions of shape (cases, columns); NaN where undefined, in silence:
    a share of nothing is 0 / 0.
    """
    with np.errstate(invalid="ignore"):
        return measure.aggregate(rows)


def by_draw(measure: Measure, rows: Rows) -> Callable[[NDArray[np.intp]], Rows]:
    """Gives the values of draws of cases (draws, cases)."""
    if is_mean(measure, rows):
        return lambda drawn: rows[drawn, 0].mean(axis=1)
    return lambda drawn: np.array([aggregated(measure, rows[cases]) for cases in drawn])


def is_mean(measure: Measure, rows: Rows) -> bool:
    """Whether a measure is the mean of its one column, which is quicker to take in bulk.

    It is tried on numbers whose mean is no other aggregate of theirs, then on the rows themselves.
    """
    if rows.shape[1] != 1:
        return False
    return all(aggregated(measure, probe) == probe.mean() for probe in (*_PROBES, rows))


def bootstrap(statistic: Callable[[NDArray[np.intp]], Rows], cases: int) -> tuple[float, float]:
    """The middle 95 % of the statistic over draws with replacement.

    Draws that leave it undefined are left out; NaN where all of them do.
    """
    rng = np.random.default_rng(SEED)
    block = max(1, CELLS // cases)
    sizes = [min(block, RESAMPLES - at) for at in range(0, RESAMPLES, block)]
    values = np.concatenate([statistic(rng.integers(cases, size=(s, cases))) for s in sizes])
    defined = values[~np.isnan(values)]
    if not len(defined):
        return float("nan"), float("nan")
    # Without interpolation: between two infinite values (what never came) there is none.
    low, high = np.percentile(defined, (2.5, 97.5), method="inverted_cdf")
    return float(low), float(high)
