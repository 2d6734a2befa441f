"""Whether a reply holds the gold's figures.

A reply says what its answer says, and the first quotes behind it. Not what a whole document or a
dump of figures says: any figure would be found there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from core.words import fold
from eval.cases import Asked, Reply
from eval.measures.quantities import Quantity, read_quantities, stating
from eval.measures.said import Said, said
from eval.measures.scales import stated_scale

MOST = 3
"""Quantities of a gold answer that are looked for: its first, the rest are explanation."""
_POWERS = range(-12, 13, 3)
_ROUNDED = re.compile(r"\b(?:round|arrondi)")


@dataclass(frozen=True, slots=True)
class Gold:
    quantity: Quantity
    within: Decimal
    """How far a face value may be, in the gold's own scale."""


Same = Callable[[Gold, Said], bool]


def number(case: Asked, reply: Reply) -> float | None:
    """Share of the gold's quantities that the reply holds, in value, sign, scale and unit."""
    return _share(case, reply, is_same)


def value(case: Asked, reply: Reply) -> float | None:
    """Share of the gold's quantities that the reply holds, in magnitude."""
    return _share(case, reply, lambda gold, found: is_same_value(gold, found.quantity))


def _share(case: Asked, reply: Reply, is_found: Same) -> float | None:
    golds = [gold for answer in case.answers if (gold := main_quantities(answer, case.question))]
    if not case.answerable or not golds:
        return None
    given = said(case, reply)
    return max(sum(any(is_found(q, f) for f in given) for q in gold) / len(gold) for gold in golds)


def main_quantities(answer: str, question: str) -> list[Gold]:
    """The quantities of a gold answer that are not years, at most three; none for dates alone.

    The question may state their scale ("in USD millions"), or ask to round.
    """
    scale = stated_scale(question)
    is_rounded = _ROUNDED.search(fold(question)) is not None
    found = [quantity for quantity in read_quantities(answer) if not quantity.is_year][:MOST]
    stated = [stating(quantity, scale) for quantity in found]
    return [Gold(quantity, _tolerance(quantity, is_rounded=is_rounded)) for quantity in stated]


def _tolerance(gold: Quantity, *, is_rounded: bool) -> Decimal:
    """Half a unit of the last digit of a rounded figure: one that has decimals or a scale, or that
    was asked for rounded. None at all for any other: "5" is not 4.5, nor "12%" 12.4%.

    Zeros that end the decimals of an amount in a scale claim no precision: "$8.70" billion is what
    8,738 million is rounded to.
    """
    decimals = format(gold.value, "f").partition(".")[2]
    is_scaled = gold.is_amount and gold.scale is not None
    if not (decimals or is_scaled or is_rounded):
        return Decimal(0)
    digits = len(decimals.rstrip("0") if is_scaled else decimals)
    return Decimal(5).scaleb(-digits - 1)


def is_same(gold: Gold, found: Said) -> bool:
    """Whether the magnitudes are equal, and unit, scale and sign wherever both state them.

    A negative gold needs its sign, or a word of decrease or loss beside the figure; a gold without
    a sign may be found in parentheses, as statements print what is deducted. An amount where no
    scale is stated at all is in full: "$8.7" is not $8.7 billion, "$8,700,000,000" is.
    """
    mine, other = gold.quantity, found.quantity
    if None not in (mine.unit, other.unit) and mine.unit != other.unit:
        return False
    if not _is_signed_alike(mine, found):
        return False
    scale = 0 if found.is_in_full else other.scale
    if mine.scale is not None and scale is not None:
        return _is_near(gold, other.value.scaleb(scale - mine.scale))
    return is_same_value(gold, other)


def _is_signed_alike(gold: Quantity, found: Said) -> bool:
    if gold.sign == -1 and found.quantity.sign is None:
        return found.is_lowered
    return None in (gold.sign, found.quantity.sign) or gold.sign == found.quantity.sign


def is_same_value(gold: Gold, found: Quantity) -> bool:
    """Whether the face values are equal, or the scaled ones; where one scale alone is unknown, up
    to a power of 1000.
    """
    if _is_near(gold, found.value):
        return True
    mine = gold.quantity
    if mine.scale is not None and found.scale is not None:
        return _is_near(gold, found.value.scaleb(found.scale - mine.scale))
    is_one_unknown = (mine.scale is None) != (found.scale is None)
    if not is_one_unknown or not (mine.is_amount and found.is_amount):
        return False
    return any(_is_near(gold, found.value.scaleb(power)) for power in _POWERS)


def _is_near(gold: Gold, face: Decimal) -> bool:
    return abs(gold.quantity.value - face) <= gold.within
