"""The order in which boxes on a page are read.

After Breuel, "High performance document layout analysis" (SDIUT 2003): of two boxes one above the
other the upper comes first; of two side by side the left one, unless a box across both parts them.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.places import Box

_MOST = 250
"""Boxes; the comparison is cubic, and a page of more is a drawing."""


def in_reading_order(boxes: Sequence[Box]) -> list[int]:
    """The ranks of the boxes, first read first."""
    by_place = sorted(range(len(boxes)), key=lambda i: (boxes[i].y0, boxes[i].x0))
    if len(boxes) > _MOST:
        return by_place
    before = {i: {j for j in by_place if j != i and _precedes(boxes, j, i)} for i in by_place}
    order: list[int] = []
    left = list(by_place)
    while left:
        # A cycle is broken at the uppermost box.
        chosen = next((i for i in left if not before[i] & set(left)), left[0])
        order.append(chosen)
        left.remove(chosen)
    return order


def _precedes(boxes: Sequence[Box], first: int, second: int) -> bool:
    one, other = boxes[first], boxes[second]
    if _share_width(one, other):
        return one.y0 < other.y0
    if one.x0 >= other.x0:
        return False
    return not any(
        _between(box, one, other) and _share_width(box, one) and _share_width(box, other)
        for box in boxes
    )


def _share_width(one: Box, other: Box) -> bool:
    """Whether one stands above the other; a box that only juts out a little does not."""
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared > 0.1 * min(one.x1 - one.x0, other.x1 - other.x0)


def _between(box: Box, one: Box, other: Box) -> bool:
    low, high = sorted((one.y0, other.y0))
    return low < box.y0 < high
