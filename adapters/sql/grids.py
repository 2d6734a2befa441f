"""Grids and their cells, as the database keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from adapters.sql.grid_rows import CELL, cell_from_row, cell_to_row, grid_from_row, grid_to_row
from adapters.sql.grid_tables import cells, grids
from adapters.sql.job_rows import UNFINISHED
from adapters.sql.lists import listed
from adapters.sql.tables import documents
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs
from core.cells import CellState, StoredCell
from core.errors import NotFound
from core.grids import Grid
from core.ids import DocumentId, EntityId, GridId, ReadingId
from core.jobs import JobKind, JobState

_A_PAGE = 200


class SqlGrids:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, grid: Grid) -> bool:
        known = await self.find(grid.entity, grid.id)
        if known is None:
            await self._transaction.write_new(grids, grid_to_row(grid))
            return True
        if known.cancelled_at:
            again = update(grids).where(grids.c.id == grid.id).values(cancelled_at=None)
            await self._transaction.write(again)
        return False

    async def find(self, entity: EntityId, grid: GridId) -> Grid | None:
        found = select(grids).where(grids.c.id == grid, grids.c.entity == entity)
        row = (await self._transaction.read(found)).first()
        return grid_from_row(row) if row else None

    async def page(self, entity: EntityId, limit: int, after: GridId | None = None) -> list[Grid]:
        found = select(grids).where(grids.c.entity == entity)
        last = await self.find(entity, after) if after else None
        if last:
            older = grids.c.created_at < last.created_at
            same = and_(grids.c.created_at == last.created_at, grids.c.id > last.id)
            found = found.where(or_(older, same))
        newest = found.order_by(grids.c.created_at.desc(), grids.c.id).limit(limit)
        return [grid_from_row(row) for row in await self._transaction.read(newest)]

    async def put(self, grid: GridId, document: DocumentId, read: Sequence[StoredCell]) -> None:
        for row, reading in {(stored.row, stored.reading) for stored in read}:
            others = cells.c.reading_id.is_distinct_from(reading)
            mixed = delete(cells).where(cells.c.grid_id == grid, cells.c.row == row, others)
            await self._transaction.write(mixed)
        try:
            for stored in read:
                await self._transaction.write_new(cells, cell_to_row(grid, document, stored))
        except IntegrityError as error:
            raise NotFound(f"{document} is no document (any more).") from error

    async def columns(self, grid: GridId, row: int, reading: ReadingId | None) -> frozenset[int]:
        same = cells.c.reading_id.is_not_distinct_from(reading)
        found = select(cells.c.column).where(cells.c.grid_id == grid, cells.c.row == row, same)
        return frozenset((await self._transaction.read(found)).scalars())

    async def cells(self, grid: GridId, first: int, last: int) -> list[StoredCell]:
        found = select(*CELL).where(cells.c.grid_id == grid, cells.c.row.between(first, last))
        ordered = found.order_by(cells.c.row, cells.c.column)
        rows = (await self._transaction.read(ordered)).all()
        return await asyncio.to_thread(lambda: [cell_from_row(row) for row in rows])

    async def rows(
        self, grid: GridId, among: Collection[DocumentId] | None = None
    ) -> dict[int, int]:
        found = select(cells.c.row, func.count()).where(self._cells_of(grid, among))
        return dict(map(tuple, await self._transaction.read(found.group_by(cells.c.row))))

    async def counts(
        self, grid: GridId, among: Collection[DocumentId] | None = None
    ) -> dict[CellState, int]:
        found = select(cells.c.state, func.count()).where(self._cells_of(grid, among))
        rows = await self._transaction.read(found.group_by(cells.c.state))
        return {CellState(state): int(count) for state, count in rows}

    def _cells_of(self, grid: GridId, among: Collection[DocumentId] | None) -> ColumnElement[bool]:
        mine = cells.c.grid_id == grid
        if among is None:
            return mine
        return and_(mine, cells.c.document_id.in_(listed(self._transaction, among)))

    async def forget_failed(self, grid: GridId) -> int:
        failed = cells.c.state == CellState.FAILED.value
        gone = delete(cells).where(cells.c.grid_id == grid, failed)
        return int((await self._transaction.write(gone)).rowcount)

    async def delete(self, grid: GridId) -> None:
        await self._cancel_jobs(grid)
        await self._transaction.write(delete(grids).where(grids.c.id == grid))  # and its cells

    async def spent(self, limit: int) -> list[GridId]:
        idle = select(grids.c.id, grids.c.documents).order_by(grids.c.id).limit(_A_PAGE)
        idle = idle.where(~exists().where(cells.c.grid_id == grids.c.id))
        found: list[GridId] = []
        last = ""
        while len(found) < limit:
            page = (await self._transaction.read(idle.where(grids.c.id > last))).all()
            found += [GridId(row.id) for row in page if not await self._is_any_left(row.documents)]
            if len(page) < _A_PAGE:
                break
            last = page[-1].id
        return found[:limit]

    async def _is_any_left(self, ids: Sequence[str]) -> bool:
        for first in range(0, len(ids), _A_PAGE):
            some = select(documents.c.id).where(documents.c.id.in_(ids[first : first + _A_PAGE]))
            if (await self._transaction.read(some.limit(1))).first():
                return True
        return False

    async def cancel(self, grid: GridId, now: datetime) -> int:
        noted = update(grids).where(grids.c.id == grid).values(cancelled_at=now)
        await self._transaction.write(noted)
        return await self._cancel_jobs(grid)

    async def _cancel_jobs(self, grid: GridId) -> int:
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
