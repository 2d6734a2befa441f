"""How cells of a workbook look: colours of their tones, formats of their numbers and days."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.workbook import SheetCell, Tone, is_in_millions

_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
_LINE = {"border": 1, "border_color": "#D9DCE1"}
_LOOKS: dict[Tone, dict[str, Any]] = {
    Tone.PLAIN: {**_LINE},
    Tone.HEADER: {
        **_LINE,
        "bold": True,
        "bg_color": "#1F3A5F",
        "font_color": "#FFFFFF",
        "valign": "vcenter",
    },
    Tone.COUNTS: {},
    Tone.TITLE: {"bold": True, "font_size": 15, "font_color": "#1F3A5F", "text_wrap": False},
    Tone.MUTED: {"font_color": "#6B7280", "text_wrap": False},
    Tone.STRONG: {**_LINE, "bold": True},
    Tone.FOUND: {**_LINE},
    Tone.ABSENT: {**_LINE, "bg_color": "#F0F1F3", "font_color": "#6B7280", "italic": True},
    Tone.CONFLICT: {**_LINE, "bg_color": "#FBE0C8", "font_color": "#8A3B00"},
    Tone.UNSURE: {**_LINE, "bg_color": "#FFF4C2", "font_color": "#6B5200"},
    Tone.FAILED: {**_LINE, "bg_color": "#F8D0D0", "font_color": "#8A1212"},
}
_LOOKS[Tone.COUNTS] = _LOOKS[Tone.HEADER]
_BARE = (Tone.TITLE, Tone.MUTED)
_DATE, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def is_bare(tone: Tone) -> bool:
    """Whether its texts run over into the columns beside."""
    return tone in _BARE


class Formats:
    """One of each look: a workbook has room for 64,000."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, cell: SheetCell) -> Any:
        look = {**_FONT, **_LOOKS[cell.tone], **_typed(cell)}
        if isinstance(cell.value, str) and cell.value.startswith(_RISKY):
            look["quote_prefix"] = True  # stays text where somebody edits it
        if isinstance(cell.link, str):
            look |= {"underline": 1, "font_color": "#1A5FB4"}
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _typed(cell: SheetCell) -> dict[str, Any]:
    match cell.value:
        case datetime():
            return {"num_format": _MOMENT, "align": "left", "indent": 1}
        case date():
            return {"num_format": _DATE, "align": "left", "indent": 1}
        case int():
            return {"num_format": number_format(Decimal(cell.value), cell.unit), "align": "center"}
        case Decimal():
            number = number_format(cell.value, cell.unit)
            return {"num_format": number, "align": "right", "indent": 1}
        case _ if cell.tone is Tone.COUNTS:
            return {"align": "center"}
        case _:
            return {"align": "left", "indent": 0 if cell.tone in _BARE else 1}


def number_format(value: Decimal, unit: str) -> str:
    """For a finite number, with its unit: `1,577 M$` for 1577000000 `$`, which stays that number.

    In the language of ECMA-376, part 1, 18.8.31: a comma behind the digits leaves out thousands.
    """
    if unit == "%":
        return _figures("0", _decimals(value), "%", "")
    if is_in_millions(value):
        return _figures("#,##0", _decimals((value / 1_000_000).normalize()), ",,", f"M{unit}")
    return _figures("#,##0", _decimals(value), "", unit)


@lru_cache(maxsize=256)
def _figures(whole: str, decimals: int, behind: str, unit: str) -> str:
    figures = f"{whole}{'.' + '0' * decimals if decimals else ''}{behind}"
    name = unit.replace('"', "")  # it stands in quotes in the format's own language
    return f'{figures} "{name}"' if name else figures


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(6, max(0, -exponent)) if isinstance(exponent, int) else 0
