"""Stretches from left to right: where a cell stands, and where a column does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from adapters.parsers.pdf.layout import Ink


class Band(NamedTuple):
    """Left and right of a column, or of a cell."""

    left: float
    right: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


def merge(spans: Iterable[Band]) -> list[Band]:
    merged: list[Band] = []
    for span in sorted(spans):
        if merged and span.left < merged[-1].right:
            merged[-1] = Band(merged[-1].left, max(merged[-1].right, span.right))
        else:
            merged.append(span)
    return merged


def overlap(one: Band, other: Band) -> bool:
    return one.left < other.right and other.left < one.right


def shared(one: Band, other: Band) -> float:
    """Points of width that two have in common; below zero, how far they are apart."""
    return min(one.right, other.right) - max(one.left, other.left)


def extent(cell: Sequence[Ink]) -> Band:
    return Band(cell[0].box.x0, cell[-1].box.x1)
