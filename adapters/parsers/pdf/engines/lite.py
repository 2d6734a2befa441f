"""liteparse: words with boxes, and the regions that it puts them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.parsers.pdf.blocks import page_blocks
from adapters.parsers.pdf.page import Page, PageFailure, attempted
from adapters.parsers.pdf.regions import with_columns_apart
from adapters.parsers.pdf.seen import comments_of, seen
from adapters.parsers.pdf.sideways import without_sideways
from adapters.parsers.pdf.zones import zones_of

if TYPE_CHECKING:
    from liteparse import ParsedPage
    from pypdfium2 import PdfDocument

NAME = "liteparse"


def read_pages(path: Path, numbers: Sequence[int]) -> Iterator[Page | PageFailure]:
    """Raises whatever the engine does where it can't open the file."""
    import liteparse
    import pypdfium2

    engine = liteparse.LiteParse(
        ocr_enabled=False,
        extract_blocks=True,
        emit_word_boxes=True,
        keep_headers_footers=True,
        continue_on_page_error=True,
        preserve_very_small_text=False,
        quiet=True,
        target_pages=",".join(map(str, numbers)),
    )
    with pypdfium2.PdfDocument(path) as document:
        result = engine.parse(path.read_bytes())
        for page in result.pages:
            yield attempted(page.page_num, partial(_read, page, document))
        for error in result.page_errors:
            yield PageFailure(error.page_num, error.message)


def _read(page: ParsedPage, document: PdfDocument) -> Page:
    drawn = document[page.page_num - 1]
    shown, hidden = seen(page, drawn)
    upright, sideways = without_sideways(shown)
    blocks = (*page_blocks(with_columns_apart(zones_of(upright))), *sideways)
    remarks = comments_of(drawn, page.page_num)
    return Page(page.page_num, page.width, page.height, blocks, (NAME,), (*hidden, *remarks))
