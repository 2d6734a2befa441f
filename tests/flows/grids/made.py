"""Cells, tables and questions made by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.grids import AnswerType, Cell, CellQuote, CellState, Grid, GridQuestion, TypedValue
from core.ids import DocumentId, EntityId, GridId
from core.principals import Classification
from flows.grids.views import GridState, Progress, Row, Table

RENT = GridQuestion("rent", "Quel est le loyer ?", AnswerType.NUMBER, "Loyer", "EUR")
START = GridQuestion("start", "Quand commence-t-il ?", AnswerType.DATE, "Début")
CLAUSE = GridQuestion("clause", "Quelle indexation ?", AnswerType.TEXT, "Indexation")
MADE_AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


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
    shown = (Row(id_, f"bail-{n}.pdf", rows[n]) for n, id_ in enumerate(ids))
    return Table(Progress(grid, GridState.DONE, counts), tuple(shown))
