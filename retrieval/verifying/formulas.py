"""Simple arithmetic over figures of the evidence, worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise, permutations

from core.quantities import Quantity
from core.verdicts import Derivation, Formula
from retrieval.verifying.slots import FROM, TO, Slot
from retrieval.verifying.vocabulary import (
    AVERAGED,
    COMPARED,
    FALLING,
    RISING,
    SUMMED,
    VARIED,
)

MOST_OPERANDS = 8
"""Figures that are tried: more would come to anything by chance."""
_APART = 6
"""Words that may stand between the two ends of a change."""
_RATES = frozenset({"%", "pp", "bp"})


def worked_out(said: Quantity, formula: Formula, operands: Sequence[Quantity]) -> Derivation | None:
    """The formula over the operands, where it comes to the figure said within half a unit of its
    last digit, sign apart; None where it does not, or where units don't allow it: from 1,464 to
    1,577 is 7.7 %."""
    result = _result(said, formula, operands)
    if result is None or 2 * abs(abs(result) - said.magnitude) > said.step:
        return None
    return Derivation(formula, tuple(operands), result)


def _result(said: Quantity, formula: Formula, operands: Sequence[Quantity]) -> Decimal | None:
    units = {operand.base[0] for operand in operands}
    count = len(operands)
    if len(units) != 1 or count < 2 or (formula in _OF_TWO and count != 2):
        return None
    [unit] = units
    return _RESULTS[formula](said.base[0], unit, [_signed(operand) for operand in operands])


def _signed(quantity: Quantity) -> Decimal:
    return -quantity.magnitude if quantity.sign == -1 else quantity.magnitude


def _change(said: str | None, unit: str | None, values: Sequence[Decimal]) -> Decimal | None:
    is_fit = said in ("pp", "%") if unit in _RATES else said in (unit, None)
    return values[1] - values[0] if is_fit else None


def _percent_change(
    said: str | None, unit: str | None, values: Sequence[Decimal]
) -> Decimal | None:
    if said != "%" or unit in _RATES or not values[0]:
        return None
    return 100 * (values[1] - values[0]) / abs(values[0])


def _ratio(said: str | None, unit: str | None, values: Sequence[Decimal]) -> Decimal | None:
    if said not in ("%", "times", None) or not values[1]:
        return None
    return values[0] / values[1] * (100 if said == "%" else 1)


def _sum(said: str | None, unit: str | None, values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) if said in (unit, None) else None


def _average(said: str | None, unit: str | None, values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if said in (unit, None) else None


_RESULTS: Mapping[
    Formula, Callable[[str | None, str | None, Sequence[Decimal]], Decimal | None]
] = {
    Formula.CHANGE: _change,
    Formula.PERCENT_CHANGE: _percent_change,
    Formula.RATIO: _ratio,
    Formula.SUM: _sum,
    Formula.AVERAGE: _average,
}
_VARYING = frozenset({Formula.CHANGE, Formula.PERCENT_CHANGE})
_OF_TWO = _VARYING | {Formula.RATIO}
_CUES = {
    Formula.CHANGE: VARIED,
    Formula.PERCENT_CHANGE: VARIED,
    Formula.RATIO: COMPARED,
    Formula.SUM: SUMMED,
    Formula.AVERAGE: AVERAGED,
}
"""Words of which a sentence must have one to be taken to work something out."""


def derivation(said: Slot[Quantity], operands: Sequence[Slot[Quantity]]) -> Derivation | None:
    """The first formula that the sentence names and that comes to the figure."""
    figure, spoken = said.thing, said.segment.spoken
    if len(figure.value.as_tuple().digits) < 2:
        return None  # a single digit is met by chance
    named = [formula for formula, cues in _CUES.items() if cues & set(spoken.split())]
    for formula in named:
        for over in _tried(formula, operands[:MOST_OPERANDS]):
            derived = worked_out(figure, formula, over)
            if derived and (formula not in _VARYING or _is_that_way(spoken, derived.result)):
                return derived
    return None


def _tried(formula: Formula, slots: Sequence[Slot[Quantity]]) -> Iterator[Sequence[Quantity]]:
    figures = [slot.thing for slot in slots]
    if formula in _VARYING:
        for one, other in combinations(slots, 2):
            yield from _in_order(one, other)
    elif formula is Formula.RATIO:
        yield from permutations(figures, 2)
    else:
        yield figures
        yield from pairwise(figures)


def _in_order(one: Slot[Quantity], other: Slot[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The earlier first; both ways where it is not told which that is."""
    first, last = one.thing, other.thing
    years = [slot.moments[0].year if slot.moments else None for slot in (one, other)]
    if None in years or years[0] == years[1]:
        yield from ((first, last), (last, first))
    else:
        yield (first, last) if (years[0] or 0) < (years[1] or 0) else (last, first)


def _is_that_way(spoken: str, change: Decimal) -> bool:
    """A rise is more than nothing and a fall less; what is called neither may be either."""
    way = way_of(spoken)
    return not way or (change > 0) == (way > 0)


def way_of(spoken: str) -> int:
    """1 where a sentence speaks of a rise, -1 of a fall, 0 of neither or both."""
    said = set(spoken.split())
    return bool(RISING & said) - bool(FALLING & said)


def turned_change(slots: Sequence[Slot[Quantity]]) -> tuple[Slot[Quantity], Slot[Quantity]] | None:
    """Two figures of a sentence, the earlier first, between which it tells of a rise though they
    fall, or of a fall though they rise; None where there are no two to tell by."""
    for one, other in pairwise(slots):
        pair = _from_to(one, other)
        way = way_of(one.segment.spoken)
        if not pair or not way or one.segment is not other.segment:
            continue
        first, last = (slot.thing for slot in pair)
        change = _result(first, Formula.CHANGE, (first, last))
        if change and (change > 0) != (way > 0):
            return pair
    return None


def _from_to(
    one: Slot[Quantity], other: Slot[Quantity]
) -> tuple[Slot[Quantity], Slot[Quantity]] | None:
    if one.segment.place(other.thing.start) - one.segment.place(one.thing.end) > _APART:
        return None
    before = [_word_before(slot) for slot in (one, other)]
    if before[0] in FROM and before[1] in TO:
        return one, other
    return (other, one) if before[0] in TO and before[1] in FROM else None


def _word_before(slot: Slot[Quantity]) -> str:
    place = slot.segment.place(slot.thing.start)
    return slot.segment.words[place - 1].text if place else ""
