"""Grids and their cells as rows, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, Row, type_coerce

from adapters.sql.columns import unpacked
from adapters.sql.grid_tables import cells
from core.cells import Cell, StoredCell
from core.grids import Grid, GridQuestion
from core.ids import DocumentId, EntityId, GridId, ReadingId, VersionId
from core.principals import Classification

CELL = (
    *(cells.c.row, cells.c.column, cells.c.version, cells.c.reading_id),
    type_coerce(cells.c.body, LargeBinary()).label("body"),  # unpacked in a thread
)


def cell_to_row(grid: GridId, document: DocumentId, stored: StoredCell) -> dict[str, Any]:
    return {
        "grid_id": grid,
        "row": stored.row,
        "column": stored.column,
        "document_id": document,
        "version": stored.version,
        "reading_id": stored.reading,
        "state": stored.cell.state.value,
        "body": stored.cell.to_json(),
    }


def cell_from_row(row: Row[*tuple[Any, ...]]) -> StoredCell:
    version = VersionId(row.version) if row.version else None
    reading = ReadingId(row.reading_id) if row.reading_id else None
    return StoredCell(row.row, row.column, Cell.from_json(unpacked(row.body)), version, reading)


def grid_to_row(grid: Grid) -> dict[str, Any]:
    return {
        "id": grid.id,
        "entity": grid.entity,
        "title": grid.title,
        "language": grid.language,
        "questions": [question.to_json() for question in grid.questions],
        "documents": list(grid.documents),
        "created_at": grid.created_at,
        "created_by": grid.created_by,
        "clearance": int(grid.clearance),
        "made_with": dict(grid.made_with),
        "cancelled_at": grid.cancelled_at,
    }


def grid_from_row(row: Row[*tuple[Any, ...]]) -> Grid:
    return Grid(
        id=GridId(row.id),
        entity=EntityId(row.entity),
        title=row.title,
        language=row.language,
        questions=tuple(map(GridQuestion.from_json, row.questions)),
        documents=tuple(map(DocumentId, row.documents)),
        created_at=row.created_at,
        created_by=row.created_by,
        clearance=Classification(row.clearance),
        made_with=row.made_with,
        cancelled_at=row.cancelled_at,
    )
