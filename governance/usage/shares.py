"""Shares and how sure they are."""

from __future__ import annotations

from math import sqrt
from typing import Any

_Z = 1.959964
"""Of the normal distribution, for 95 %."""


def share(part: float, whole: float) -> float | None:
    """To four places; None of nothing."""
    return round(part / whole, 4) if whole else None


def interval(part: int, whole: int) -> dict[str, Any]:
    """`share` with the bounds of its 95 % interval (Wilson, 1927): those of a random sample, which
    who says something of their own accord is not."""
    if not whole:
        return {"share": None, "low": None, "high": None}
    seen, spread = part / whole, _Z * _Z / whole
    middle = (seen + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(seen * (1 - seen) / whole + spread / (4 * whole))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return {"share": round(seen, 4), "low": round(low, 4), "high": round(high, 4)}


def kappa(both: int, first: int, second: int, neither: int) -> float | None:
    """Agreement beyond chance of two who each accept or not (Cohen, 1960); None where chance alone
    explains all, or there is nothing."""
    total = both + first + second + neither
    if not total:
        return None
    agreed = (both + neither) / total
    yes, yes_too = (both + first) / total, (both + second) / total
    chance = yes * yes_too + (1 - yes) * (1 - yes_too)
    return round((agreed - chance) / (1 - chance), 4) if chance < 1 else None
