"""The periods that figures are told of: whole weeks, and the months and quarters made of them.

A week is from Monday to Sunday, in UTC, and belongs to the month and quarter of its Thursday, as to
its year in ISO 8601: each of these is a number of whole weeks, and none overlap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.errors import InvalidRequest

WEEK = timedelta(days=7)
_THURSDAY = timedelta(days=3)
_GRACE = timedelta(hours=1)
"""After its end, in which processes write what they have gathered of a week."""
_NAMED = re.compile(r"(\d{4})-(?:W(\d{2})|Q([1-4])|(\d{2}))")


@dataclass(frozen=True, slots=True)
class Period:
    name: str
    first: date
    """A Monday."""
    last: date
    """A Sunday."""

    @property
    def weeks(self) -> list[date]:
        """Their Mondays."""
        count = ((self.last - self.first).days + 1) // 7
        return [self.first + number * WEEK for number in range(count)]

    @property
    def is_quarter(self) -> bool:
        return "Q" in self.name


def period_of(name: str) -> Period:
    """Raises `InvalidRequest` for what is no week, month or quarter."""
    match = _NAMED.fullmatch(name)
    if match is None or match[1] in ("0000", "9999"):
        raise _no_period(name)
    year = int(match[1])
    if match[2]:
        try:
            monday = date.fromisocalendar(year, int(match[2]), 1)
        except ValueError as error:
            raise _no_period(name) from error
        return Period(name, monday, monday + WEEK - timedelta(days=1))
    month = 3 * int(match[3]) - 2 if match[3] else int(match[4])
    if not 1 <= month <= 12:
        raise _no_period(name)
    following = month + (3 if match[3] else 1)
    first = _first_week(year, month)
    after = _first_week(year + (following > 12), (following - 1) % 12 + 1)
    return Period(name, first, after - timedelta(days=1))


def week_name(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def quarter_of(monday: date) -> Period:
    """Of a week."""
    thursday = monday + _THURSDAY
    return period_of(f"{thursday.year}-Q{(thursday.month + 2) // 3}")


def has_ended(monday: date, now: datetime) -> bool:
    """Whether a week is over, and what processes gathered of it is written."""
    return now >= datetime.combine(monday + WEEK, time(), UTC) + _GRACE


def _first_week(year: int, month: int) -> date:
    """The Monday of the first week whose Thursday is in a month."""
    thursday = date(year, month, 1)
    thursday += timedelta(days=(3 - thursday.weekday()) % 7)
    return thursday - _THURSDAY


def _no_period(name: str) -> InvalidRequest:
    return InvalidRequest(
        f"{name[:40]!r} is no period.",
        "Write a week, a month or a quarter: 2026-W38, 2026-09, 2026-Q3.",
    )
