"""A grid as it is shown: how far it is, and its cells, those that are missing included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.cells import Cell, CellState
from core.grids import Grid, GridQuestion
from core.ids import DocumentId, VersionId


class GridState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a grid is."""

    grid: Grid
    state: GridState
    counts: Mapping[CellState, int]
    """Of all its cells, every state."""

    @property
    def done(self) -> int:
        return self.grid.size - self.counts[CellState.PENDING]

    def to_json(self) -> dict[str, Any]:
        grid = self.grid
        return {
            "id": grid.id,
            "title": grid.title,
            "language": grid.language,
            "state": self.state.value,
            "done": self.done,
            "total": grid.size,
            "counts": {state.value: self.counts[state] for state in CellState},
            "documents": len(grid.documents),
            "questions": [question.to_json() for question in grid.questions],
            "created_at": _shown(grid.created_at),
            "created_by": grid.created_by,
            "made_with": dict(grid.made_with),
            "draft": grid.is_draft,
        }


def _shown(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class ShownCell:
    document: DocumentId
    name: str | None
    """None where it was deleted, or may not be seen."""
    question: GridQuestion
    cell: Cell
    version: VersionId | None = None
    """Of the document that was read."""

    def to_json(self) -> dict[str, Any]:
        return {
            "document_id": self.document,
            "document": self.name,
            "version": self.version,
            "question": self.question.id,
            "type": self.question.type.value,
            **self.cell.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One document of a grid, with a cell for each question."""

    document: DocumentId
    name: str | None
    """None where it was deleted, or may not be seen."""
    cells: tuple[Cell, ...]
    version: VersionId | None = None
    """Which the cells were read of; None where none was."""

    def shown(self, questions: Sequence[GridQuestion]) -> list[ShownCell]:
        """Its cells, each with its question."""
        return [
            ShownCell(self.document, self.name, question, cell, self.version)
            for question, cell in zip(questions, self.cells, strict=True)
        ]
