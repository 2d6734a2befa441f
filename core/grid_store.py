"""The part of the database port that keeps grids and their cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from core.cells import CellState, StoredCell
from core.grids import Grid
from core.ids import DocumentId, EntityId, GridId, ReadingId


class Grids(Protocol):
    """Grids of an entity. Cells of a deleted document go with it: they hold its words."""

    async def add(self, grid: Grid) -> bool:
        """False where it is there already: one that was cancelled is then no longer."""
        ...

    async def find(self, entity: EntityId, grid: GridId) -> Grid | None: ...

    async def page(self, entity: EntityId, limit: int, after: GridId | None = None) -> list[Grid]:
        """Newest first, those after `after` only."""
        ...

    async def put(self, grid: GridId, document: DocumentId, cells: Sequence[StoredCell]) -> None:
        """Record cells of one document, all of one reading; one of it that is there stays as it is.

        Cells of its row that are of another reading go: a row doesn't mix versions. Raises
        `NotFound` where the document is gone; nothing more can be done in this unit of work then.
        """
        ...

    async def columns(self, grid: GridId, row: int, reading: ReadingId | None) -> frozenset[int]:
        """Which cells of a row are recorded as read in this reading; None: without any."""
        ...

    async def cells(self, grid: GridId, first: int, last: int) -> list[StoredCell]:
        """Those of the rows from `first` to `last`, both included, in order."""
        ...

    async def rows(
        self, grid: GridId, among: Collection[DocumentId] | None = None
    ) -> dict[int, int]:
        """How many cells each row has, where it has any; of these documents, or of all."""
        ...

    async def counts(
        self, grid: GridId, among: Collection[DocumentId] | None = None
    ) -> dict[CellState, int]:
        """Of the cells that are recorded, of these documents or of all; states without any are left
        out."""
        ...

    async def forget_failed(self, grid: GridId) -> int:
        """Remove its failed cells, for them to be read anew; how many these were."""
        ...

    async def cancel(self, grid: GridId, now: datetime) -> int:
        """Note that it was cancelled, and cancel its jobs; how many these were."""
        ...

    async def delete(self, grid: GridId) -> None:
        """Remove it with its cells, and cancel its jobs."""
        ...

    async def spent(self, limit: int) -> list[GridId]:
        """Grids of any entity of which no document is left."""
        ...

    async def working(self, grid: GridId) -> Collection[DocumentId]:
        """Documents for which one of its jobs waits or runs."""
        ...
