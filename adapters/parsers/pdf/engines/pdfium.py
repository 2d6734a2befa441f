"""pdfium's text alone: words from its characters, paragraphs from the space between them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.parsers.pdf.engines.by_space import blocks_by_space
from adapters.parsers.pdf.engines.glyphs import Glyph, words_of
from adapters.parsers.pdf.page import Page, PageFailure, attempted
from adapters.parsers.pdf.seen import comments_of, seen
from adapters.parsers.pdf.zones import page_words

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

NAME = "pypdfium2"
_MOST_GLYPHS = 200_000
"""On one page; a page of text has some 5,000."""
_STEP = 64
"""Parts of a point: the engine turns points of the page into whole pixels."""


def read_pages(path: Path, numbers: Sequence[int]) -> Iterator[Page | PageFailure]:
    """Raises PdfiumError where the file can't be opened."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for number in numbers:
            yield attempted(number, partial(_read, document, number))


def _read(document: PdfDocument, number: int) -> Page:
    from liteparse import ParsedPage, TextItem

    drawn = document[number - 1]
    width, height = drawn.get_size()
    items = [
        TextItem(text, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
        for text, box, _ in words_of(glyphs_of(drawn), number, width, height)
    ]
    page = ParsedPage(number, width, height, text="", markdown="", text_items=items)
    shown, hidden = seen(page, drawn)
    blocks = tuple(blocks_by_space(page_words(shown)))
    remarks = comments_of(drawn, number)
    return Page(number, width, height, blocks, (NAME,), (*hidden, *remarks))


def count_pages(path: Path) -> int:
    """Raises PdfiumError where the file can't be opened."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def glyphs_of(page: PdfPage) -> Iterator[Glyph]:
    from pypdfium2 import raw

    text = page.get_textpage()
    box = raw.FS_RECTF()
    for rank in range(min(text.count_chars(), _MOST_GLYPHS)):
        sign = chr(raw.FPDFText_GetUnicode(text.raw, rank))
        raw.FPDFText_GetLooseCharBox(text.raw, rank, box)
        one = _from_top(page, box.left, box.top)
        other = _from_top(page, box.right, box.bottom)
        (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        yield Glyph("" if sign == "\0" else sign, x0, y0, x1, y1)


def _from_top(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it is shown: turned, cut, and counted from its top left."""
    from pypdfium2 import raw

    width, height = page.get_size()
    across, down = ctypes.c_int(), ctypes.c_int()
    size = int(width * _STEP), int(height * _STEP)
    raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / _STEP, down.value / _STEP
