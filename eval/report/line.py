"""A measure of a suite as a report has it: value, interval, bar, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from eval.report.texts import NOTHING, number


class Verdict(StrEnum):
    MEETS = "meets"
    MISSES = "misses"
    NONE = "–"
    """There is no bar, or no case that could meet or miss it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A measure of a suite. None stands for what is not a number."""

    suite: str
    measure: str
    cases: int
    value: float | None
    low: float | None
    high: float | None
    floors: Mapping[str, float | None]
    bar: float | None
    lower_is_better: bool
    is_silent: bool
    """Whether no case says anything about it."""

    @property
    def verdict(self) -> Verdict:
        """What is not a number meets no bar; what no case says anything about can't be judged."""
        if self.bar is None or self.is_silent:
            return Verdict.NONE
        if self.value is None:
            return Verdict.MISSES
        margin = self.bar - self.value if self.lower_is_better else self.value - self.bar
        return Verdict.MEETS if margin >= 0 else Verdict.MISSES


def bound(line: Line) -> str:
    """The bar as what it asks for: "≥ 0.700"."""
    if line.bar is None:
        return NOTHING
    return f"{'≤' if line.lower_is_better else '≥'} {number(line.measure, line.bar)}"
