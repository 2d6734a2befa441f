"""Whether a reply holds the gold's figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from eval.cases import Asked, Reply
from eval.measures.quantities import Quantity, read_quantities, stating
from eval.measures.scales import stated_scale

MOST = 3
"""Quantities of a gold answer that are looked for: its first, the rest are explanation."""
_POWERS = range(-12, 13, 3)

Same = Callable[[Quantity, Quantity], bool]


def number(case: Asked, reply: Reply) -> float | None:
    """Share of the gold's quantities that the reply holds, in value, sign, scale and unit."""
    return _share(case, reply, is_same)


def value(case: Asked, reply: Reply) -> float | None:
    """Share of the gold's quantities that the reply holds, in magnitude."""
    return _share(case, reply, is_same_value)


def _share(case: Asked, reply: Reply, is_found: Same) -> float | None:
    golds = [gold for answer in case.answers if (gold := main_quantities(answer, case.question))]
    if not case.answerable or not golds:
        return None
    given = _given(reply)
    return max(sum(any(is_found(q, f) for f in given) for q in gold) / len(gold) for gold in golds)


def main_quantities(answer: str, question: str) -> list[Quantity]:
    """The quantities of a gold answer that are not years, at most three; none for dates alone.

    The question may state their scale ("in USD millions").
    """
    scale = stated_scale(question)
    found = [quantity for quantity in read_quantities(answer) if not quantity.is_year]
    return [stating(quantity, scale) for quantity in found[:MOST]]


def _given(reply: Reply) -> list[Quantity]:
    if reply.state != "answered":
        return []
    # Each text apart: a scale stated in one says nothing about another.
    texts = (reply.answer, *(citation.quote for citation in reply.citations))
    return [quantity for text in texts for quantity in read_quantities(text)]


def is_same(gold: Quantity, found: Quantity) -> bool:
    """Whether the magnitudes are equal, and unit, scale and sign wherever both state them."""
    differ = [
        mine is not None and other is not None and mine != other
        for mine, other in ((gold.unit, found.unit), (gold.sign, found.sign))
    ]
    if any(differ):
        return False
    if gold.scale is not None and found.scale is not None:
        return _is_near(gold, found.value.scaleb(found.scale - gold.scale))
    return is_same_value(gold, found)


def is_same_value(gold: Quantity, found: Quantity) -> bool:
    """Whether the face values are equal, or the scaled ones; where one scale alone is unknown, up
    to a power of 1000.
    """
    if _is_near(gold, found.value):
        return True
    if gold.scale is not None and found.scale is not None:
        return _is_near(gold, found.value.scaleb(found.scale - gold.scale))
    is_one_unknown = (gold.scale is None) != (found.scale is None)
    if not is_one_unknown or not (gold.is_amount and found.is_amount):
        return False
    return any(_is_near(gold, found.value.scaleb(power)) for power in _POWERS)


def _is_near(gold: Quantity, face: Decimal) -> bool:
    """Within half a unit of the gold's last digit. Zeros that end its decimals claim no precision:
    "$8.70" billion is what 8,738 million is rounded to.
    """
    text = format(gold.value, "f")
    digits = len(text.partition(".")[2].rstrip("0"))
    return abs(gold.value - face) <= Decimal(5).scaleb(-digits - 1)
