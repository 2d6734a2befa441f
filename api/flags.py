"""Flags as addresses write them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

_WRITTEN = {"true": True, "false": False}


def _written(value: object) -> object:
    """Left to itself, pydantic takes "1", "on" and "yes", too."""
    if isinstance(value, str) and value in _WRITTEN:
        return _WRITTEN[value]
    if isinstance(value, bool):  # what it is where nothing is said
        return value
    raise ValueError("a flag is true or false")


Flag = Annotated[bool, BeforeValidator(_written)]
