"""What a sentence claims that can be checked by its characters: figures, units, names, negation."""

from __future__ import annotations

import re

from core.words import words

_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[ \u00a0\u2009\u202f,.'’]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
)
"""Digits grouped by threes or not, with decimals or not; a tab or a line break ends a number."""
_GROUPING = re.compile(r"[ \u00a0\u2009\u202f,.'’](?=\d{3}(?:\D|$))")

_UNITS = {
    "%": r"%|percent|per cent|pour ?cent",
    "EUR": r"€|\beur\b|\beuros?\b",
    "USD": r"\$|\busd\b|\bdollars?\b",
    "GBP": r"£|\bgbp\b|\bpounds?\b",
    "thousand": r"\bthousands?\b|\bmilliers?\b|(?<=\d )k(?=[€$])|\bk€|\d ?k\b",
    "million": r"\bmillions?\b|\bm(?=[€$])|\d ?m\b(?!²)",
    "billion": r"\bbillions?\b|\bmilliards?\b|\bmd(?=[€$])|\d ?(?:md|bn)\b",
    "m2": r"m²|\bm2\b",
    "days": r"\bjours?\b|\bdays?\b",
    "months": r"\bmois\b|\bmonths?\b",
    "years": r"\bans?\b|\bannées?\b|\byears?\b",
}
_UNIT_PATTERNS = {unit: re.compile(pattern, re.IGNORECASE) for unit, pattern in _UNITS.items()}

_NAME = re.compile(r"(?<=[^.!?:\s] )[A-ZÀ-Þ][\w&'’-]+")
_NEGATION = re.compile(
    r"\b(?:ne|pas|non|aucune?|jamais|sans|ni|not|no|never|none|nor|without|cannot)\b|\bn['’]|n['’]t\b",
    re.IGNORECASE,
)


def figures(text: str) -> set[str]:
    """The numbers of a text in one form: "1,577", "1 577" and "1577" are 1577, "12,50" is 12.5."""
    return {_canonical(found[0]) for found in _NUMBER.finditer(text)}


def _canonical(number: str) -> str:
    whole, _, part = _GROUPING.sub("", number).replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def units(text: str) -> set[str]:
    """The units and scales that a text names, in one form."""
    return {unit for unit, pattern in _UNIT_PATTERNS.items() if pattern.search(text)}


def names(text: str) -> set[str]:
    """The words of a text that begin with a capital inside a sentence."""
    return set(words(" ".join(_NAME.findall(text))))


def is_negated(text: str) -> bool:
    return bool(_NEGATION.search(text))
