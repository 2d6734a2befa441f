"""Cells, tables and questions made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import openpyxl

from core.cells import Cell, CellQuote, CellState
from core.grids import AnswerType, Grid, GridQuestion, TypedValue
from core.ids import DocumentId, EntityId, GridId, VersionId
from core.principals import Classification
from flows.bootstrap import build_workbook_writer
from flows.grids.exports import GridFile
from flows.grids.lines import CsvFile, JsonLinesFile
from flows.grids.views import GridState, Progress, Row
from flows.grids.workbook import open_workbook

RENT = GridQuestion("rent", "Quel est le loyer ?", AnswerType.NUMBER, "Loyer", "EUR")
START = GridQuestion("start", "Quand commence-t-il ?", AnswerType.DATE, "Début")
CLAUSE = GridQuestion("clause", "Quelle indexation ?", AnswerType.TEXT, "Indexation")
MADE_AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
VERSION = VersionId("0123456789abcdef" * 4)


def quote(
    text: str, value: TypedValue | None = None, page: int | None = 3, verdict: str = "supported"
) -> CellQuote:
    citation: dict[str, Any] = {
        "id": f"reading~page:{page}:char:0-9",
        "quote": text,
        "page_start": page,
        "locator": f"page:{page}:char:0-9",
        "verdict": verdict,
    }
    return CellQuote((citation,), value)


def found(text: str, value: TypedValue, state: CellState = CellState.FOUND) -> Cell:
    return Cell(state, 0.8, value, (quote(text, value),))


@dataclass(frozen=True)
class Table:
    """A whole grid."""

    progress: Progress
    rows: tuple[Row, ...]

    def book(self, address: str = "") -> Any:
        """Its workbook, as another library reads it."""
        return openpyxl.load_workbook(BytesIO(self.xlsx(address)))

    def xlsx(self, address: str = "") -> bytes:
        with TemporaryDirectory() as folder, TemporaryFile() as file:
            writer = build_workbook_writer()
            return self._written(
                file, open_workbook(writer, file, Path(folder), self.progress, address)
            )

    def csv(self) -> bytes:
        with TemporaryFile() as file:
            return self._written(file, CsvFile(file, self.progress.grid))

    def json_lines(self) -> bytes:
        with TemporaryFile() as file:
            return self._written(file, JsonLinesFile(file, self.progress.grid))

    def _written(self, file: IO[bytes], made: GridFile) -> bytes:
        for row in self.rows:
            made.add(row)
        made.close()
        file.seek(0)
        return file.read()


def a_table(*rows: tuple[Cell, ...], questions: tuple[GridQuestion, ...] | None = None) -> Table:
    """One document a row, `bail-0.pdf` first."""
    asked = questions or (RENT, START, CLAUSE)
    ids = tuple(DocumentId(f"d{n}") for n in range(len(rows)))
    grid = Grid(
        GridId("g"),
        EntityId("here"),
        "Revue des baux",
        "fr",
        asked,
        ids,
        MADE_AT,
        "claire",
        Classification.INTERNAL,
        {"probant": "1.0"},
    )
    counts = {
        state: sum(cell.state is state for row in rows for cell in row) for state in CellState
    }
    shown = (Row(id_, f"bail-{n}.pdf", rows[n], VERSION) for n, id_ in enumerate(ids))
    return Table(Progress(grid, GridState.DONE, counts), tuple(shown))
