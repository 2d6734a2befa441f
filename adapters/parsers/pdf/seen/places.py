"""Things with bounds, found by a point without asking each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from adapters.parsers.pdf.seen.view import Bounds

_STEP = 32.0
"""Points: things are kept by the squares that they reach into."""


class _Bounded(Protocol):
    @property
    def bounds(self) -> Bounds: ...


T = TypeVar("T", bound=_Bounded)


class Places(Generic[T]):
    """Finds among things of one page."""

    def __init__(self, things: Iterable[T], width: float, height: float) -> None:
        """`width`, `height`: of the page, in points; what lies outside is not found."""
        self._squares: dict[tuple[int, int], list[T]] = defaultdict(list)
        for thing in things:
            for square in _squares(thing.bounds, width, height):
                self._squares[square].append(thing)

    def __bool__(self) -> bool:
        return bool(self._squares)

    def at(self, x: float, y: float) -> list[T]:
        """Those whose bounds hold the point."""
        near = self._squares.get((int(x // _STEP), int(y // _STEP)), ())
        return [
            thing
            for thing in near
            if (bounds := thing.bounds)[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]
        ]

    def touching(self, bounds: Bounds) -> Iterator[T]:
        """Those whose middle lies in the bounds, and those that hold their middle."""
        x, y = middle(bounds)
        told = set()
        for square in _squares(bounds, bounds[2], bounds[3]):
            for thing in self._squares.get(square, ()):
                is_there = holds(bounds, *middle(thing.bounds)) or holds(thing.bounds, x, y)
                if is_there and id(thing) not in told:
                    told.add(id(thing))
                    yield thing


def middle(bounds: Bounds) -> tuple[float, float]:
    return (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2


def holds(bounds: Bounds, x: float, y: float) -> bool:
    return bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]


def _squares(bounds: Bounds, width: float, height: float) -> Iterator[tuple[int, int]]:
    x0, y0 = max(bounds[0], 0.0), max(bounds[1], 0.0)
    x1, y1 = min(bounds[2], width), min(bounds[3], height)
    for column in range(int(x0 // _STEP), int(x1 // _STEP) + 1):
        for row in range(int(y0 // _STEP), int(y1 // _STEP) + 1):
            yield column, row
