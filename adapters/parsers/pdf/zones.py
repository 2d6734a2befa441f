"""The words of a page and the regions that the engine put them in. Units are points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from adapters.parsers.pdf.layout import Ink, around
from core.places import Box

if TYPE_CHECKING:
    from liteparse import LayoutBlock, ParsedPage, TextItem, WordBox

_ABOVE, _BELOW = 0.15, 0.1
"""Shares of a word's box that hold no ink of its own: the engine's boxes are as high as the font,
and reach into the lines above and below where text is set tight."""

_SIDE = 0.75
"""Share of a table's height that columns of its own reach over, at least."""

_STOPS = frozenset(".,")
_SPACE = 0.15
"""Heights of a word between it and a stop of its own, at most; a space is wider."""


class Region(NamedTuple):
    """A part of a page, and what the engine took it for: heading, list_item, table, paragraph …"""

    kind: str
    level: int
    box: Box


@dataclass(frozen=True, slots=True)
class Zones:
    """A page before its blocks are known."""

    words: Sequence[Ink]
    regions: Sequence[Region]
    homes: Sequence[int | None]
    """The rank of each word's region, the smallest that holds its centre; None where none does."""


def zones_of(page: ParsedPage) -> Zones:
    regions = [_region(block, page.page_num) for block in page.blocks or [] if _holds_text(block)]
    tables = [region.box for region in regions if region.kind == "table"]
    whole = [r for r in regions if r.kind != "table" or not any(_is_side(r.box, t) for t in tables)]
    return with_homes(page_words(page), whole)


def _is_side(box: Box, table: Box) -> bool:
    """Whether it is the columns of one side of a table, which the engine also gives apart: the
    figures would leave their labels."""
    inside = all(table.x0 <= x <= table.x1 for x in (box.x0, box.x1))
    held = min(box.y1, table.y1) - max(box.y0, table.y0)
    return inside and box.x1 - box.x0 < table.x1 - table.x0 and held > _SIDE * (table.y1 - table.y0)


def with_homes(words: Sequence[Ink], regions: Sequence[Region]) -> Zones:
    """The words in these regions; of two of one size the first is a word's home."""
    boxes = [(region.box, rank) for rank, region in enumerate(regions)]
    sized = sorted(((b.x1 - b.x0) * (b.y1 - b.y0), i, b.x0, b.x1, b.y0, b.y1) for b, i in boxes)
    homes: list[int | None] = []
    for word in words:
        box = word.box
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        home = None
        for _, rank, x0, x1, y0, y1 in sized:
            if x0 <= x <= x1 and y0 <= y <= y1:
                home = rank
                break
        homes.append(home)
    return Zones(words, regions, homes)


def _holds_text(block: LayoutBlock) -> bool:
    return block.bbox is not None and block.kind not in {"rule", "figure"}


def _region(block: LayoutBlock, page: int) -> Region:
    if block.bbox is None:
        raise ValueError("a region without a box holds no words")
    box = block.bbox
    around = Box(page, box.x, box.y, box.x + box.width, box.y + box.height)
    return Region(block.kind, block.level or 1, around)


def page_words(page: ParsedPage) -> list[Ink]:
    """The page's words in the parser's order, boxes cut at the page's edges.

    Words whose centre lies off the page are left out: nobody sees them.
    """
    found = []
    number, wide, high = page.page_num, page.width, page.height
    for item in page.text_items:
        for word in item.words or (item,):
            text = word.text.strip()
            top, bottom = _inked(word)
            left, right = word.x, word.x + word.width
            if not text or not 0 <= left + right <= 2 * wide or not 0 <= top + bottom <= 2 * high:
                continue
            x0, y0 = round(max(left, 0), 2), round(max(top, 0), 2)
            x1, y1 = round(min(right, wide), 2), round(min(bottom, high), 2)
            if x0 < x1 and y0 < y1:
                found.append(Ink(text, Box(number, x0, y0, x1, y1)))
                if text[0] in _STOPS and len(found) > 1 and _goes_on(*found[-2:]):
                    found[-2:] = [Ink(found[-2].text + text, around(found[-2:]))]
    return found


def _goes_on(word: Ink, stop: Ink) -> bool:
    """Whether a stop, and what follows it, stand right behind a word and are its end.

    The engine takes them apart in some fonts: "p" and ".5", "2016" and ".". Leaders are left.
    """
    before, after = word.box, stop.box
    is_leader = len(stop.text) > 1 and not stop.text.strip("._")
    is_level = after.y0 < before.y1 and before.y0 < after.y1
    is_close = abs(after.x0 - before.x1) < _SPACE * (before.y1 - before.y0)
    return is_level and is_close and not is_leader


def _inked(word: WordBox | TextItem) -> tuple[float, float]:
    """Top and bottom of a word's ink; of its box where it is set upwards, and as high as long."""
    top, high = word.y, word.height
    if high > 2 * word.width and len(word.text) > 3:
        return top, top + high
    return top + _ABOVE * high, top + (1 - _BELOW) * high
