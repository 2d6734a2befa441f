"""A line of the table: a figure, and the bar that it is held to."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from benchmarks.report import Row

PER_CORE = "pages/s/core"
"""Pages by second of processor time, threads and child processes included."""


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    over: str
    """What it was measured on, such as `46 files, 6,900 pages`."""
    value: float | str
    """Words where it could not be measured."""
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the bar is kept; None without a bar, or without a figure."""
        if isinstance(self.value, str) or (self.least is None and self.most is None):
            return None
        is_enough = self.least is None or self.value >= self.least
        return is_enough and (self.most is None or self.value <= self.most)

    @property
    def bar(self) -> str:
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else ""

    def row(self) -> Row:
        return {
            "what": self.what,
            "over": self.over,
            "figure": self.value,
            "unit": "" if isinstance(self.value, str) else self.unit,
            "bar": self.bar,
            "kept": {True: "yes", False: "NO", None: ""}[self.holds],
        }


def over(files: int, pages: int) -> str:
    return f"{files} file{'s' * (files != 1)}, {pages:,} pages"


def progress(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
