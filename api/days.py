"""Days and months as requests write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$"


def _written(value: object) -> object:
    """Left to itself, pydantic takes 0, and "0", for the first day of 1970."""
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        return value
    if value is None:
        return None
    raise ValueError("a day is written as 2025-06-30")


Day = Annotated[date, BeforeValidator(_written)]


def _first_day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(_MONTH, value):
        return f"{value}-01"
    if value is None:
        return None
    raise ValueError("a month is written as 2025-06")


Month = Annotated[
    date, BeforeValidator(_first_day), WithJsonSchema({"type": "string", "pattern": _MONTH})
]
"""Its first day."""
