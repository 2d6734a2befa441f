"""What a calibration is worth on questions that it was not fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from eval.ablation import table
from eval.calibration import Calibrated, HeldOut
from eval.fitting import Floats
from retrieval.extract import MOST_QUOTES

BINS = 10
"""Of confidence, for its calibration error."""
AROUND = 0.1, 0.05, 0.0, -0.02
"""Thresholds shown, so much below the proposed one."""
_HEADS = ("suite", "answerable", "others", "first", "among the shown", "at", "answered", "refused")


def calibration_error(confidences: Floats, true: Floats) -> float:
    """Expected calibration error (Naeini et al., 2015) in `BINS` bins of one width, in [0, 1]."""
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidences[bins == at].mean() - true[bins == at].mean()) * np.mean(bins == at)
        for at in np.unique(bins)
    ]
    return float(sum(gaps))


def error_of(held: Sequence[HeldOut]) -> float:
    """Of the confidences that these questions have an answer."""
    confidences = np.array([one.confidence for one in held])
    return calibration_error(confidences, np.array([float(h.found.case.answerable) for h in held]))


def rows(found: Calibrated) -> Iterator[dict[str, Any]]:
    """For each suite and threshold what is answered and refused; shares are null of nothing."""
    for suite in dict.fromkeys(one.found.suite for one in found.held_out):
        held = [one for one in found.held_out if one.found.suite == suite]
        able = [one for one in held if one.found.case.answerable]
        others = [one for one in held if not one.found.case.answerable]
        right = [one.found.right for one in able if one.found.right.any()]
        for below in AROUND:
            least = round(min(max(found.threshold - below, 0.0), 1.0), 2)
            yield {
                "suite": suite,
                "answerable": len(able),
                "others": len(others),
                "first": _share([bool(units[0]) for units in right]),
                "among_shown": _share([bool(units[:MOST_QUOTES].any()) for units in right]),
                "threshold": least,
                "answered": _share([one.confidence >= least for one in able]),
                "refused": _share([one.confidence < least for one in others]),
            }


def _share(true: Sequence[bool]) -> float | None:
    return round(sum(true) / len(true), 4) if true else None


def to_json(found: Calibrated) -> dict[str, Any]:
    return {
        "threshold": found.threshold,
        "calibration_error": round(error_of(found.held_out), 4),
        "rows": list(rows(found)),
        "weights": found.weighing.to_json(),
    }


def lines(found: Calibrated) -> Iterator[str]:
    """For people."""
    yield f"Expected calibration error, held out: {error_of(found.held_out):.3f}"
    yield f"PROBANT_ABSTAIN_BELOW={found.threshold}"
    yield ""
    yield from table(_HEADS, [_cells(row) for row in rows(found)], 1)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    counts = row["suite"], str(row["answerable"]), str(row["others"])
    first, shown, done, refused = (
        "–" if row[key] is None else f"{row[key]:.3f}"
        for key in ("first", "among_shown", "answered", "refused")
    )
    return (*counts, first, shown, f"{row['threshold']:.2f}", done, refused)
