"""The part of the database port that keeps grids and their cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from core.grids import CellState, Grid, StoredCell
from core.ids import DocumentId, EntityId, GridId


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
        """Record cells of one document; one that is there already stays as it is.

        Raises `NotFound` where the document is gone; nothing more can be done in this unit of work
        then.
        """
        ...

    async def columns(self, grid: GridId, row: int) -> frozenset[int]:
        """Which cells of a row are recorded."""
        ...

    async def cells(self, grid: GridId, first: int, last: int) -> list[StoredCell]:
        """Those of the rows from `first` to `last`, both included, in order."""
        ...

    async def rows(self, grid: GridId) -> dict[int, int]:
        """How many cells each row has, where it has any."""
        ...

    async def counts(self, grid: GridId) -> dict[CellState, int]:
        """Of the cells that are recorded; states without any are left out."""
        ...

    async def cancel(self, grid: GridId, now: datetime) -> int:
        """Note that it was cancelled, and cancel its jobs; how many these were."""
        ...

    async def working(self, grid: GridId) -> Collection[DocumentId]:
        """Documents for which one of its jobs waits or runs."""
        ...
