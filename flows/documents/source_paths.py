"""Paths of documents in the folder that their collection is kept in step with."""

from __future__ import annotations

from core.errors import InvalidRequest

_LONGEST = 4096
"""Characters: the longest path of common file systems."""


def check_source(source: str | None) -> None:
    """Raises `InvalidRequest` for what is no path. None says that it is not of the folder."""
    if source is not None and (not 0 < len(source) <= _LONGEST or "\0" in source):
        raise InvalidRequest(f"A source is a path of 1 to {_LONGEST} characters.")
