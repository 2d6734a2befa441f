"""How alike the surroundings of two figures are."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.verifying.slots import Slot, Thing

ROUNDING = 1e-9
"""More than sums of floating numbers are off."""


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The weighted coefficient of Dice (1945), in [0, 1]."""
    total = sum(one.values()) + sum(other.values())
    shared = sum(min(weight, other[stem]) for stem, weight in one.items() if stem in other)
    return 2 * shared / total if total else 0.0


def is_liker(one: Slot[Thing], other: Slot[Thing], limit: float) -> bool:
    """Whether the likeness of their contexts is more than a limit, mostly told by how many words
    they share: none weighs more than 1."""
    shared = len(one.context.keys() & other.context.keys())
    if 2 * shared < (limit - ROUNDING) * (one.weight + other.weight):
        return False
    return likeness(one.context, other.context) > limit
