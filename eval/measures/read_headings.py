"""Whether the headings of a page were read as headings, each at its level."""

from __future__ import annotations

from collections import Counter

from core.words import fold
from eval.cases import PageRead, Printed


def f1(case: Printed, read: PageRead) -> float | None:
    """F1 of the (level, text) pairs; case, accents and white space make no difference."""
    gold, found = _folded(case.headings), _folded(read.headings)
    if not gold:
        return None
    return 2 * (gold & found).total() / (gold.total() + found.total())


def _folded(headings: tuple[tuple[int, str], ...]) -> Counter[tuple[int, str]]:
    return Counter((level, " ".join(fold(text).split())) for level, text in headings)
