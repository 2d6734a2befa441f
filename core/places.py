"""Where evidence is: places, their boxes and their locators.

A locator is the place as text. Offsets are characters in the text of one leaf (a page, a sheet, a
slide, a mail part, or the whole of a document without such parts), start inclusive, end exclusive.

    page:3:char:120-480    slide:4:char:0-57    part:1.2:char:10-90    char:0-57
    sheet:Loyers!B7:F7
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.ids import Locator


class Box(NamedTuple):
    """A rectangle on a page, in points, origin top left; x0 < x1 and y0 < y1.

    A tuple, as words are: a filing has 300,000 of each, and tuples are made three times as fast.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box around both. Both must be on the same page."""
        return Box(
            self.page,
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def holds_centre_of(self, other: Box) -> bool:
        x, y = (other.x0 + other.x1) / 2, (other.y0 + other.y1) / 2
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def touches(self, other: Box) -> bool:
        """Whether the boxes share more than a hair: half a point each way."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return across > 0.5 and down > 0.5

    def to_json(self) -> dict[str, float]:
        return {
            "page": self.page,
            "x0": round(self.x0, 2),
            "y0": round(self.y0, 2),
            "x1": round(self.x1, 2),
            "y1": round(self.y1, 2),
        }


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Characters of one page of a paged document, with the boxes around their words."""

    page: int
    start: int
    end: int
    boxes: tuple[Box, ...] = ()

    @property
    def locator(self) -> Locator:
        return Locator(f"page:{self.page}:char:{self.start}-{self.end}")


@dataclass(frozen=True, slots=True)
class SheetRange:
    """A rectangle of cells of a spreadsheet, as an A1 range."""

    sheet: str
    cells: str

    @property
    def locator(self) -> Locator:
        return Locator(f"sheet:{self.sheet}!{self.cells}")


@dataclass(frozen=True, slots=True)
class SlideSpan:
    slide: int
    start: int
    end: int

    @property
    def locator(self) -> Locator:
        return Locator(f"slide:{self.slide}:char:{self.start}-{self.end}")


@dataclass(frozen=True, slots=True)
class MailPart:
    """Characters of one MIME part, numbered as IMAP numbers them (RFC 3501 section 6.4.5)."""

    part: str
    start: int
    end: int

    @property
    def locator(self) -> Locator:
        return Locator(f"part:{self.part}:char:{self.start}-{self.end}")


@dataclass(frozen=True, slots=True)
class TextSpan:
    start: int
    end: int

    @property
    def locator(self) -> Locator:
        return Locator(f"char:{self.start}-{self.end}")


Place = PageSpan | SheetRange | SlideSpan | MailPart | TextSpan

_CHARS = r"char:(?P<start>\d{1,12})-(?P<end>\d{1,12})"
_PAGE = re.compile(rf"page:(?P<page>\d{{1,9}}):{_CHARS}")
_SLIDE = re.compile(rf"slide:(?P<slide>\d{{1,9}}):{_CHARS}")
_PART = re.compile(rf"part:(?P<part>\d+(?:\.\d+)*):{_CHARS}")
_TEXT = re.compile(_CHARS)
_SHEET = re.compile(
    r"sheet:(?P<sheet>.+)!(?P<cells>[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)", re.DOTALL
)


def parse_locator(text: str) -> Place:
    """The place a locator names, without its boxes. Raises ValueError on anything else."""
    if found := _SHEET.fullmatch(text):
        return SheetRange(found["sheet"], found["cells"])
    for pattern in (_PAGE, _SLIDE, _PART, _TEXT):
        if found := pattern.fullmatch(text):
            return _span(found)
    raise ValueError(f"not a locator: {text[:80]!r}")


def _span(found: re.Match[str]) -> Place:
    fields = found.groupdict()
    start, end = int(fields["start"]), int(fields["end"])
    if start >= end:
        raise ValueError(f"an empty span: {found[0]!r}")
    if "page" in fields:
        return PageSpan(int(fields["page"]), start, end)
    if "slide" in fields:
        return SlideSpan(int(fields["slide"]), start, end)
    if "part" in fields:
        return MailPart(fields["part"], start, end)
    return TextSpan(start, end)


def place_to_json(place: Place) -> dict[str, Any]:
    """The place as a JSON object; `type` tells the five kinds apart."""
    match place:
        case PageSpan(page, start, end, _):
            return {"type": "page_span", "page": page, "start": start, "end": end}
        case SheetRange(sheet, cells):
            return {"type": "sheet_range", "sheet": sheet, "range": cells}
        case SlideSpan(slide, start, end):
            return {"type": "slide_span", "slide": slide, "start": start, "end": end}
        case MailPart(part, start, end):
            return {"type": "mail_part", "part": part, "start": start, "end": end}
        case TextSpan(start, end):
            return {"type": "text_span", "start": start, "end": end}


_A1 = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def a1(row: int, column: int) -> str:
    """The A1 address of a cell; row and column count from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def parse_a1(address: str) -> tuple[int, int]:
    """(row, column), both from 1. Raises ValueError on anything that is not an A1 address."""
    found = _A1.fullmatch(address)
    if not found:
        raise ValueError(f"not an A1 address: {address[:20]!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def a1_bounds(cells: str) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of an A1 range or of a single cell, inclusive."""
    first, _, last = cells.partition(":")
    top, left = parse_a1(first)
    bottom, right = parse_a1(last or first)
    return top, left, bottom, right


def a1_range(addresses: list[str]) -> str:
    """The smallest A1 range around some cells, given by their addresses (at least one)."""
    spots = [parse_a1(address) for address in addresses]
    first = a1(min(row for row, _ in spots), min(column for _, column in spots))
    last = a1(max(row for row, _ in spots), max(column for _, column in spots))
    return first if first == last else f"{first}:{last}"
