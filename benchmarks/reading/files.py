"""What is read: filings and reports of the corpora, or the samples; and long documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import numpy as np
import pypdfium2
from docx import Document

from benchmarks.report import SAMPLES, corpora

_SEED = 20
LONG_PAGES = 500
DOCX_PAGES = 872
_DOCX_WORDS = 300
"""Words of a page of prose in 11 points."""
_Item = TypeVar("_Item")


def filings() -> list[Path]:
    """The long financial filings; the samples where there are no corpora."""
    return _found("financebench/pdfs") or sorted(SAMPLES.glob("*.pdf"))


def pdfs() -> list[Path]:
    """Filings and French reports."""
    return filings() + _found("rapports-fr/pdfs")


def _found(name: str) -> list[Path]:
    folder = corpora()
    return sorted((folder / name).glob("*.pdf")) if folder else []


def some(items: Sequence[_Item], most: int) -> list[_Item]:
    """The same ones on every run, in their order."""
    number = min(most, len(items))
    chosen = np.random.default_rng(_SEED).choice(len(items), number, replace=False)
    return [items[index] for index in sorted(chosen)]


def page_count(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def long_pdf(folder: Path) -> Path:
    """The filing that is nearest to 500 pages; the samples joined where none is near."""
    nearest = min(filings(), key=lambda path: abs(page_count(path) - LONG_PAGES))
    if abs(page_count(nearest) - LONG_PAGES) <= LONG_PAGES // 10:
        return nearest
    every = [(path, page) for path in filings() for page in range(page_count(path))]
    endless = cycle(every)
    return _joined([next(endless) for _ in range(LONG_PAGES)], folder / "long.pdf")


def sampled_pages(folder: Path, most: int) -> Path:
    """One PDF of pages drawn from all files: what slow tools are compared on."""
    every = [(path, page) for path in pdfs() for page in range(page_count(path))]
    return _joined(some(every, most), folder / "pages.pdf")


def _joined(pages: Sequence[tuple[Path, int]], target: Path) -> Path:
    with pypdfium2.PdfDocument.new() as made:
        for path in dict.fromkeys(path for path, _ in pages):
            with pypdfium2.PdfDocument(path) as source:
                made.import_pages(source, [page for of, page in pages if of == path])
        made.save(target)
    return target


def long_docx(folder: Path) -> Path:
    """Headings, paragraphs, lists and tables, on about 872 pages."""
    words = _words()
    made = Document()
    for page in range(1, DOCX_PAGES + 1):
        if page % 10 == 1:
            made.add_heading(f"Part {page // 10 + 1}", 1)
        made.add_heading(f"Section {page}", 2)
        for _ in range(3):
            made.add_paragraph(" ".join(next(words) for _ in range(_DOCX_WORDS // 4)))
        for _ in range(3):
            made.add_paragraph(" ".join(next(words) for _ in range(9)), "List Bullet")
        table = made.add_table(8, 4)
        for row in table.rows:
            for cell in row.cells:
                cell.text = next(words)
        made.add_paragraph().paragraph_format.page_break_before = True
    target = folder / "long.docx"
    made.save(str(target))
    return target


def _words() -> Iterator[str]:
    """Without end; they mean nothing."""
    chance = np.random.default_rng(_SEED)
    parts = np.array(["la", "ré", "mon", "ti", "ver", "sol", "que", "dan", "1", "2", "40"])
    while True:
        yield from map("".join, chance.choice(parts, (1_000, 3)))
