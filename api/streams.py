"""Counts the event streams that are open: each costs a look at the database twice a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.places import Full, Places
from core.errors import Busy
from core.principals import Principal

MOST_OPEN = 64
_RETRY_AFTER_S = 10


class Streams:
    """At most `most` streams at once, and of nobody more than their share."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self._places = Places(most)

    @property
    def open(self) -> int:
        return self._places.taken

    @contextmanager
    def one(self, caller: Principal) -> Iterator[None]:
        """A stream's place, for as long as it is open. Raises `Busy`."""
        try:
            with self._places.one(caller):
                yield
        except Full as full:
            raise Busy(
                "As many event streams as are kept, of you or of all, are open.",
                "Poll.",
                retry_after_s=_RETRY_AFTER_S,
            ) from full
