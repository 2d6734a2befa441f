"""A spreadsheet's values as text: the same on every machine."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

_DIGITS = ".15g"
"""What a spreadsheet itself keeps of a number; more would show binary noise."""


def text_of(value: Any) -> str:
    """A cell's value as text: the same on every machine, and readable as a number or a date."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return _number(value)
        case dt.datetime():
            return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return _duration(value)
        case _:
            return str(value)


def _number(value: float) -> str:
    text = format(value, _DIGITS)
    if "e" not in text:
        return text
    # Plain digits where they are readable: 1e+15 is written out, 1e-300 is not.
    return format(Decimal(text), "f") if 1e-15 < abs(value) < 1e21 else text


def _duration(value: dt.timedelta) -> str:
    """Hours, minutes and seconds: 36:00:00, as spreadsheets show durations."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
