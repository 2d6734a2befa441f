"""Grids and their cells as rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from adapters.sql.grid_tables import cells, grids
from adapters.sql.job_rows import UNFINISHED
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs
from core.errors import NotFound
from core.grids import Cell, CellState, Grid, GridQuestion, StoredCell
from core.ids import DocumentId, EntityId, GridId
from core.jobs import JobKind, JobState
from core.principals import Classification


class SqlGrids:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, grid: Grid) -> bool:
        known = await self.find(grid.entity, grid.id)
        if known is None:
            await self._transaction.write_new(grids, _to_row(grid))
            return True
        if known.cancelled_at:
            again = update(grids).where(grids.c.id == grid.id).values(cancelled_at=None)
            await self._transaction.write(again)
        return False

    async def find(self, entity: EntityId, grid: GridId) -> Grid | None:
        found = select(grids).where(grids.c.id == grid, grids.c.entity == entity)
        row = (await self._transaction.read(found)).first()
        return _from_row(row) if row else None

    async def page(self, entity: EntityId, limit: int, after: GridId | None = None) -> list[Grid]:
        found = select(grids).where(grids.c.entity == entity)
        last = await self.find(entity, after) if after else None
        if last:
            older = grids.c.created_at < last.created_at
            same = and_(grids.c.created_at == last.created_at, grids.c.id > last.id)
            found = found.where(or_(older, same))
        newest = found.order_by(grids.c.created_at.desc(), grids.c.id).limit(limit)
        return [_from_row(row) for row in await self._transaction.read(newest)]

    async def put(self, grid: GridId, document: DocumentId, read: Sequence[StoredCell]) -> None:
        try:
            for stored in read:
                row = {
                    "grid_id": grid,
                    "row": stored.row,
                    "column": stored.column,
                    "document_id": document,
                    "state": stored.cell.state.value,
                    "body": stored.cell.to_json(),
                }
                await self._transaction.write_new(cells, row)
        except IntegrityError as error:
            raise NotFound(f"{document} is no document (any more).") from error

    async def columns(self, grid: GridId, row: int) -> frozenset[int]:
        found = select(cells.c.column).where(cells.c.grid_id == grid, cells.c.row == row)
        return frozenset((await self._transaction.read(found)).scalars())

    async def cells(self, grid: GridId, first: int, last: int) -> list[StoredCell]:
        found = select(cells).where(cells.c.grid_id == grid, cells.c.row.between(first, last))
        ordered = found.order_by(cells.c.row, cells.c.column)
        return [
            StoredCell(row.row, row.column, Cell.from_json(row.body))
            for row in await self._transaction.read(ordered)
        ]

    async def rows(self, grid: GridId) -> dict[int, int]:
        found = select(cells.c.row, func.count()).where(cells.c.grid_id == grid)
        return dict(map(tuple, await self._transaction.read(found.group_by(cells.c.row))))

    async def counts(self, grid: GridId) -> dict[CellState, int]:
        found = select(cells.c.state, func.count()).where(cells.c.grid_id == grid)
        rows = await self._transaction.read(found.group_by(cells.c.state))
        return {CellState(state): int(count) for state, count in rows}

    async def cancel(self, grid: GridId, now: datetime) -> int:
        noted = update(grids).where(grids.c.id == grid).values(cancelled_at=now)
        await self._transaction.write(noted)
        cancelled = {
            "state": JobState.CANCELLED.value,
            "worker": None,
            "lease_until": None,
            "finished_at": datetime.now(UTC),
        }
        unfinished = update(jobs).where(_of(grid), jobs.c.state.in_(UNFINISHED))
        return int((await self._transaction.write(unfinished.values(**cancelled))).rowcount)

    async def working(self, grid: GridId) -> frozenset[DocumentId]:
        found = select(jobs.c.document_id).where(_of(grid), jobs.c.state.in_(UNFINISHED))
        return frozenset(map(DocumentId, (await self._transaction.read(found)).scalars()))


def _of(grid: GridId) -> Any:
    return and_(jobs.c.batch == grid, jobs.c.kind == JobKind.GRID.value)


def _to_row(grid: Grid) -> dict[str, Any]:
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


def _from_row(row: Row[*tuple[Any, ...]]) -> Grid:
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
