"""Words and signs of scales, currencies and units, French and English.

Symbols are those of the SI brochure and of ISO 80000-3; currencies those of ISO 4217, by the names
and signs that the CLDR gives them in French and English.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

CURRENCIES = frozenset({"USD", "EUR", "GBP", "CHF", "JPY"})

BASES: dict[str, tuple[str, Decimal]] = {
    "weeks": ("days", Decimal(7)),
    "quarters": ("months", Decimal(3)),
    "years": ("months", Decimal(12)),
    "ha": ("m2", Decimal(10_000)),
    "km": ("m", Decimal(1_000)),
    "bp": ("pp", Decimal("0.01")),
    "t": ("kg", Decimal(1_000)),
}
"""By unit, the unit that it is so many of. A year is twelve months; months have no fixed days."""

_FRENCH_BILLIONS = "milliards?|mds?|mrds?"
_SCALES: tuple[tuple[str, int], ...] = (
    ("thousands?|milliers?|mille|k", 3),
    ("millions?|mn|mio|mln|mm|m", 6),
    ("billions?|bn|b|" + _FRENCH_BILLIONS, 9),
    ("trillions?|tn", 12),
)
_UNITS: tuple[tuple[str, str], ...] = (
    (r"percentage\s+points?|points?\s+de\s+pourcentage|points?\s+de\s+%|pp|pts?", "pp"),
    (r"basis\s+points?|points?\s+de\s+base|bps?|pdb", "bp"),
    (r"%|pour\s?cents?|per\s?cent|pct", "%"),
    (r"euros?|€|eur", "EUR"),
    (r"us\s?\$|u\.s\.\s+dollars?|us\s+dollars?|\$|dollars?|usd", "USD"),
    (r"pounds?(?:\s+sterling)?|livres?\s+sterling|£|gbp", "GBP"),
    (r"francs\s+suisses|swiss\s+francs|chf", "CHF"),
    (r"yens?|¥|jpy", "JPY"),
    (r"m²|m2|sq\.?\s?m|sqm|square\s+met(?:er|re)s?|mètres?\s+carrés?", "m2"),
    (r"sq\.?\s?ft|square\s+f(?:ee|oo)t|pieds?\s+carrés?", "sqft"),
    (r"hectares?|ha", "ha"),
    (r"kilomet(?:er|re)s?|kilomètres?|km", "km"),
    (r"met(?:er|re)s|mètres?", "m"),
    (r"tonnes?", "t"),
    (r"kilogram(?:me)?s?|kg", "kg"),
    (r"kwh", "kWh"),
    (r"mwh", "MWh"),
    (r"hours?|heures?", "hours"),
    (r"(?:(?:business|working|calendar)\s+)?days?|jours?(?:\s+(?:ouvrés|ouvrables))?", "days"),
    (r"weeks?|semaines?", "weeks"),
    (r"months?|mois", "months"),
    (r"quarters|trimestres", "quarters"),
    (r"years?|ans?|années?", "years"),
    (r"x|times|fois", "times"),
)

UNITS = frozenset(unit for _, unit in _UNITS)
"""As `unit_of` calls them; not every such name is a word that texts have: "m", "t"."""

_ANY_SCALE = "|".join(pattern for pattern, _ in _SCALES)
_ANY_UNIT = "|".join(pattern for pattern, _ in _UNITS)
_ANY_CURRENCY = "|".join(pattern for pattern, unit in _UNITS if unit in CURRENCIES)
# A word ends where no letter or digit follows; "MEUR" and "k€" are a scale and a unit.
_END = r"(?![^\W_])"
BEFORE = rf"(?P<lead>k|m|mn|bn|mds?)?(?P<unit>{_ANY_CURRENCY})"
"""What may stand right before a number, scale and currency: "M€ 45"."""
AFTER = re.compile(
    rf"""(?:[ -]?(?P<scale>{_ANY_SCALE})(?=(?:eur|usd|gbp|chf|jpy){_END}|[\W_]|$))?
         (?:[ -]?(?:(?:of|de)\ |d')?(?P<unit>{_ANY_UNIT}){_END})?""",
    re.VERBOSE | re.IGNORECASE,
)
"""What may follow a number; it always matches."""
_STATED = re.compile(
    rf"""(?:\b(?:in|en)\ +(?:{_ANY_CURRENCY})?\ ?|(?:{_ANY_CURRENCY})\ ?|\(\ ?|\bunits\ of\ )
         (?P<scale>(?:thousands?|milliers?|millions?|billions?|milliards?|trillions?)(?![^\W_]|-)
           |(?:k|m|mn|bn|mds?|mrds?)(?=\ ?(?:{_ANY_CURRENCY})))
       | [$€£]\ ?(?P<sign>m|mn|bn|k)\b | [$€£]\ ?['’]?(?P<zeros>000)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_CURRENCY = re.compile(rf"(?<![^\W_])(?:{_ANY_CURRENCY}){_END}|[$€£¥]", re.IGNORECASE)


def stated_scale(text: str) -> int | None:
    """The power of ten stated apart for a whole text: 6 for "(in millions)", "en M€", "£m", 3 for
    "$000"; the first."""
    for found in _STATED.finditer(text):
        if found["zeros"]:
            return 3
        return power_of(found["scale"] or found["sign"], has_currency=True)
    return None


def currencies(text: str) -> frozenset[str]:
    """The currencies that a text names, by their ISO 4217 codes."""
    return frozenset(filter(None, (unit_of(found[0]) for found in _CURRENCY.finditer(text))))


def power_of(word: str | None, *, has_currency: bool) -> int | None:
    """The power of ten that a scale's word stands for; None for no word.

    A lone small m or b is one only beside a currency: it may be metres.
    """
    if word is None or (word in ("m", "b") and not has_currency):
        return None
    return _power(word)


@lru_cache(maxsize=1_024)
def _power(word: str) -> int:
    return next(power for pattern, power in _SCALES if re.fullmatch(pattern, word, re.IGNORECASE))


@lru_cache(maxsize=1_024)
def unit_of(word: str | None) -> str | None:
    """The unit that a word or sign stands for; None for no word."""
    if word is None:
        return None
    found = (unit for pattern, unit in _UNITS if re.fullmatch(pattern, word, re.IGNORECASE))
    return next(found, None)


def decimals_before(scale: str | None, unit: str | None) -> str:
    """Separators that are decimal before a word of scale or a percentage, whatever digits follow.

    Who writes "1.577 billion" or "1.577%" does not group with points; nor with commas who writes
    "1,577 milliard".
    """
    if scale is not None and re.fullmatch(_FRENCH_BILLIONS, scale, re.IGNORECASE):
        return ".,"
    return "." if scale is not None or unit in ("%", "pp", "bp") else ""
