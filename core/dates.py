"""Dates as they are written in French and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTHS = (
    ("janvier", "january", "janv", "jan"),
    ("fevrier", "february", "fevr", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "juil", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
MONTH = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
YEAR = r"(?:19|20)\d\d"
DATE = rf"""(?:
    \b(?P<y1>{YEAR})-(?P<m1>\d\d)-(?P<d1>\d\d)\b
  | \b(?P<d2>\d{{1,2}})[/.](?P<m2>\d{{1,2}})[/.](?P<y2>{YEAR})\b
  | \b(?P<d3>\d{{1,2}})(?:er|st|nd|rd|th)?[ ](?:(?:day[ ])?of[ ])?
      (?P<m3>{MONTH})\b\.?,?[ ](?P<y3>{YEAR})\b
  | \b(?P<m4>{MONTH})\b\.?[ ](?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[ ]?,?[ ](?P<y4>{YEAR})\b
)"""
"""Matches `plain` text; holds named groups, so once a pattern. 03/04/2023 is the third of April."""

_DATE = re.compile(DATE, re.VERBOSE)


class Dated(NamedTuple):
    day: date
    start: int
    end: int


def month_number(name: str) -> int:
    return _NUMBERS[name]


def dates_in(text: str) -> Iterator[Dated]:
    """Every date of a `plain` text that exists in the calendar."""
    for found in _DATE.finditer(text):
        day = _day(found)
        if day:
            yield Dated(day, *found.span())


def date_after(text: str, start: int, within: int = 60) -> Dated | None:
    """The first date that begins at most so many characters after `start`."""
    for found in _DATE.finditer(text, start, start + within + 20):
        day = _day(found)
        if day and found.start() <= start + within:
            return Dated(day, *found.span())
    return None


def _day(found: re.Match[str]) -> date | None:
    rank = next(rank for rank in "1234" if found[f"y{rank}"])
    month = found[f"m{rank}"]
    number = int(month) if month.isdigit() else _NUMBERS[month]
    try:
        return date(int(found[f"y{rank}"]), number, int(found[f"d{rank}"]))
    except ValueError:
        return None
