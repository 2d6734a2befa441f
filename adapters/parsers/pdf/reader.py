"""The steps by which a PDF is read. `read` takes them all in one process; `tasks` in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.parsers.ocr.scanned import has_text, is_image
from adapters.parsers.pdf.first_pass import count_pages, read_pages
from adapters.parsers.pdf.footnotes import with_notes_apart
from adapters.parsers.pdf.leaves import page_leaf
from adapters.parsers.pdf.outline import Title, outline_of
from adapters.parsers.pdf.page import A4_PT, Page, PageFailure
from adapters.parsers.pdf.parts import parts_of
from adapters.parsers.pdf.properties import hidden_in_file
from adapters.parsers.pdf.scans import recognised
from adapters.parsers.pdf.sketch import sketch_of
from adapters.parsers.pdf.titles import with_whole_titles
from adapters.parsers.pdf.told import Decision, Told, decided, parsed_of
from core.outcomes import ErrorItem, Hidden
from core.readings import ElementKind, Leaf, Parsed

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

Read = tuple[Page, Told]


def read(path: Path) -> Parsed:
    """Every page of a PDF, in order, also those without a word.

    Raises `Unreadable` (encrypted, malformed) where no page can be read.
    """
    parts = parts_of(count_pages(path))
    first = [read for part in parts for read in first_pass(path, part)]
    found = {page.number: (page, told) for page, told in first}
    scans = [page for page, told in found.values() if told.is_scan]
    found |= {page.number: (page, told) for page, told in second_pass(path, scans)}
    return assembled(list(found.values()), outline_of(path), hidden_in_file(path))


def assembled(found: Sequence[Read], outline: Sequence[Title], hidden: Sequence[Hidden]) -> Parsed:
    """What the pages make together, in any order."""
    in_order = sorted(found, key=lambda read: read[1].number)
    told = [of_page for _, of_page in in_order]
    decisions = decided(told, outline)
    return parsed_of([leaf_of(page, decisions[page.number]) for page, _ in in_order], told, hidden)


def first_pass(path: Path, numbers: Sequence[int], failed: Sequence[str] = ()) -> Iterator[Read]:
    """The pages by the first engine that reads each, and what is told of them."""
    with _opened(path) as document:
        for page in read_pages(path, numbers, failed):
            if isinstance(page, PageFailure):
                error = ErrorItem("pdf", "malformed", page.message, page.number)
                empty = Page(page.number, *A4_PT, (), (page.message,))
                yield empty, _told(empty, error)
            else:
                yield page, replace(_told(page), is_scan=_is_scan(document, page))


@contextmanager
def _opened(path: Path) -> Iterator[PdfDocument | None]:
    """The document to look at images in; None where pdfium can't open it."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        yield None
        return
    with document:
        yield document


def _is_scan(document: PdfDocument | None, page: Page) -> bool:
    from pypdfium2 import PdfiumError

    if document is None or has_text(page.words):
        return False
    try:
        return is_image(document[page.number - 1])
    except PdfiumError:  # another engine read a page that this one can't load
        return False


def second_pass(path: Path, scans: Sequence[Page]) -> Iterator[Read]:
    """Pages that are images, with what was recognised on them."""
    for page, error in recognised(path, scans):
        yield page, _told(page, error)


def _told(page: Page, error: ErrorItem | None = None) -> Told:
    height = page.stance.size_pt[1] if page.stance else page.height
    sketches = tuple(map(sketch_of, page.blocks))
    return Told(page.number, height, sketches, False, page.hidden, error)


def leaf_of(page: Page, decisions: Sequence[Decision]) -> Leaf:
    """The leaf of a page whose blocks are what was decided; without heading paths."""
    blocks = [
        block
        if (block.kind, block.level) == (kind, level)
        else replace(block, kind=kind, level=level)
        for block, (kind, level) in zip(page.blocks, decisions, strict=True)
    ]
    width, height = page.stance.size_pt if page.stance else (page.width, page.height)
    titled = with_notes_apart(height, with_whole_titles(blocks))
    # A page number at the foot of a column would part it from the next one.
    footed = sorted(titled, key=lambda block: block.kind is ElementKind.FOOTER)
    return page.finished(page_leaf(page.number, width, height, footed))
