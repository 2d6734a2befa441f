"""Whether a figure that is said and one that is told are the same amount, of the same time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from core.plain import plain
from core.quantities import Quantity, stating
from core.units import CURRENCIES
from retrieval.verifying.reading import Told
from retrieval.verifying.slots import Slot, slots
from retrieval.verifying.vocabulary import EACH, LOSS

MOST_TOLD = 1_000
"""Figures of the evidence that are looked at; it bounds the time that a hostile text can take."""
_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|over|some|environ|pres de|presque"
    r"|quelque|autour de|more than|plus de|less than|moins de)[ $€£]{0,3}$"
)
_HEDGE_LENGTH = 20


class Evidence:
    """The figures of all texts that a sentence cites."""

    def __init__(self, texts: Sequence[Told]) -> None:
        self.amounts = [slot for text in texts for slot in slots(text).amounts][:MOST_TOLD]
        self.moments = [slot for text in texts for slot in slots(text).moments][:MOST_TOLD]
        self.currencies = frozenset(c for text in texts for c in text.currencies)
        scales = {text.scale for text in texts} - {None}
        self.scale = scales.pop() if len(scales) == 1 else None
        """Stated by one text for all: the header of a row that is cited apart."""


def is_timely(said: Slot[Quantity], told: Slot[Quantity]) -> bool:
    """Nothing is known of when, or some time is the same."""
    dated = [moment for moment in said.moments if moment.year]
    if not dated or not told.moments:
        return True
    return any(mine.agrees(its) for mine in dated for its in told.moments)


def has_sign(said: Quantity, slot: Slot[Quantity]) -> bool:
    """A minus must be told; without one a loss may be told as such."""
    return said.sign != -1 or slot.thing.sign == -1 or bool(LOSS & slot.segment.stems)


def has_unit(said: Slot[Quantity], slot: Slot[Quantity], evidence: Evidence) -> bool:
    unit, other = said.thing.base[0], slot.thing.base[0]
    if unit is None or unit == other:
        return True
    if other is not None:
        return False
    return unit in evidence.currencies if unit in CURRENCIES else slot.is_cell


def is_same_amount(said: Slot[Quantity], slot: Slot[Quantity], evidence: Evidence) -> bool:
    return has_unit(said, slot, evidence) and _has_size(said, slot, evidence.scale)


def _has_size(said: Slot[Quantity], slot: Slot[Quantity], scale: int | None) -> bool:
    """The same number in the same scale, or that number rounded to fewer digits."""
    mine, its = said.thing, slot.thing
    if mine.scale is None and mine.unit is None and its.is_stated:
        return mine.value == its.value  # both leave the scale to the header
    if mine.scale is None and its.is_stated and (EACH & slot.segment.stems):
        return mine.value == its.value
    told = {its.magnitude, stating(its, scale).magnitude}
    return any(_rounds_to(size, its.step, said, mine) for size in told)


def _rounds_to(told: Decimal, step: Decimal, slot: Slot[Quantity], said: Quantity) -> bool:
    gap = abs(told - said.magnitude)
    if not gap:
        return True
    coarse = said.step
    if _is_hedged(slot, said):
        digits = said.value.normalize().as_tuple().exponent
        coarse = said.base[1].scaleb(digits if isinstance(digits, int) else 0)
    elif said.scale is None and said.value == said.value.to_integral() and said.unit != "%":
        return False
    return coarse > step and 2 * gap <= coarse


def _is_hedged(slot: Slot[Quantity], said: Quantity) -> bool:
    at = said.start - slot.segment.start
    return bool(_HEDGE.search(plain(slot.segment.text[max(0, at - _HEDGE_LENGTH) : at])))
