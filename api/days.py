"""Days as requests write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    """Left to itself, pydantic takes 0, and "0", for the first day of 1970."""
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        return value
    if value is None:
        return None
    raise ValueError("a day is written as 2025-06-30")


Day = Annotated[date, BeforeValidator(_written)]
