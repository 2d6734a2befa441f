"""In which currency a document counts, and by what its figures are to be multiplied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from core.description import Fact, Field
from ingest.describe.leaf_text import LeafText

_CURRENCIES = {
    "EUR": re.compile(r"€|\beuros?\b|\beur\b"),
    "USD": re.compile(r"(?<![a-z])(?:us ?)?\$|\bu\.?s\.? dollars?\b|\busd\b"),
    "GBP": re.compile(r"£|\bpounds? sterling\b|\bgbp\b"),
    "CHF": re.compile(r"\bchf\b|\bfrancs? suisses?\b|\bswiss francs?\b"),
    "JPY": re.compile(r"¥|\bjpy\b|\byens?\b"),
    "CAD": re.compile(r"\bca?\$|\bcad\b|\bcanadian dollars?\b"),
}
_WORD = r"millions?|thousands?|billions?|milliers|milliards|k ?€|m ?€|m ?\$"
_SCALE = re.compile(
    rf"\b(?:in|en) (?P<scale>{_WORD})(?![a-z])"
    r"|(?:\(|\b(?:amounts?|figures|expressed|stated|exprimes?|montants?|chiffres|donnees) )"
    r"(?:in|en) (?P<unit>euros|dollars)\b"
    r"|\((?:\$|€|£)(?: in)? ?(?P<inside>millions?|thousands?|billions?|k|m)\)"
    r"|(?<![\d ])(?P<bare>k ?€|k ?eur|m ?€)(?= ?\)|\n)"
)
_FACTORS = {"k": "1000", "t": "1000", "e": "1", "d": "1", "b": "1000000000"}
_LONG = {"milliers": "1000", "milliard": "1000000000", "milliards": "1000000000"}


def money_of(leaves: Sequence[LeafText]) -> Iterator[Fact]:
    currency = _most(leaves, _currency_counts(leaves))
    if currency:
        yield currency
    scale = _scale(leaves)
    if scale:
        yield scale


def _currency_counts(leaves: Sequence[LeafText]) -> Counter[str]:
    return Counter(
        {
            code: sum(1 for leaf in leaves for _ in pattern.finditer(leaf.plain))
            for code, pattern in _CURRENCIES.items()
        }
    )


def _most(leaves: Sequence[LeafText], counts: Counter[str]) -> Fact | None:
    [(code, count)] = counts.most_common(1)
    for leaf in leaves if count else ():
        found = _CURRENCIES[code].search(leaf.plain)
        if found:
            return leaf.fact(Field.CURRENCY, *found.span(), code)
    return None


def _scale(leaves: Sequence[LeafText]) -> Fact | None:
    """The scale that is said most often, where it is said first."""
    said = [(leaf, found) for leaf in leaves for found in _SCALE.finditer(leaf.plain)]
    counts = Counter(_factor(found) for _, found in said)
    if not counts:
        return None
    most, _ = counts.most_common(1)[0]
    leaf, found = next(pair for pair in said if _factor(pair[1]) == most)
    return leaf.fact(Field.SCALE, *found.span(), most)


def _factor(found: re.Match[str]) -> str:
    word = found["scale"] or found["unit"] or found["inside"] or found["bare"]
    return _LONG.get(word) or _FACTORS.get(word[0], "1000000")
