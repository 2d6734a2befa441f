"""PNG, JPEG and TIFF: each frame is a page, read by text recognition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.parsers.finish import finish
from adapters.parsers.frames import count, frame, opened
from adapters.parsers.ocr.engines import Engine, installed
from adapters.parsers.ocr.scan import read_image
from adapters.parsers.pdf.page import A4_PT, Page
from adapters.parsers.pdf.reader import leaf_of
from adapters.parsers.pdf.sketch import sketch_of
from adapters.parsers.pdf.told import Told, decided
from core.errors import Unreadable
from core.outcomes import ErrorItem
from core.readings import Parsed

_COMPONENT = "picture"


def read(path: Path, engines: Sequence[Engine] | None = None) -> Parsed:
    """Every frame a leaf of kind page, its boxes in points of the frame as viewers show it.

    A frame that can't be read is an error and an empty leaf. Raises `Unreadable` where none can.
    """
    chosen = installed() if engines is None else engines
    with opened(path) as file:
        pages = [page_of(file, number, chosen) for number in range(1, count(file) + 1)]
    told = [told_of(page, error) for page, error in pages]
    decisions = decided(told, ())
    leaves = [leaf_of(page, decisions[page.number]) for page, _ in pages]
    return finish(_COMPONENT, leaves, [error for _, error in pages if error])


def page_of(file: Any, number: int, engines: Sequence[Engine]) -> tuple[Page, ErrorItem | None]:
    """A frame, and what went wrong. Raises `Unreadable` where it can't be read and is alone."""
    try:
        image, size_pt = frame(file, number)
    except Unreadable as error:
        if count(file) == 1:
            raise
        item = ErrorItem(_COMPONENT, error.category, error.detail, number)
        return Page(number, *A4_PT, (), ()), item
    seen = read_image(image.convert("L"), number, size_pt, (), engines)
    page = Page(number, *size_pt, seen.blocks, seen.read_by, stance=seen.stance)
    return page, seen.errors[0] if seen.errors else None


def told_of(page: Page, error: ErrorItem | None) -> Told:
    """Running heads and the levels of headings are known from all frames together."""
    height = page.stance.size_pt[1] if page.stance else page.height
    return Told(page.number, height, tuple(map(sketch_of, page.blocks)), error=error)
