"""What a reply says in figures, and what the texts around them say of sign and scale."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.words import fold
from eval.cases import Asked, Reply
from eval.measures.evidence import is_passage
from eval.measures.quantities import Quantity, read_quantities
from eval.measures.scales import CURRENCIES, stated_scale

QUOTED = 3
"""Citations whose quotes are read: what is cited later is not what the answer says."""
FIGURES = 200
"""More than a page of statements prints: a text of more says none of them."""
_DECREASE = re.compile(
    r"\b(?:decreas\w*|declin\w*|fell|drop\w*|lower|baiss\w*|recul\w*|diminu\w*|replis?"
    r"|negati(?:ve|f|fs|ves)|loss|losses|pertes?)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    quantity: Quantity
    is_lowered: bool
    """Whether its text, or the answer, has a word of decrease or loss."""
    is_in_full: bool
    """Whether it is an amount of a currency where nothing states a scale, reply or question."""


def said(case: Asked, reply: Reply) -> list[Said]:
    """The quantities of the answer and of the first quotes; none where it declined or failed."""
    if reply.state != "answered":
        return []
    # Each text apart: a scale stated for a whole text says nothing about the figures of another.
    texts = (reply.answer, *(citation.quote for citation in reply.citations[:QUOTED]))
    read = [(text, _figures(text)) for text in texts]
    is_scaled = stated_scale(case.question) is not None or any(
        quantity.is_amount and quantity.scale is not None for _, found in read for quantity in found
    )
    answer_is_lowered = _is_lowered(reply.answer)
    return [
        Said(
            quantity,
            answer_is_lowered or _is_lowered(text),
            quantity.unit in CURRENCIES and not is_scaled,
        )
        for text, found in read
        for quantity in found
    ]


def _figures(text: str) -> list[Quantity]:
    """None of a text that is no passage, or is full of figures: it would hold any."""
    found = read_quantities(text) if is_passage(text) else []
    return found if len(found) <= FIGURES else []


def _is_lowered(text: str) -> bool:
    return is_passage(text) and _DECREASE.search(fold(text)) is not None
