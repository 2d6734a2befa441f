"""A file that was read, made by hand: a page with everything, a sheet, and hostile text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from core.description import Description, Fact, Field
from core.errors import Unreadable
from core.ids import DocumentId, ReadingId, VersionId
from core.outcomes import ErrorItem, Hidden, HiddenReason
from core.places import Box
from core.ports import PageImage
from core.readings import (
    Cell,
    CellValue,
    Element,
    ElementKind,
    Leaf,
    LeafKind,
    Reading,
    Table,
    Word,
    WordSpan,
)
from flows.inspect.read import Inspection

HOSTILE = "</script><img/src=x/onerror=alert(1)>"
ESCAPES = "\x1b[31mred\u202eder"
_TEXT = f"Rents {HOSTILE} {ESCAPES} paid Total 2024 Paris 12 500 Lyon 900"
_DOUBTFUL = "paid"


def page(number: int = 1) -> Leaf:
    """Heading, paragraph with a doubtful word, and a table with a header and a merged cell."""
    words, at = [], 0
    for rank, text in enumerate(_TEXT.split(" ")):
        left, top = 50 + 60.0 * (rank % 4), 50 + 40.0 * (rank // 4)
        box = Box(number, left, top, left + 40, top + 10)
        sure = 0.41 if text == _DOUBTFUL else 0.97
        words.append(Word(at, at + len(text), box, confidence=sure))
        at += len(text) + 1
    cells = (
        Cell(0, 0, WordSpan(4, 5)),
        Cell(0, 1, WordSpan(5, 6), column_span=2),
        Cell(1, 0, WordSpan(6, 7)),
        Cell(1, 1, WordSpan(7, 8)),
        Cell(1, 2, WordSpan(8, 9)),
        Cell(2, 0, WordSpan(9, 10)),
        Cell(2, 2, WordSpan(10, 11)),
    )
    elements = (
        Element(ElementKind.HEADING, WordSpan(0, 1), level=2),
        Element(ElementKind.PARAGRAPH, WordSpan(1, 4)),
        Element(ElementKind.TABLE, WordSpan(4, 11), table=Table(cells, WordSpan(4, 6))),
    )
    return Leaf(
        number,
        LeafKind.PAGE,
        _TEXT,
        tuple(words),
        elements,
        width_pt=400,
        height_pt=600,
        read_by=("liteparse", "tesseract"),
    )


def sheet() -> Leaf:
    """Two rows far apart, and what is behind one cell."""
    texts = (("B2", "Rate"), ("C2", "Rent"), ("B9", "12.5 %"), ("C9", "900"))
    words, at = [], 0
    for address, text in texts:
        for part in text.split(" "):
            words.append(Word(at, at + len(part), cell=address))
            at += len(part) + 1
    cells = (Cell(0, 0, WordSpan(0, 1)), Cell(0, 1, WordSpan(1, 2)))
    table = Element(ElementKind.TABLE, WordSpan(0, 5), table=Table(cells, WordSpan(0, 2)))
    value = CellValue("B9", "0.125", "0.0 %", "C9/7200")
    text = "Rate Rent 12.5 % 900"
    return Leaf(1, LeafKind.SHEET, text, tuple(words), (table,), "Loyers", values=(value,))


def found(*leaves: Leaf, name: str = f"{HOSTILE}.pdf") -> Inspection:
    reading = Reading(
        ReadingId(""),
        DocumentId(""),
        VersionId(""),
        "pdf/9 engine/1.0",
        leaves,
        (ErrorItem("pdf", "timeout", f"Gave up {HOSTILE}", 1),),
        (Hidden(HiddenReason.WHITE, f"pay {HOSTILE}", 12, 1, "margin"),),
    )
    issuer = Fact(Field.ISSUER, f"Exemplarion {HOSTILE}", leaf=1, words=WordSpan(1, 2), quote="Ex")
    facts = Description((issuer,))
    return Inspection(name, "application/pdf", 1_234_567, reading, leaves, facts)


class Pen:
    """Implements `core.ports.PageRenderer`: a grey point, but for pages it can't draw."""

    def __init__(self, fails_on: Sequence[int] = (), size_bytes: int = 0) -> None:
        self._fails_on = fails_on
        self._size_bytes = size_bytes
        self.asked: list[tuple[Path, int, float]] = []

    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        self.asked.append((path, page, scale))
        if page in self._fails_on:
            raise Unreadable("The page can't be drawn.")
        return PageImage(_GREY_PNG.ljust(self._size_bytes, b"\0"), scale)


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


_GREY_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\xcc"))
    + _chunk(b"IEND", b"")
)


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
