"""Reads the quantities of a text, French and English: value, sign, scale, unit and place.

How each form is read, and after which source, is told in docs/quantities.md. Moments ("31 décembre
2018") are read by `core.moments`; they, markers of citations ("[1]"), numbers of list items and
names of forms ("10-K") are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from core import numerals
from core.moments import Moment, moments_in
from core.plain import plain
from core.spelt import Spelt, spelt_in
from core.units import (
    AFTER,
    BASES,
    BEFORE,
    CURRENCIES,
    decimals_before,
    power_of,
    stated_scale,
    unit_of,
)

_NO_QUANTITY = re.compile(
    r"\[\d+\] | \b\d+-[KQF]\b | ^\s*\d\d?[.)]\ (?=\S) | [$€£]\ ?'?000\b",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_JOINS_RANGE = re.compile(r"\s?(?:-|–|à|to|and|et)\s?")
_CLOSING, _LETTER = re.compile(r"\s?\)"), re.compile(r"\w")
_MOST_DIGITS = 30
"""What is longer is a serial number: no amount."""


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Decimal
    """As written, without its sign: 1577 in "(1 577 M€)", 1577.00 in "$1577.00"."""
    start: int
    end: int
    """Characters of the text from sign or currency to scale or unit, end exclusive."""
    sign: int | None = None
    """-1 for a minus or parentheses, 1 for a plus; None where none is written."""
    scale: int | None = None
    """Power of ten that the value is to be multiplied by: 6 for millions; None if unsaid."""
    unit: str | None = None
    """%, pp (percentage points), bp, EUR, USD, …, m2, days, …; None where none is written."""
    is_stated: bool = False
    """The scale is not its own, but stated for the whole text ("in millions")."""

    @property
    def is_amount(self) -> bool:
        """Whether it may be in thousands or millions without saying so."""
        return self.unit is None or self.unit in CURRENCIES

    @property
    def base(self) -> tuple[str | None, Decimal]:
        """The unit that it can be compared in, and how many of these one of it is."""
        unit, times = BASES.get(self.unit or "", (self.unit, Decimal(1)))
        return unit, times.scaleb(self.scale or 0)

    @property
    def magnitude(self) -> Decimal:
        """In units of `base`, without the sign."""
        return self.value * self.base[1]

    @property
    def step(self) -> Decimal:
        """What one more in the last digit written would add, in units of `base`."""
        exponent = self.value.as_tuple().exponent
        return self.base[1].scaleb(exponent if isinstance(exponent, int) else 0)


@dataclass(frozen=True, slots=True)
class Quantities:
    """What one text tells in figures."""

    amounts: tuple[Quantity, ...]
    moments: tuple[Moment, ...]


@lru_cache(maxsize=512)
def read_quantities(text: str) -> Quantities:
    """Both in the order of the text, never overlapping. A scale stated apart for the whole text
    ("en millions d'euros") holds for the amounts that state none themselves.
    """
    bare, folded = numerals.plain(text), plain(text)
    moments = sorted(moments_in(folded), key=lambda moment: moment.start)
    stated = stated_scale(bare)
    # Blanks of the same length: offsets stay, and nothing is grouped across what is dropped.
    bare = _blank(bare, [(moment.start, moment.end) for moment in moments])
    bare = _NO_QUANTITY.sub(lambda found: ";" * len(found[0]), bare)
    spelt = [number for number in spelt_in(folded) if ";" not in bare[number.start : number.end]]
    bare = _blank(bare, [(number.start, number.end) for number in spelt])
    style = numerals.style(bare)
    found = [*_digits(bare, style)]
    found += (q for q in (_of_words(bare, number) for number in spelt) if q is not None)
    amounts = sorted(found, key=lambda q: q.start)
    return Quantities(tuple(_in_range(bare, amounts, stated)), tuple(moments))


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = ";" * (end - start)
    return "".join(letters)


@lru_cache(maxsize=16)
def _numbers(style: numerals.Style) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.,])(?P<open>\(\s?)?(?P<sign>[-+−–])?(?:{BEFORE}\ ?)?"
        rf"(?P<inner>[-+−–]|\(\s?)?(?P<digits>{style.numeral})",
        re.IGNORECASE,
    )


def _digits(text: str, style: numerals.Style) -> Iterator[Quantity]:
    end = 0
    for match in _numbers(style).finditer(text):
        quantity = _quantity(text, match, style.decimals, end)
        if quantity:
            end = quantity.end
            yield quantity


def _quantity(text: str, match: re.Match[str], decimals: str, before: int) -> Quantity | None:
    """`before` is where the last one ended: the sign in "48 000 € (12 %)" is not of the second."""
    is_own = match.start() >= before
    is_bracketed = match["open"] or (match["inner"] or "").startswith("(")
    closing = _CLOSING.match(text, match.end()) if is_bracketed else None
    end = closing.end() if closing else match.end()
    after = AFTER.match(text, end)
    if after is None or len(match["digits"]) > _MOST_DIGITS:
        return None
    unit = unit_of(after["unit"] or (match["unit"] if is_own else None))
    value = numerals.number(match["digits"], decimals + decimals_before(after["scale"], unit))
    if value is None:
        return None
    power = power_of(after["scale"] or match["lead"], has_currency=unit in CURRENCIES)
    if power is None and _LETTER.match(text, end) and not after["unit"]:
        return None
    is_closed = closing or (is_bracketed and _CLOSING.match(text, after.end()))
    start = match.start() if is_own else match.start("digits")
    sign = _sign(match, bool(is_closed)) if is_own else None
    return Quantity(value, start, after.end(), sign, power, unit)


def _of_words(text: str, number: Spelt) -> Quantity | None:
    after = AFTER.match(text, number.end)
    if after is None or not (number.is_sure or after["unit"] or after["scale"]):
        return None
    unit = unit_of(after["unit"])
    power = power_of(after["scale"], has_currency=unit in CURRENCIES)
    return Quantity(Decimal(number.value), number.start, after.end(), None, power, unit)


def _in_range(text: str, amounts: list[Quantity], stated: int | None) -> list[Quantity]:
    """With the stated scale, and in "5 à 10 %" or "$5 to 10 million" what the other end says."""
    told = list(amounts)
    for rank in range(len(told) - 1, 0, -1):
        first, last = told[rank - 1], told[rank]
        if _JOINS_RANGE.fullmatch(text[first.end : last.start].lower()):
            unit = first.unit or last.unit
            scale = last.scale if first.scale is None and first.is_amount else first.scale
            told[rank - 1] = replace(first, unit=unit, scale=scale)
            told[rank] = replace(last, unit=last.unit or first.unit)
    return [stating(quantity, stated) for quantity in told]


def stating(quantity: Quantity, scale: int | None) -> Quantity:
    """The quantity where amounts are said to be in `scale`; its own word goes first."""
    if quantity.scale is not None or not quantity.is_amount or scale is None:
        return quantity
    return replace(quantity, scale=scale, is_stated=True)


def _sign(match: re.Match[str], is_closed: bool) -> int | None:
    """-1 in brackets that close: "(5 % de" opens one that says nothing of the sign."""
    written = {match["sign"], match["inner"]}
    if "+" in written:
        return 1
    return -1 if is_closed or written & {"-", "−", "–"} else None
