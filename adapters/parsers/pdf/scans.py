"""The second pass over the pages that are images: what stands on them is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from adapters.parsers.finish import safe_message
from adapters.parsers.ocr.scan import read_scan
from adapters.parsers.pdf.page import Page
from core.outcomes import ErrorItem


def recognised(path: Path, pages: Sequence[Page]) -> Iterator[tuple[Page, ErrorItem | None]]:
    """Each page with what its image shows beside its text layer, and what went wrong."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            for page in pages:
                result = read_scan(document[page.number - 1], page.number, page.words)
                read_by = (*page.read_by, *result.read_by)
                seen = replace(page, blocks=result.blocks, read_by=read_by, stance=result.stance)
                yield seen, result.errors[0] if result.errors else None
    except pypdfium2.PdfiumError as error:
        message = safe_message(f"The page can't be drawn: {error}")
        for page in pages:
            yield page, ErrorItem("ocr", "malformed", message, page.number)
