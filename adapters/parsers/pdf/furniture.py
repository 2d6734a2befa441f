"""Running heads, running feet and page numbers: on the page, but no part of what it says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from adapters.parsers.pdf.sketch import Sketch
from core.readings import ElementKind

_BAND = 0.1
"""Share of the page's height, at the top and at the bottom, where running text stands."""
_SHARE, _LEAST = 0.2, 3
"""Text that returns in its band on a fifth of the pages, and on three at least, is running text."""
_LARGER = 1.15
"""What is set this much larger than the text of the document is a title, wherever it stands."""
_MOST = 0.8
"""Share of the pages of a running text on which its numbers stay, or count with the pages."""
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.)?\s*\d{1,4}(?:\s*(?:/|sur|of)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE
)
_SPREAD = re.compile(r"(\d{1,3})\s+(\d{1,3})")
"""The two numbers of facing pages that are one page of the file; two years are none."""
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class _Running:
    """What runs through a document."""

    keys: frozenset[str]
    """Texts of running heads and feet, their numbers folded."""
    offsets: frozenset[int]
    """What the numbers on the pages are more than the pages' ranks."""
    body: float
    """Height of most lines."""

    def is_furniture(self, block: Sketch) -> bool:
        """Whether a block that stands where running text does is some."""
        if max(line.height for line in block.lines) > _LARGER * self.body:
            return False
        return _key(block) in self.keys or _is_page_number(block.text)

    def numbers(self, block: Sketch, page: int) -> bool:
        """Whether a block is the number of its page, wherever it stands: it counts with them."""
        return bool(_PAGE_NUMBER.fullmatch(block.text)) and _offset(block, page) in self.offsets


def mark_furniture(pages: Sequence[tuple[float, list[Sketch]]]) -> list[list[Sketch]]:
    """The blocks of each page, running heads and feet marked; pages are (height, blocks)."""
    running = _running(pages)
    return [
        _page_number_marked([_marked(b, _band(b, height), running) for b in blocks], page, running)
        for page, (height, blocks) in enumerate(pages, start=1)
    ]


def _running(pages: Sequence[tuple[float, list[Sketch]]]) -> _Running:
    found: dict[str, dict[int, Sketch]] = defaultdict(dict)
    offsets: Counter[int] = Counter()
    for page, (height, blocks) in enumerate(pages, start=1):
        for block in blocks:
            if _band(block, height):
                found[_key(block)].setdefault(page, block)
        offsets.update({_offset(b, page) for b in blocks if _PAGE_NUMBER.fullmatch(b.text)})
    least = max(_LEAST, _SHARE * len(pages))
    keys = {key for key, on in found.items() if len(on) >= least and _counts_with_pages(on)}
    heights = [line.height for _, blocks in pages for block in blocks for line in block.lines]
    return _Running(
        frozenset(keys),
        frozenset(offset for offset, count in offsets.items() if count >= _LEAST),
        median(heights) if heights else 0.0,
    )


def _counts_with_pages(on: dict[int, Sketch]) -> bool:
    """Whether each number of a text is the same on most of its pages, or grows as they do."""
    told = [(page, [int(n) for n in _NUMBER.findall(block.text)]) for page, block in on.items()]
    places = min(len(numbers) for _, numbers in told)
    for place in range(places):
        same = Counter(numbers[place] for _, numbers in told).most_common(1)[0][1]
        grows = Counter(numbers[place] - page for page, numbers in told).most_common(1)[0][1]
        if max(same, grows) < _MOST * len(told):
            return False
    return True


def _page_number_marked(blocks: list[Sketch], page: int, running: _Running) -> list[Sketch]:
    """A page that is short of text has its number above the band: it is still the lowest block."""
    lowest = max(blocks, key=lambda block: block.box.y1, default=None)
    if lowest is None or len(blocks) == 1 or not running.numbers(lowest, page):
        return blocks
    return [_as_furniture(b, ElementKind.FOOTER) if b is lowest else b for b in blocks]


def _band(block: Sketch, height: float) -> ElementKind | None:
    if block.box.y1 <= _BAND * height:
        return ElementKind.HEADER
    if block.box.y0 >= (1 - _BAND) * height:
        return ElementKind.FOOTER
    return None


def _is_page_number(text: str) -> bool:
    spread = _SPREAD.fullmatch(text)
    is_spread = spread is not None and int(spread[2]) == int(spread[1]) + 1
    return is_spread or bool(_PAGE_NUMBER.fullmatch(text))


def _key(block: Sketch) -> str:
    return _NUMBER.sub("#", block.text.casefold())


def _offset(block: Sketch, page: int) -> int:
    found = _NUMBER.search(block.text)
    return int(found[0]) - page if found else -page


def _marked(block: Sketch, band: ElementKind | None, running: _Running) -> Sketch:
    return _as_furniture(block, band) if band and running.is_furniture(block) else block


def _as_furniture(block: Sketch, kind: ElementKind) -> Sketch:
    return block._replace(kind=kind, level=0)
