"""Whether brackets in a row of accounts are what they are taken for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.plain import plain
from retrieval.figures import Figure
from retrieval.working.lines import MAGNITUDES, NEVER_NEGATIVE, OWED
from retrieval.working.operands import Found

_CREDIT = re.compile(r"\b(?:benefit|credit|gain|income(?! tax)|produit)s?\b")
"""In the label of what is spent: brackets are where it was received."""


def has_their_sign(figures: Iterable[tuple[str, Found, Figure]]) -> bool:
    """Whether the brackets of figures, or that they have none, are those of their lines; each with
    its concept and its row.

    What is owed has brackets in a balance sheet alone: elsewhere it is what was paid back. What is
    bracketed in one year and not in another is once a charge and once a credit, as is what a label
    calls a benefit.
    """
    ways: dict[str, set[bool]] = {}
    for concept, row, figure in figures:
        is_negative = figure.signed < 0
        is_elsewhere = concept in OWED and row.is_elsewhere
        is_credit = concept in MAGNITUDES and _CREDIT.search(plain(figure.label))
        if is_negative and (concept in NEVER_NEGATIVE or is_elsewhere or is_credit):
            return False
        if concept in MAGNITUDES and figure.signed:
            ways.setdefault(concept, set()).add(is_negative)
    return all(len(of) == 1 for of in ways.values())
