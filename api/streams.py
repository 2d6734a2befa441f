"""Counts the event streams that are open: each costs a look at the database twice a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import Busy

MOST_OPEN = 64
_RETRY_AFTER_S = 10


class Streams:
    """At most `most` streams at once."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self._most = most
        self._open = 0

    @property
    def open(self) -> int:
        return self._open

    @contextmanager
    def one(self) -> Iterator[None]:
        """A stream's place, for as long as it is open. Raises `Busy`."""
        if self._open >= self._most:
            raise Busy(
                "As many event streams as are kept are open.", "Poll.", retry_after_s=_RETRY_AFTER_S
            )
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
