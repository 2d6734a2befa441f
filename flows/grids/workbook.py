"""A grid as a workbook: a summary, values, the evidence behind each, and what needs a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO
from urllib.parse import quote as escaped

from core.cells import Cell, CellQuote, CellState
from core.grids import AnswerType, Grid, GridQuestion, TypedValue
from core.workbook import RowLink, Sheet, SheetCell, Tone, Workbook, WorkbookWriter
from flows.grids.shown import TONES, clipped, different, said, typed_cell, value_cell
from flows.grids.summary import Summary, header
from flows.grids.views import Progress, Row
from flows.grids.words import reason_of, unit_for_people, words_in

_WIDTHS = {
    AnswerType.TEXT: 48,
    AnswerType.LIST: 48,
    AnswerType.PARTY: 32,
    AnswerType.NUMBER: 18,
    AnswerType.DATE: 14,
    AnswerType.YES_NO: 12,
}
_EVIDENCE = (
    *(("document", 38), ("question", 22), ("state", 13), ("value", 28), ("normalised", 20)),
    *(("unit", 8), ("quote", 90), ("place", 14), ("verdict", 14), ("confidence", 12)),
    ("proof", 15),
)
_EXCEPTIONS = (
    *(("document", 38), ("question", 22), ("state", 13), ("reason", 36), ("value", 36)),
    *(("confidence", 12), ("quote", 80)),
)
_TEXTS = frozenset({AnswerType.TEXT, AnswerType.LIST, AnswerType.PARTY})
"""Types that take several lines."""
_DOCUMENT_WIDTH, _PAGE_WIDTH = 38, 6
_MOST_LINES = 4
"""Of a document's values."""


@dataclass(slots=True)
class GridWorkbook:
    """Takes a grid's rows one after the other; the workbook is there once it is closed."""

    grid: Grid
    address: str
    """Of a server, for links to evidence; empty: none."""
    book: Workbook
    summary: Summary
    words: Mapping[str, str]

    def __post_init__(self) -> None:
        labels = [self.words["document"]]
        for question in self.grid.questions:
            labels += [question.label, *([self.words["p."]] if question.type in _TEXTS else [])]
        self._add("values", header(labels))
        self._add("evidence", header([self.words[name] for name, _ in _EVIDENCE]))
        self._add("exceptions", header([self.words[name] for name, _ in _EXCEPTIONS]))
        self._add("documents", self.summary.documents_header)

    def _add(self, sheet: str, cells: Sequence[SheetCell]) -> RowLink:
        name = self.words[sheet]
        return RowLink(name, self.book.add(name, tuple(cells)))

    @property
    def size(self) -> int:
        return self.book.chars

    def add(self, row: Row) -> None:
        name = row.name or self.words["unseen"]
        values = [SheetCell(name, Tone.STRONG)]
        for question, cell in zip(self.grid.questions, row.cells, strict=True):
            values += self._values(question, cell, self._proofs(name, question, cell))
        place = self._add("values", values)
        self._add("documents", self.summary.document(row, name, place))

    def _values(self, question: GridQuestion, cell: Cell, proof: RowLink | None) -> list[SheetCell]:
        """A cell leads to its proof; of a text its page does, as LibreOffice wraps no link."""
        if question.type not in _TEXTS:
            return [value_cell(cell, question.type, self.words, proof)]
        page = cell.quotes[0].page if cell.quotes else None
        shown = value_cell(cell, question.type, self.words, None)
        return [shown, SheetCell(page or "→", shown.tone, proof)]

    def _proofs(self, name: str, question: GridQuestion, cell: Cell) -> RowLink | None:
        """Add what a cell rests on, and that it needs a look; where that begins."""
        proofs = [
            self._add("evidence", self._evidence(name, question, cell, quote))
            for quote in cell.quotes
        ]
        link = proofs[0] if proofs else None
        if cell.state is not CellState.FOUND:
            excuse = self._add("exceptions", self._exception(name, question, cell, link))
            link = link or excuse
        return link

    def _evidence(
        self, name: str, question: GridQuestion, cell: Cell, quote: CellQuote
    ) -> list[SheetCell]:
        words, value = self.words, quote.value
        unit = unit_for_people(value.unit or "", words["language"]) if value else ""
        page = words["page"].format(quote.page) if quote.page else quote.citations[0]["locator"]
        return [
            SheetCell(name, Tone.STRONG),
            SheetCell(question.label),
            SheetCell(words[f"state {cell.state.value}"], TONES[cell.state]),
            *self._both(value, question.type),
            SheetCell(unit),
            SheetCell(quote.text),
            SheetCell(page),
            SheetCell(words[f"verdict {quote.verdict.value}"]),
            _sure(cell),
            self._proof(quote),
        ]

    def _both(self, value: TypedValue | None, asked: AnswerType) -> tuple[SheetCell, SheetCell]:
        """A value as the document has it, and normalised; of a text the quote says it all."""
        if value is None or asked is AnswerType.TEXT:
            return SheetCell(""), SheetCell("")
        as_said = SheetCell(clipped(said(value, asked, self.words)))
        return as_said, typed_cell(value, asked, self.words)

    def _proof(self, quote: CellQuote) -> SheetCell:
        """A link to the page of the server that shows evidence; it asks for the key, if any."""
        if not self.address:
            return SheetCell("")
        citation = escaped(str(quote.citations[0]["id"]), safe="")
        return SheetCell(self.words["open"], link=f"{self.address}/?citation={citation}")

    def _exception(
        self, name: str, question: GridQuestion, cell: Cell, proof: RowLink | None
    ) -> list[SheetCell]:
        words = self.words
        return [
            SheetCell(name, Tone.STRONG),
            SheetCell(question.label),
            SheetCell(words[f"state {cell.state.value}"], TONES[cell.state], proof),
            SheetCell(reason_of(cell.state.value, cell.reason, words)),
            SheetCell(clipped(different(cell, question.type, words))),
            _sure(cell),
            SheetCell(cell.quotes[0].text if cell.quotes else ""),
        ]

    def close(self) -> None:
        for cells in self.summary.rows():
            self._add("summary", cells)
        self.book.close()


def _sure(cell: Cell) -> SheetCell:
    return SheetCell(Decimal(round(100 * cell.confidence)), unit="%")


def open_workbook(
    writer: WorkbookWriter, file: IO[bytes], folder: Path, progress: Progress, address: str = ""
) -> GridWorkbook:
    """A workbook for a grid's rows, which becomes `file`; `folder` is for what is in the making."""
    grid, words = progress.grid, words_in(progress.grid.language)
    states = [one for one in CellState if one is not CellState.PENDING or progress.counts[one]]
    summary = Summary(grid, words, states)
    asked = [question.type for question in grid.questions]
    each = ((_WIDTHS[one], *([_PAGE_WIDTH] if one in _TEXTS else [])) for one in asked)
    widths = (_DOCUMENT_WIDTH, *chain.from_iterable(each))
    sheets = (
        summary.sheet,
        Sheet(words["values"], widths, _MOST_LINES, (1, 1)),
        Sheet(words["evidence"], tuple(width for _, width in _EVIDENCE), frozen=(1, 2)),
        Sheet(words["exceptions"], tuple(width for _, width in _EXCEPTIONS), frozen=(1, 2)),
        summary.documents_sheet,
    )
    book = writer.open(file, folder, sheets, grid.created_at)
    return GridWorkbook(grid, address.rstrip("/"), book, summary, words)
