"""playa: slow, and lenient with files whose structure is damaged.

It goes on from pdfminer.six, which is what `unstructured` reads a PDF with in its `fast` strategy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.parsers.pdf.engines.by_space import blocks_by_space
from adapters.parsers.pdf.engines.glyphs import Glyph, words_of
from adapters.parsers.pdf.page import Page, PageFailure, attempted

if TYPE_CHECKING:
    import playa

NAME = "playa"
_MOST_GLYPHS = 200_000
_NO_INK = (3, 7)
"""Text rendering modes (ISO 32000-1, table 106)."""


def read_pages(path: Path, numbers: Sequence[int]) -> Iterator[Page | PageFailure]:
    """Raises what the library does where the file can't be opened."""
    import playa

    with playa.open(path) as document:
        for number in numbers:
            yield attempted(number, partial(_page, document, number))


def _page(document: playa.Document, number: int) -> Page:
    """What is drawn in no ink is left out; whether more is hidden, nothing here can tell."""
    page = document.pages[number - 1]
    glyphs = [
        Glyph(glyph.text or "", *glyph.bbox)
        for glyph in islice(page.glyphs, _MOST_GLYPHS)
        if glyph.gstate.render_mode not in _NO_INK
    ]
    words = words_of(glyphs, number, page.width, page.height)
    return Page(number, page.width, page.height, tuple(blocks_by_space(words)), (NAME,))


def count_pages(path: Path) -> int:
    """Raises what the library does where the file can't be opened."""
    import playa

    with playa.open(path) as document:
        return len(document.pages)
