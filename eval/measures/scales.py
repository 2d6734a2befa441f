"""Words and signs of scales and units, French and English."""

from __future__ import annotations

import re

CURRENCIES = frozenset({"USD", "EUR", "GBP", "CHF", "JPY"})

_FRENCH_BILLIONS = "milliards?|mds?|mrds?"
_SCALES: tuple[tuple[str, int], ...] = (
    ("thousands?|milliers?|mille|k", 3),
    ("millions?|mn|mio|mln|mm|m", 6),
    ("billions?|bn|b|" + _FRENCH_BILLIONS, 9),
    ("trillions?|tn", 12),
)
# (pattern, unit, power of ten it stands for: None where amounts in it may be scaled).
_UNITS: tuple[tuple[str, str, int | None], ...] = (
    (r"percentage\s+points?|points?\s+de\s+pourcentage|pp|pts?", "pp", 0),
    (r"basis\s+points?|points?\s+de\s+base|bps?|pdb", "pp", -2),
    (r"%|pour\s?cents?|per\s?cent|pct", "%", 0),
    (r"euros?|€|eur", "EUR", None),
    (r"us\s?\$|\$|us\s+dollars?|dollars?|usd", "USD", None),
    (r"pounds?|livres(?:\s+sterling)?|£|gbp", "GBP", None),
    (r"francs\s+suisses|chf", "CHF", None),
    (r"yens?|¥|jpy", "JPY", None),
    (r"m²|m2|sq\.?\s?m|sqm|square\s+met(?:er|re)s?|mètres?\s+carrés?", "m2", 0),
    (r"sq\.?\s?ft|square\s+f(?:ee|oo)t", "sqft", 0),
    (r"days?|jours?", "days", 0),
    (r"months?|mois", "months", 0),
    (r"years?|ans|années?", "years", 0),
    (r"x|times|fois", "times", 0),
)

_ANY_SCALE = "|".join(pattern for pattern, _ in _SCALES)
_ANY_UNIT = "|".join(pattern for pattern, _, _ in _UNITS)
_ANY_CURRENCY = "|".join(pattern for pattern, unit, _ in _UNITS if unit in CURRENCIES)
# A word ends where no letter or digit follows; "MEUR" and "k€" are a scale and a unit.
_END = r"(?![^\W_])"
BEFORE = rf"(?:{_ANY_CURRENCY})"
"""What may stand right before a number."""
AFTER = re.compile(
    rf"""(?:[ -]?(?P<scale>{_ANY_SCALE})(?=(?:eur|usd|gbp|chf|jpy){_END}|[\W_]|$))?
         (?:[ -]?(?:(?:of|de)\ |d')?(?P<unit>{_ANY_UNIT}){_END})?""",
    re.VERBOSE | re.IGNORECASE,
)
"""What may follow a number; it always matches."""
_STATED = re.compile(
    rf"""(?:\b(?:in|en)\ +(?:{_ANY_CURRENCY})?\ ?|(?:{_ANY_CURRENCY})\ ?|\(\ ?|\bunits\ of\ )
         (?P<scale>(?:thousands?|milliers?|millions?|billions?|milliards?|trillions?)(?![^\W_]|-)
           |(?:k|m|mn|bn|mds?|mrds?)(?=\ ?(?:{_ANY_CURRENCY})))""",
    re.VERBOSE | re.IGNORECASE,
)


def stated_scale(text: str) -> int | None:
    """The power of ten stated apart for a whole text: 6 for "(in millions)", "en M€"; the first."""
    found = _STATED.search(text)
    return power_of(found["scale"], has_currency=True) if found else None


def power_of(word: str | None, *, has_currency: bool) -> int | None:
    """The power of ten that a scale's word stands for; None for no word.

    A lone small m or b is one only beside a currency: it may be metres.
    """
    if word is None or (word in ("m", "b") and not has_currency):
        return None
    return next(power for pattern, power in _SCALES if re.fullmatch(pattern, word, re.IGNORECASE))


def unit_of(word: str | None) -> tuple[str | None, int | None]:
    """(unit, power of ten that it stands for); (None, None) for no word."""
    if word is None:
        return None, None
    return next((u, p) for pattern, u, p in _UNITS if re.fullmatch(pattern, word, re.IGNORECASE))


def decimals_before(scale: str | None, unit: str | None) -> str:
    """Separators that are decimal before a word of scale or a percentage, whatever digits follow.

    Who writes "1.577 billion" or "1.577%" does not group with points; nor with commas who writes
    "1,577 milliard".
    """
    if scale is not None and re.fullmatch(_FRENCH_BILLIONS, scale, re.IGNORECASE):
        return ".,"
    return "." if scale is not None or unit in ("%", "pp") else ""
