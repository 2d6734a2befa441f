"""Which pages show columns of prose side by side: by their characters alone, not as Probant reads.

    python -m tests.corpora_gold.two_columns FOLDER

prints the pages that the pairs of `reading_order.csv` were made on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfPage

PAGES = 30
"""So many pages: the first of each file, then the second of each, files by name."""
SHARE = 0.25
"""Share of the page's height over which prose stands beside prose, more than."""
_CHARACTERS, _DIGITS = 20, 0.2
"""A line of prose has so many characters at least, and this share of digits at most."""
_SPACE, _DRIFT, _STEP = 1.2, 0.5, 4
"""Line heights between characters of one line, and between their feet; points between gutters."""


class Stretch(NamedTuple):
    """Characters in one line without a wide gap; points from the bottom left."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    def is_prose(self) -> bool:
        digits = sum(map(str.isdigit, self.text))
        return len(self.text) >= _CHARACTERS and digits <= _DIGITS * len(self.text)


def first_pages(folder: Path) -> list[tuple[str, int]]:
    """File name and page (from 1) of `PAGES` pages with columns of prose, by file."""
    in_turn = chain.from_iterable(zip_longest(*map(_pages, sorted(folder.glob("*.pdf")))))
    return sorted(islice(filter(None, in_turn), PAGES))


def _pages(path: Path) -> Iterator[tuple[str, int]]:
    with PdfDocument(path) as document:
        for number, page in enumerate(document, start=1):
            if side_by_side(page) > SHARE:
                yield path.name, number


def side_by_side(page: PdfPage) -> float:
    """Share of the page's height with prose on both sides of the one best upright gutter."""
    width, height = page.get_size()
    prose = [stretch for stretch in _stretches(page) if stretch.is_prose()]
    return max(_beside(prose, x) for x in range(0, int(width), _STEP)) / float(height)


def _beside(prose: list[Stretch], gutter: float) -> int:
    left = _rows([line for line in prose if line.x1 < gutter])
    right = _rows([line for line in prose if line.x0 > gutter])
    return len(left & right)


def _rows(lines: list[Stretch]) -> set[int]:
    """The rows, a point high each, that lines stand on, with the space to the next line."""
    return {y for line in lines for y in range(int(line.y0 - (line.y1 - line.y0)), int(line.y1))}


def _stretches(page: PdfPage) -> Iterator[Stretch]:
    """Characters as they follow each other in the file, cut at a gap or at another line."""
    text = page.get_textpage()
    found: Stretch | None = None
    for rank, sign in enumerate(text.get_text_range()):
        if rank >= text.count_chars() or sign.isspace():
            continue
        x0, y0, x1, y1 = text.get_charbox(rank, loose=True)
        if found and _goes_on(found, x0, y0):
            found = Stretch(found.x0, min(found.y0, y0), x1, max(found.y1, y1), found.text + sign)
            continue
        if found:
            yield found
        found = Stretch(x0, y0, x1, y1, sign)
    if found:
        yield found


def _goes_on(stretch: Stretch, x0: float, y0: float) -> bool:
    height = stretch.y1 - stretch.y0
    return (
        abs(y0 - stretch.y0) < _DRIFT * height
        and 0 <= x0 - stretch.x1 + height < (1 + _SPACE) * height
    )


if __name__ == "__main__":
    for name, number in first_pages(Path(sys.argv[1])):
        sys.stdout.write(f"{name} {number}\n")
