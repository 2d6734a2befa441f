"""Any number of passages as long as those of real documents, with no word of them."""

from __future__ import annotations

import random

TEXT = (
    "loyer annuel bail commercial preneur bailleur charges surface garantie échéance indexation "
    "exercice clos résultat net chiffre d'affaires bilan actif passif provision amortissement "
    "the annual report net sales operating income cash flow statement lease liability interest "
    "rate maturity covenant 2 024 1 577 (3,2) 12.5 % M€ 31 décembre note"
)
FEWEST_WORDS, MOST_WORDS = 20, 220
"""Around what chunks hold: headings and single rows of tables, up to full paragraphs."""


def passages(count: int) -> list[str]:
    """The same ones on every call."""
    chance, words = random.Random(20), TEXT.split()  # noqa: S311
    return [
        " ".join(chance.choices(words, k=chance.randint(FEWEST_WORDS, MOST_WORDS)))
        for _ in range(count)
    ]
