"""Whether a figure that is said and one that is told are the same amount, of the same time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

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
_SLACK = Decimal("1.01")
"""More than decimals of 28 digits can be off."""


class Evidence:
    """The figures of all texts that a sentence cites."""

    def __init__(self, texts: Sequence[Told]) -> None:
        self.amounts = [slot for text in texts for slot in slots(text).amounts][:MOST_TOLD]
        self.moments = [slot for text in texts for slot in slots(text).moments][:MOST_TOLD]
        self.currencies = frozenset(c for text in texts for c in text.currencies)
        scales = {text.scale for text in texts} - {None}
        self.scale = scales.pop() if len(scales) == 1 else None
        """Stated by one text for all: the header of a row that is cited apart."""
        self._by_value: dict[Decimal, list[int]] = {}
        for rank, slot in enumerate(self.amounts):
            self._by_value.setdefault(slot.thing.value, []).append(rank)
        self._by_size = sorted(
            (size, rank)
            for rank, slot in enumerate(self.amounts)
            for size in sizes(slot.thing, self.scale)
        )

    def of_value(self, value: Decimal) -> list[Slot[Quantity]]:
        """The figures that are written with it, whatever their scale, in order."""
        return [self.amounts[rank] for rank in self._by_value.get(value, ())]

    def same_amounts(self, said: Slot[Quantity]) -> list[Slot[Quantity]]:
        """The figures that are a figure's amount, in order; those far from it are not looked at."""
        near = {rank for _, rank in self._within(said.thing.magnitude, _reach(said) * _SLACK)}
        near.update(self._by_value.get(said.thing.value, ()))
        slots_near = (self.amounts[rank] for rank in sorted(near))
        return [slot for slot in slots_near if is_same_amount(said, slot, self)]

    def _within(self, size: Decimal, reach: Decimal) -> list[tuple[Decimal, int]]:
        first = bisect_left(self._by_size, (size - reach, -1))
        last = bisect_left(self._by_size, (size + reach, len(self.amounts)))
        return self._by_size[first:last]


@lru_cache(maxsize=64)
def evidence_of(texts: tuple[Told, ...]) -> Evidence:
    """Made once for all sentences that cite the same texts."""
    return Evidence(texts)


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
    coarse = 2 * _reach(said)
    return any(
        size == mine.magnitude or (coarse > its.step and 2 * abs(size - mine.magnitude) <= coarse)
        for size in sizes(its, scale)
    )


def sizes(told: Quantity, scale: int | None) -> set[Decimal]:
    """Of a figure, by itself and in the scale that is stated for all."""
    stated = stating(told, scale)
    return {told.magnitude} if stated is told else {told.magnitude, stated.magnitude}


def _reach(slot: Slot[Quantity]) -> Decimal:
    """How far an amount may be from what is said, which is rounded."""
    said = slot.thing
    if _is_hedged(slot, said):
        digits = said.value.normalize().as_tuple().exponent
        return said.base[1].scaleb(digits if isinstance(digits, int) else 0) / 2
    if said.scale is None and said.value == said.value.to_integral() and said.unit != "%":
        return Decimal(0)
    return said.step / 2


def _is_hedged(slot: Slot[Quantity], said: Quantity) -> bool:
    at = said.start - slot.segment.start
    return bool(_HEDGE.search(plain(slot.segment.text[max(0, at - _HEDGE_LENGTH) : at])))
