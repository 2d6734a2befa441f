"""Long documents are read in parts: what becomes of them when a page kills what reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.parsers.confine import Limits
from adapters.parsers.paged import read_paged
from adapters.parsers.pdf.page import Page, read_page, write_page
from adapters.parsers.pdf.reader import Read, read
from adapters.parsers.pdf.tasks import leave
from adapters.parsers.pdf.told import Told
from core.errors import Unreadable
from core.readings import Parsed
from tests.adapters.parsers.ocr_pages import bars

PAGES = 42
PDF = "adapters.parsers.pdf.tasks"
SAMPLE = Path("samples/documents/rapport-audit.pdf")


@pytest.fixture(scope="module")
def long_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a sample, again and again."""
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    with pypdfium2.PdfDocument(SAMPLE) as sample, pypdfium2.PdfDocument.new() as document:
        for _ in range(PAGES // len(sample)):
            document.import_pages(sample)
        document.save(path)
    return path


@dataclass(slots=True)
class Cage:
    """Runs tasks in this process; some engines die on some pages."""

    deadly: Callable[[int, str], bool] = lambda page, engine: False
    category: str = "crash"
    runs: list[tuple[str, Collection[int]]] = field(default_factory=list)
    engines: tuple[str, ...] = ("liteparse", "pypdfium2", "playa")

    async def run(self, task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
        module, _, name = task.partition(":")
        self.runs.append((name, arguments.get("pages", ())))
        if name == "first_pass":
            engine = self.engines[len(arguments["failed"])]
            if any(self.deadly(page, engine) for page in arguments["pages"]):
                raise Unreadable("the parser died", self.category)
        await asyncio.sleep(0)  # others may go on; in threads, pdfium would break
        found: bytes = getattr(import_module(module), name)(arguments)
        return found


def parse(path: Path, cage: Cage, tell: Callable[[int, int], None] = lambda *_: None) -> Parsed:
    return asyncio.run(read_paged(path.absolute(), PDF, cage.run, Limits(), 60.0, tell))


def test_parts_make_what_one_process_makes(long_document: Path) -> None:
    cage = Cage()
    assert parse(long_document, cage) == read(long_document)
    assert sum(name == "first_pass" for name, _ in cage.runs) == 2


def test_a_small_document_takes_one_process() -> None:
    cage = Cage()
    assert parse(SAMPLE, cage) == read(SAMPLE)
    assert len(cage.runs) == 1


@pytest.mark.parametrize("category", ["crash", "timeout", "memory"])
def test_a_page_that_kills_an_engine_is_read_by_the_next(
    long_document: Path, category: str
) -> None:
    cage = Cage(lambda page, engine: page == 9 and engine == "liteparse", category)
    found = parse(long_document, cage)
    assert found.errors == ()
    assert found.leaves[8].read_by == (f"liteparse: {category}", "pypdfium2")
    assert found.leaves[8].words
    whole = read(long_document)
    others = [leaf.text for leaf in found.leaves if leaf.number != 9]
    assert others == [leaf.text for leaf in whole.leaves if leaf.number != 9]


def test_a_page_that_kills_every_engine_is_an_error_and_the_others_are_read(
    long_document: Path,
) -> None:
    found = parse(long_document, Cage(lambda page, engine: page == 9))
    assert [(error.page, error.category) for error in found.errors] == [(9, "crash")]
    assert [leaf.number for leaf in found.leaves if not leaf.words] == [9]


def test_a_document_that_kills_without_end_is_given_up_soon(long_document: Path) -> None:
    cage = Cage(lambda page, engine: True)
    with pytest.raises(Unreadable) as raised:
        parse(long_document, cage)
    assert raised.value.category == "crash"
    assert len(cage.runs) < 120


def test_progress_is_told_to_the_last_page(long_document: Path) -> None:
    told: list[tuple[int, int]] = []
    parse(long_document, Cage(), lambda done, pages: told.append((done, pages)))
    assert told[0] == (0, PAGES)
    assert told[-1] == (PAGES, PAGES)


def test_what_is_no_pdf_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\0" * 500)
    with pytest.raises(Unreadable) as raised:
        parse(path, Cage())
    assert raised.value.category == "malformed"


def test_pages_that_are_only_declared_are_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1000000>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )
    with pytest.raises(Unreadable) as raised:
        parse(path, Cage())
    assert raised.value.category == "too_large"


@dataclass(slots=True)
class Nonsense(Cage):
    async def run(self, task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
        whole = await Cage.run(self, task, arguments, limits)
        return b"[{}]" if task.endswith("first_pass") else whole


def test_a_broken_result_is_no_group_of_errors(long_document: Path) -> None:
    with pytest.raises(KeyError):  # which `CagedParser` tells as a result that is broken
        parse(long_document, Nonsense())


def scans(path: Path, pages: int) -> Path:
    """Pages that are images, each with a word off the page."""
    canvas = Canvas(str(path), pagesize=(600, 800))
    for _ in range(pages):
        canvas.drawImage(ImageReader(bars()), 0, 0, 600, 800)
        canvas.drawString(50, 900, "ailleurs")
        canvas.showPage()
    canvas.save()
    return path


def test_what_is_hidden_on_a_scan_is_told_in_parts_as_in_one_process(tmp_path: Path) -> None:
    path = scans(tmp_path / "scans.pdf", 2)
    found = parse(path, Cage())
    assert [hidden.leaf for hidden in found.hidden if hidden.text == "ailleurs"] == [1, 2]
    assert found == read(path)


def test_a_process_that_dies_leaves_the_pages_as_they_were(tmp_path: Path) -> None:
    before = Page(1, 600, 800, (), ("liteparse",))
    write_page(tmp_path, before)

    def dying() -> Iterator[Read]:
        yield replace(before, read_by=("liteparse", "tesseract")), Told(1)
        raise MemoryError

    with pytest.raises(MemoryError):
        leave({"folder": str(tmp_path)}, dying())
    assert read_page(tmp_path, 1) == before
