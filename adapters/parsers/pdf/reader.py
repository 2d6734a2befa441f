"""Reads a PDF. Runs in the cage: the engines below can abort, hang or eat memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.parsers.headings import with_heading_paths
from adapters.parsers.pdf.blocks import Block, page_blocks
from adapters.parsers.pdf.footnotes import with_notes_apart
from adapters.parsers.pdf.furniture import mark_furniture
from adapters.parsers.pdf.leaves import page_leaf
from adapters.parsers.pdf.levels import with_levels
from adapters.parsers.pdf.outline import outline_of
from adapters.parsers.pdf.regions import with_columns_apart
from adapters.parsers.pdf.sideways import without_sideways
from adapters.parsers.pdf.titles import with_whole_titles
from core.errors import Unreadable
from core.outcomes import ErrorItem
from core.readings import Leaf, Parsed

if TYPE_CHECKING:
    from liteparse import ParsedPage, ParseResult
    from pypdfium2 import PdfPage


def read(path: Path) -> Parsed:
    """Every page of a PDF, in order, also those without a word.

    Raises `Unreadable` (encrypted, malformed) where no page can be read.
    """
    result = _parse(path)
    pages = [(page.height, _blocks(page)) for page in result.pages]
    levelled = map(with_whole_titles, with_levels(mark_furniture(pages), outline_of(path)))
    leaves = [
        page_leaf(page.page_num, page.width, page.height, with_notes_apart(page.height, blocks))
        for page, blocks in zip(result.pages, levelled, strict=True)
    ]
    failed = [
        ErrorItem("pdf", "malformed", error.message[:300], error.page_num)
        for error in result.page_errors
    ]
    return Parsed(with_heading_paths(leaves), (*failed, *_without_text(path, leaves)))


def _blocks(page: ParsedPage) -> list[Block]:
    """The blocks of a page in reading order; what is set sideways comes last."""
    upright, sideways = without_sideways(page)
    return [*page_blocks(with_columns_apart(upright)), *sideways]


def _parse(path: Path) -> ParseResult:
    import liteparse

    engine = liteparse.LiteParse(
        ocr_enabled=False,
        extract_blocks=True,
        emit_word_boxes=True,
        keep_headers_footers=True,
        continue_on_page_error=True,
        preserve_very_small_text=False,
        quiet=True,
    )
    try:
        return engine.parse(path.read_bytes())
    except Exception as error:  # the engine raises many types; the message says which it was
        text = str(error)
        if "password" in text.casefold():
            raise Unreadable(
                "The PDF is encrypted.", "encrypted", "Save it without a password."
            ) from error
        raise Unreadable(f"The PDF can't be read: {text[:200]}", "malformed") from error


def _without_text(path: Path, leaves: Sequence[Leaf]) -> list[ErrorItem]:
    """An error for each page that shows an image and holds no word. A blank page is no error."""
    empty = [leaf.number for leaf in leaves if not leaf.words]
    if not empty:
        return []
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return [
            ErrorItem("pdf", "no_text_layer", "The page is an image without a text layer.", page)
            for page in empty
            if _shows_image(document[page - 1])
        ]


def _shows_image(page: PdfPage) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return any(True for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=4))
