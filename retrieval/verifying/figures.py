"""Whether each figure and moment of a sentence is told by the evidence, of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from core.moments import Moment
from core.quantities import Quantity, stating
from core.verdicts import About, Derivation, Formula, Reason
from retrieval.verifying.formulas import derivation, turned_change
from retrieval.verifying.likeness import ROUNDING, is_liker, likeness
from retrieval.verifying.matching import (
    Evidence,
    evidence_of,
    has_sign,
    has_unit,
    is_timely,
)
from retrieval.verifying.reading import Told
from retrieval.verifying.slots import Slot, Slots, Thing, slots
from retrieval.verifying.workings import Working, workings

MARGIN = 0.05
"""By how much another figure's surroundings must be more alike to say that it was meant."""
MOST = 40
"""Figures of one sentence that are looked for; what is beyond is not told."""

_MOST_DECIMALS = 4
"""Of what a formula comes to, where that is not what is said."""


def figure_reason(said: Slot[Quantity], evidence: Evidence) -> Reason | None:
    """Why a figure is not told; None where it is."""
    words = _quoted(said)
    equal = evidence.same_amounts(said)
    if not equal:
        return Reason(_what_differs(said, evidence), words)
    signed = [slot for slot in equal if has_sign(said.thing, slot)]
    if not signed:
        return Reason(About.SIGN, words)
    timely = [slot for slot in signed if is_timely(said, slot)]
    if not timely:
        return Reason(About.PERIOD, words, _quoted(signed[0]))
    ids = frozenset(map(id, equal))
    return _placed(
        said,
        timely,
        (slot for slot in evidence.amounts if id(slot) not in ids),
        lambda slot: has_unit(said, slot, evidence) and is_timely(said, slot),
    )


def moment_reason(said: Slot[Moment], evidence: Evidence, alone: bool) -> Reason | None:
    """Why a moment is not told; None where it is. `alone`: the sentence has no other figure, so its
    year is what it tells."""
    moment = said.thing
    told = [slot for slot in evidence.moments if moment.is_in(slot.thing)]
    if not told:
        is_pieced = any(moment.agrees(slot.thing) for slot in evidence.moments) and _is_pieced(
            moment, [slot.thing for slot in evidence.moments]
        )
        return None if is_pieced else Reason(About.DATE, _quoted(said))
    if not alone:
        return None  # when its figures were is looked at with them
    ids = set(map(id, told))
    return _placed(said, told, (slot for slot in evidence.moments if id(slot) not in ids))


def _is_pieced(said: Moment, told: Iterable[Moment]) -> bool:
    """ "December 31," above columns of years tells of December 31 of each."""
    years = {moment.year for moment in told if moment.parts[1:] == (None,) * 4}
    others = {moment.parts[1:] for moment in told if moment.year is None}
    return said.year in years and said.parts[1:] in others


def _placed(
    said: Slot[Thing],
    told: Sequence[Slot[Thing]],
    others: Iterable[Slot[Thing]],
    is_rival: Callable[[Slot[Thing]], bool] = lambda _: True,
) -> Reason | None:
    """A reason where what is said is told, but its surroundings are those of something else."""
    limit = max(likeness(said.context, slot.context) for slot in told) + MARGIN
    if limit > 1 + ROUNDING:
        return None
    for other in others:
        if is_liker(said, other, limit) and is_rival(other):
            return Reason(About.PLACE, _quoted(said), _quoted(other))
    return None


def _what_differs(said: Slot[Quantity], evidence: Evidence) -> About:
    """Whether the digits are told, with another unit or scale."""
    same = evidence.of_value(said.thing.value)
    if not same:
        return About.FIGURE
    return About.SCALE if any(has_unit(said, slot, evidence) for slot in same) else About.UNIT


def _quoted(slot: Slot[Thing]) -> str:
    start = slot.segment.start
    return slot.segment.text[slot.thing.start - start : slot.thing.end - start].strip()


def account(said: Told, texts: Sequence[Told]) -> tuple[list[Reason], list[Derivation]]:
    """What of a sentence's figures and moments is not accounted for, and what was worked out."""
    evidence, found = evidence_of(tuple(texts)), slots(said)
    formulas = [working for segment in said.segments for working in workings(segment)]
    contexts = {at: words for working in formulas for at, words in working.contexts.items()}
    constants = {amount.start for working in formulas for amount in working.constants}
    looked_for = [
        replace(slot, given=contexts.get(slot.thing.start, slot.given))
        for slot in found.amounts[:MOST]
        if slot.thing.start not in constants
    ]
    checked = [(slot, figure_reason(slot, evidence)) for slot in looked_for]
    told = [slot for slot, reason in checked if not reason]
    reasons, derived = _written_out(formulas, {slot.thing.start for slot in told})
    results = {working.result.start for working in formulas}
    for slot, reason in checked:
        if reason and slot.thing.start not in results:
            way = derivation(slot, told) or derivation(slot, _row(slot, found, evidence))
            derived += [way] if way else []
            reasons += [] if way else [reason]
    turned = turned_change(told)
    if turned:
        reasons.append(Reason(About.DIRECTION, _quoted(turned[0]), _quoted(turned[1])))
    dated = (moment_reason(m, evidence, not found.amounts) for m in found.moments[:MOST])
    reasons += [reason for reason in dated if reason]
    reasons += [Reason(About.FIGURE, _quoted(slot)) for slot in found.amounts[MOST : MOST + 1]]
    return reasons, derived


def _written_out(
    formulas: Iterable[Working], told: Collection[int]
) -> tuple[list[Reason], list[Derivation]]:
    """Of formulas over figures that are told, those that come to what is said, and the others."""
    reasons, derived = [], []
    for working in formulas:
        if all(operand.start in told for operand in working.operands):
            value = working.value
            if value is not None and working.holds:
                derived.append(Derivation(Formula.WRITTEN_OUT, working.operands, value))
            else:
                comes_to = "" if value is None else f"{round(value, _MOST_DECIMALS):f}"
                reasons.append(Reason(About.FORMULA, working.text, comes_to))
    return reasons, derived


def _lent(cell: Slot[Quantity], said: Slot[Quantity], evidence: Evidence) -> Slot[Quantity]:
    """The cell with the currency and scale that its table states for all."""
    unit = said.thing.unit if said.thing.unit in evidence.currencies else None
    amount = stating(cell.thing, evidence.scale)
    return replace(cell, thing=replace(amount, unit=amount.unit or unit))


def _row(said: Slot[Quantity], found: Slots, evidence: Evidence) -> list[Slot[Quantity]]:
    """The cells of the row that a figure may have been worked out from, of the years it names."""
    years = {slot.thing.year for slot in found.moments} - {None}
    cells = [slot for slot in evidence.amounts if slot.is_cell]
    likest = max(cells, key=lambda slot: likeness(said.context, slot.context), default=None)
    if likest is None or not likeness(said.context, likest.context):
        return []
    row = [_lent(slot, said, evidence) for slot in cells if slot.segment is likest.segment]
    of_years = [slot for slot in row if {moment.year for moment in slot.moments} & years]
    return of_years if len(years) > 1 else row
