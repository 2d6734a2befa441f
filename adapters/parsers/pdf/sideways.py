"""Words that run up or down the page, beside the text: read last, as elements of their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Ink, Line
from core.places import Box
from core.readings import ElementKind

if TYPE_CHECKING:
    from liteparse import ParsedPage, TextItem

_SHARE, _LEAST = 0.2, 200
"""Share of the page's letters set sideways, at most: with more, the page itself is turned. A cover
has few letters of any kind, so that many must stand sideways to turn it."""


def without_sideways(page: ParsedPage) -> tuple[ParsedPage, list[Block]]:
    """The page without the text that is set up or down, and that text."""
    turned = [item for item in page.text_items if _is_sideways(item)]
    letters: Counter[bool] = Counter()
    for item in page.text_items:
        letters[_is_sideways(item)] += len(item.text)
    if not turned or letters[True] > max(_LEAST, _SHARE * letters.total()):
        return page, []
    level = [item for item in page.text_items if not _is_sideways(item)]
    blocks = [block for item in turned if (block := _block(page, item))]
    return replace(page, text_items=level), blocks


def _is_sideways(item: TextItem) -> bool:
    return round((item.rotation or 0) / 90) % 2 == 1


def _block(page: ParsedPage, item: TextItem) -> Block | None:
    """One line, its words in the order in which they are written."""
    words = []
    for word in item.words or [item]:
        left, top = max(word.x, 0), max(word.y, 0)
        right = min(word.x + word.width, page.width)
        bottom = min(word.y + word.height, page.height)
        middle = word.x + word.width / 2, word.y + word.height / 2
        is_on_page = 0 <= middle[0] <= page.width and 0 <= middle[1] <= page.height
        left, top, right, bottom = (round(side, 2) for side in (left, top, right, bottom))
        if word.text.strip() and is_on_page and left < right and top < bottom:
            words.append(Ink(word.text.strip(), Box(page.page_num, left, top, right, bottom)))
    return block_of(ElementKind.PARAGRAPH, [Line(tuple(words))], 0) if words else None
