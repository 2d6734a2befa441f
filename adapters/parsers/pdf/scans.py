"""The second pass over the pages that are images: what stands on them is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from adapters.parsers.finish import safe_message
from adapters.parsers.ocr.blocks import scan_blocks
from adapters.parsers.ocr.scan import ScanResult, read_scan
from adapters.parsers.ocr.upright import Stance
from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Line
from adapters.parsers.pdf.page import Page
from core.outcomes import ErrorItem


def recognised(path: Path, pages: Sequence[Page]) -> Iterator[tuple[Page, ErrorItem | None]]:
    """Each page with what its image shows beside its text layer, and what went wrong."""
    import pypdfium2

    if not pages:  # of a file that pdfium can't open, none is a scan
        return
    with pypdfium2.PdfDocument(path) as document:
        for page in pages:
            try:
                result = read_scan(document[page.number - 1], page.number, page.words)
            except pypdfium2.PdfiumError as error:
                message = safe_message(f"The page can't be drawn: {error}")
                yield page, ErrorItem("ocr", "malformed", message, page.number)
                continue
            seen = replace(_with(page, result), read_by=(*page.read_by, *result.read_by))
            yield seen, result.errors[0] if result.errors else None


def _with(page: Page, result: ScanResult) -> Page:
    """What was recognised instead of the page's blocks; behind them, where it has a text layer."""
    found = [word for block in result.blocks for line in block.lines for word in line.words]
    recognised = [word for word in found if word.confidence is not None]
    if len(recognised) == len(found):
        return replace(page, blocks=result.blocks, stance=result.stance)
    added = [_on_page(block, result.stance) for block in scan_blocks(recognised)]
    return replace(page, blocks=(*page.blocks, *added))


def _on_page(block: Block, stance: Stance) -> Block:
    """A block of the upright page on the page as it stands."""
    lines = [
        Line(tuple(word._replace(box=stance.on_page(word.box)) for word in line.words))
        for line in block.lines
    ]
    return block_of(block.kind, lines, block.level)
