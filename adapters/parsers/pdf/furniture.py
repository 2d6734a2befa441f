"""Running heads, running feet and page numbers: on the page, but no part of what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from adapters.parsers.pdf.blocks import Block
from core.readings import ElementKind

_BAND = 0.1
"""Share of the page's height, at the top and at the bottom, where running text stands."""
_SHARE, _LEAST = 0.2, 3
"""Text that returns in its band on a fifth of the pages, and on three at least, is running text."""
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|sur|of)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE
)


def mark_furniture(pages: Sequence[tuple[float, list[Block]]]) -> list[list[Block]]:
    """The blocks of each page, running heads and feet marked; pages are (height, blocks)."""
    seen: Counter[str] = Counter()
    for height, blocks in pages:
        seen.update({_key(block) for block in blocks if _band(block, height)})
    least = max(_LEAST, _SHARE * len(pages))
    return [
        _page_number_marked([_marked(block, _band(block, height), seen, least) for block in blocks])
        for height, blocks in pages
    ]


def _page_number_marked(blocks: list[Block]) -> list[Block]:
    """A page that is short of text has its number above the band: it is still the lowest block."""
    lowest = max(blocks, key=lambda block: block.box.y1, default=None)
    if lowest is None or len(blocks) == 1 or not _PAGE_NUMBER.fullmatch(lowest.text):
        return blocks
    return [replace(b, kind=ElementKind.FOOTER) if b is lowest else b for b in blocks]


def _band(block: Block, height: float) -> ElementKind | None:
    if block.box.y1 <= _BAND * height:
        return ElementKind.HEADER
    if block.box.y0 >= (1 - _BAND) * height:
        return ElementKind.FOOTER
    return None


def _key(block: Block) -> str:
    return re.sub(r"\d+", "#", block.text.casefold())


def _marked(block: Block, band: ElementKind | None, seen: Counter[str], least: float) -> Block:
    running = seen[_key(block)] >= least or _PAGE_NUMBER.fullmatch(block.text)
    return replace(block, kind=band) if band and running else block
