"""Reads the quantities of a text, French and English: value, sign, scale, unit.

Dates, markers of citations ("[1]"), numbers of list items ("2. …") and names of forms ("10-K") are
no quantities; a year is one, and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core import numerals
from eval.measures.scales import (
    AFTER,
    BEFORE,
    CURRENCIES,
    decimals_before,
    power_of,
    stated_scale,
    unit_of,
)

_MONTH = (
    r"(?:jan(?:uary|vier)?|feb(?:ruary)?|févr?(?:ier)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai"
    r"|june?|juin|july?|juil(?:let)?|aug(?:ust)?|août|sept?(?:ember|embre)?|oct(?:ober|obre)?"
    r"|nov(?:ember|embre)?|dec(?:ember)?|déc(?:embre)?)\b\.?"
)
_NO_QUANTITY = re.compile(
    rf"""\b\d{{4}}-\d\d?-\d\d?\b | \b\d\d?([/.-])\d\d?\1(?:\d{{4}}|\d\d)\b
       | \b\d\d?(?:er|st|nd|rd|th)?\ (?:of\ )?{_MONTH}(?:,?\ \d{{4}}\b)?
       | \b{_MONTH}\ \d\d?(?:st|nd|rd|th)?\b(?:,?\ \d{{4}}\b)? | \b{_MONTH},?\ \d{{4}}\b
       | \[\d+\] | \b\d+-[KQF]\b | ^\s*\d\d?[.)]\ (?=\S)""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Decimal
    """As written, without its sign: 1577 in "(1 577 M€)", 1577.00 in "$1577.00"."""
    sign: int | None = None
    """-1 for a minus or parentheses, 1 for a plus; None where none is written."""
    scale: int | None = None
    """Power of ten that the value is to be multiplied by: 6 for millions; None if unknown."""
    unit: str | None = None
    """%, pp (percentage points), EUR, USD, …, m2, days, …; None where none is written."""
    is_year: bool = False
    """Four bare digits from 1900 to 2100."""

    @property
    def is_amount(self) -> bool:
        """Whether it may be in thousands or millions without saying so."""
        return self.unit is None or self.unit in CURRENCIES


def read_quantities(text: str) -> list[Quantity]:
    """In the order of the text. A scale stated apart for the whole text ("en millions d'euros")
    holds for the amounts that state none themselves.
    """
    text = numerals.plain(text)
    stated = stated_scale(text)
    # A sign that belongs to no number, so that nothing is grouped across what is dropped.
    text = _NO_QUANTITY.sub(" ; ", text)
    style = numerals.style(text)
    pattern = re.compile(
        rf"(?<![\w.,])(?P<open>\(\s?)?(?P<sign>[-+−–])?(?:(?P<unit>{BEFORE})\ ?)?"
        rf"(?P<inner>[-+−–]|\(\s?)?(?P<digits>{style.numeral})",
        re.IGNORECASE,
    )
    found = (_quantity(text, match, style.decimals, stated) for match in pattern.finditer(text))
    return [quantity for quantity in found if quantity is not None]


def _quantity(
    text: str, match: re.Match[str], decimals: str, stated: int | None
) -> Quantity | None:
    after = AFTER.match(text, match.end())
    if after is None:
        return None
    unit, shift = unit_of(after["unit"] or match["unit"])
    value = numerals.number(match["digits"], decimals + decimals_before(after["scale"], unit))
    if value is None:
        return None
    power = power_of(after["scale"], has_currency=unit in CURRENCIES)
    if power is None and re.match(r"\w", text[match.end() :]) and not after["unit"]:
        return None
    sign = _sign(match, text[after.end() :])
    bare = Quantity(value, sign, power if power is not None else shift, unit)
    is_year = len(match["digits"]) == 4 and match["digits"].isdigit() and int(value) in _YEARS
    if is_year and unit is None and power is None:
        return Quantity(value, sign, None, None, is_year=True)
    return _stated(bare, stated)


def _stated(quantity: Quantity, scale: int | None) -> Quantity:
    if quantity.scale is not None or not quantity.is_amount:
        return quantity
    return Quantity(quantity.value, quantity.sign, scale, quantity.unit)


def stating(quantity: Quantity, scale: int | None) -> Quantity:
    """The quantity where another text says that amounts are in `scale`; its own word goes first."""
    return quantity if quantity.is_year else _stated(quantity, scale)


def _sign(match: re.Match[str], rest: str) -> int | None:
    written = {match["open"], match["sign"], match["inner"]} - {None}
    if "+" in written:
        return 1
    is_closed = rest.lstrip().startswith(")")
    is_bracketed = is_closed and any(w and w.startswith("(") for w in written)
    return -1 if is_bracketed or written & {"-", "−", "–"} else None
