"""Periods that figures cover, as descriptions write them (`core.description.Field.PERIOD`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

_YEAR = re.compile(r"(\d{4})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_MOST_DAYS_OF_QUARTER = 120
_FEWEST_DAYS_OF_YEAR = 330
_MOST_DAYS_OF_YEAR = 731
"""A fiscal year may last 23 months. What lasts longer is the term of a contract."""
_KNOWN = 4_096
"""Spellings that are known by heart: each search compares the periods of its documents."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A fiscal year, or a part of it, by the name that its issuer gives it.

    Fiscal years begin when their issuer wants: the second quarter of the fiscal year 2023 of a
    company may end in December 2022. So a period is compared by name, not by days.
    """

    year: int
    quarter: int | None = None
    """1 to 4; None: the whole year, or a part of it that is no quarter."""
    half: int | None = None
    """1 or 2."""

    @classmethod
    @lru_cache(maxsize=_KNOWN)
    def parse(cls, value: str) -> Self | None:
        """None for what is not written as in descriptions."""
        if found := _QUARTER.fullmatch(value):
            return cls(int(found[1]), quarter=int(found[2]))
        if found := _YEAR.fullmatch(value):
            return cls(int(found[1]))
        if found := _RANGE.fullmatch(value):
            try:
                return cls._of_days(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
            except ValueError:
                return None
        return None

    @classmethod
    def _of_days(cls, first: date, last: date) -> Self | None:
        """A year ends in the year that it is called by, unless it ends in its first days (retailers
        close at the end of January)."""
        days = (last - first).days
        if not 0 <= days <= _MOST_DAYS_OF_YEAR:
            return None
        if days >= _FEWEST_DAYS_OF_YEAR:
            return cls(last.year if last.month > 1 else last.year - 1)
        if days <= _MOST_DAYS_OF_QUARTER:
            return cls(last.year, quarter=(last.month + 2) // 3)
        return cls(last.year, half=1 if last.month <= 6 else 2)

    @property
    def is_year(self) -> bool:
        return self.quarter is None and self.half is None

    def __str__(self) -> str:
        if self.quarter:
            return f"{self.year}-Q{self.quarter}"
        return f"{self.year}-H{self.half}" if self.half else str(self.year)
