"""What the ledger says of grids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.cells import StoredCell
from core.grids import Grid
from core.ids import DocumentId, ReadingId, VersionId
from core.ledger import Entry, RecordKind


def asked(grid: Grid) -> Entry:
    body = {
        "grid": grid.id,
        "documents": len(grid.documents),
        "questions": len(grid.questions),
        "clearance": grid.clearance.name.lower(),
        "made_with": grid.made_with,
    }
    said = {
        "title": grid.title,
        "questions": [question.to_json() for question in grid.questions],
        "documents": grid.documents,
    }
    return Entry(grid.entity, RecordKind.GRID_ASKED, body, grid.created_by, said)


def cells_read(
    grid: Grid,
    document: DocumentId,
    version: VersionId | None,
    reading: ReadingId | None,
    cells: Sequence[StoredCell],
) -> Entry:
    """Which cells of a document, and what became of them; what they hold is in the grid, and goes
    with the document."""
    body = {
        "grid": grid.id,
        "document": document,
        "version": version,
        "reading": reading,
        "columns": [stored.column for stored in cells],
        "states": Counter(stored.cell.state.value for stored in cells),
    }
    return Entry(grid.entity, RecordKind.CELLS_READ, body, grid.created_by)
