"""Places of which there are few: whoever takes all that they can leaves some for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from core.principals import Principal

OF_ENTITY, OF_CALLER = Fraction(3, 4), Fraction(5, 8)
"""Most of the places that an entity, and one of its people or programs, has at once."""


class Full(Exception):
    """There is no place now, or none for this caller."""


class Places:
    """At most `most` at once. Keys that somebody gave share the places of who gave them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[tuple[str, ...]] = Counter()

    @property
    def taken(self) -> int:
        return self._taken[()]

    @contextmanager
    def one(self, caller: Principal) -> Iterator[None]:
        """A place, for as long as this lasts. Raises `Full`."""
        holders = {
            (): self._most,
            (caller.entity,): max(1, int(OF_ENTITY * self._most)),
            (caller.entity, caller.holder): max(1, int(OF_CALLER * self._most)),
        }
        if any(self._taken[holder] >= most for holder, most in holders.items()):
            raise Full
        self._taken.update(holders.keys())
        try:
            yield
        finally:
            self._taken.subtract(holders.keys())
            self._taken += Counter()  # without those that hold none
