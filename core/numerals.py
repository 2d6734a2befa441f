"""Numbers as they are written in French and English: what separates, and what groups.

A single separator before exactly three digits groups ("1,577" and "1.577" are 1577), unless the
number begins with 0 ("0.577"), or a word of scale or a percentage follows that tells ("1.577
billion"), or the same text has the separator where it can only be the decimal one ("12.5 … 1.577")
and never where it can only group. A plain space groups ("1 577") unless the text groups with
commas, points or apostrophes elsewhere: then spaces stand between columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FIXED_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_OTHER_SPACE = re.compile(r"[\u00a0\u2007\u2009\u202f]")
_SIMPLE = r"\d+(?:[.,]\d+)*"
_BY_APOSTROPHE = r"\d{1,3}(?:'\d{3}(?!\d))+(?:[.,]\d+)?"
_BY_SPACE = r"\d{1,3}(?:[ ']\d{3}(?!\d))+(?:[.,]\d+)?"
_WRITTEN = re.compile(rf"(?<![\w.,]){_SIMPLE}")
_SURELY_GROUPED = re.compile(r"(?<![\w.,'])[1-9]\d{0,2}(?:([.,'])\d{3})(?:\1\d{3})*(?![\d'])")


@dataclass(frozen=True, slots=True)
class Style:
    """What the numbers of one text show of how they are written."""

    decimals: str
    """Separators that are the decimal one here, among "." and ","."""
    numeral: str
    """A regular expression that matches a whole number as written."""


def plain(text: str) -> str:
    """`text` with one apostrophe, and for the spaces that can only group, an apostrophe."""
    text = text.replace("\u2019", "'")
    return _OTHER_SPACE.sub(" ", _FIXED_SPACE.sub("'", text))


def style(text: str) -> Style:
    """Of a text that `plain` gave."""
    decimal: set[str] = set()
    grouping: set[str] = set()
    for match in _WRITTEN.finditer(text):
        _note(match[0], decimal, grouping)
    decimals = "".join(sorted(decimal - grouping))
    is_grouped = any(match[1] not in decimals for match in _SURELY_GROUPED.finditer(text))
    return Style(decimals, rf"(?:{_BY_APOSTROPHE if is_grouped else _BY_SPACE}|{_SIMPLE})")


def _note(numeral: str, decimal: set[str], grouping: set[str]) -> None:
    """Adds what a number shows beyond doubt."""
    signs = re.findall(r"[.,]", numeral)
    parts = re.split(r"[.,]", numeral)
    if len(signs) == 1:
        if not _may_be_grouped(parts):
            decimal.add(signs[0])
    elif len(set(signs)) == 2 and signs.count(signs[-1]) == 1:
        decimal.add(signs[-1])
        grouping.add(signs[0])
    elif len(set(signs)) == 1 and _may_be_grouped(parts):
        grouping.add(signs[0])


def number(numeral: str, decimals: str = "") -> Decimal | None:
    """Its value, with the digits after the point that it is written with; `decimals` are separators
    that do not group here.

    None for what is no number: a section ("3.2.1"), or groups that are not of three digits.
    """
    numeral = re.sub(r"[ ']", "", numeral)
    signs = re.findall(r"[.,]", numeral)
    parts = re.split(r"[.,]", numeral)
    if _ends_in_decimals(signs, parts, decimals):
        whole, part = parts[:-1], "." + parts[-1]
    else:
        whole, part = parts, ""
    if len(whole) > 1 and (len(set(signs[: len(whole) - 1])) > 1 or not _may_be_grouped(whole)):
        return None
    return Decimal("".join(whole) + part)


def _ends_in_decimals(signs: list[str], parts: list[str], decimals: str) -> bool:
    if len(signs) == 1:
        return signs[0] in decimals or not _may_be_grouped(parts)
    return bool(signs) and signs.count(signs[-1]) == 1


def _may_be_grouped(parts: list[str]) -> bool:
    is_led = 1 <= len(parts[0]) <= 3 and parts[0][0] != "0"
    return is_led and all(len(part) == 3 for part in parts[1:])
