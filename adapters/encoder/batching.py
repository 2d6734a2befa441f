"""Grouping texts so that a batch pads little and fits in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], budget: int, *, alike: bool = False) -> Iterator[list[int]]:
    """Positions in `lengths` (tokens), every one exactly once, longest first.

    A batch's padded size, texts times longest, stays within `budget` tokens; a text longer than
    that goes alone. Where `alike`, those of a batch have the same length.
    """
    batch: list[int] = []
    longest = 0
    # Longest first: what would exhaust the memory does so at the start, not after an hour.
    for position in sorted(range(len(lengths)), key=lambda one: -lengths[one]):
        is_full = (len(batch) + 1) * longest > budget
        if batch and (is_full or (alike and lengths[position] != longest)):
            yield batch
            batch = []
        if not batch:
            longest = lengths[position]
        batch.append(position)
    if batch:
        yield batch
