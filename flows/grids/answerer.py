"""Does the jobs of grids: one document each, some cells at a time, each time committed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.cells import Cell, CellState, StoredCell
from core.documents import Document
from core.grids import Grid, GridQuestion
from core.ids import DocumentId, GridId, ReadingId, VersionId
from core.jobs import Job
from core.principals import AccessScope
from core.stores import Database, UnitOfWork
from flows.grids.reader import CellReader
from flows.grids.recorded import cells_read
from flows.identify import as_of_now, utc_now
from governance.policy import Action, decide
from ingest.backoff import is_outage
from ingest.closing import finish
from ingest.lease import Lease

log = logging.getLogger(__name__)

AT_ONCE = 32
"""Cells that are read together, and that a death may cost."""


@dataclass(frozen=True, slots=True)
class Answerer:
    database: Database
    reader: CellReader
    at_once: int = AT_ONCE
    clock: Callable[[], datetime] = utc_now

    async def answer(self, job: Job, lease: Lease) -> None:
        """Read the cells that are missing of a document's row, and close the job.

        Raises `Lost` where the grid is cancelled meanwhile, `Unavailable`.
        """
        await lease.unless_lost(job, self._answer(job, lease))
        await finish(self.database, job, lease)

    async def _answer(self, job: Job, lease: Lease) -> None:
        async with self.database.begin() as unit:
            grid = await unit.grids.find(job.entity, GridId(job.batch or ""))
        if grid is None or job.document not in grid.documents:
            return
        while await self._go_on(grid, job, lease):
            pass

    async def _go_on(self, grid: Grid, job: Job, lease: Lease) -> bool:
        """Read some of the cells that the document's row lacks of the live reading.

        False where there is nothing to read: the row is whole, the document is gone, or not for
        the asker's eyes (any more).
        """
        document = job.document or DocumentId("")
        row, width = grid.documents.index(document), len(grid.questions)
        async with self.database.begin() as unit:
            seen = await _seen(unit, grid, document, self.clock())
            reading = seen.reading if seen else None
            read = await unit.grids.columns(grid.id, row, reading)
        columns = [column for column in range(width) if column not in read][: self.at_once]
        if seen is None or not columns:
            return False
        lease.tell(job, "cells", len(read), width)
        cells = await self._cells_of(seen, [grid.questions[column] for column in columns])
        stored = [
            StoredCell(row, column, cell, seen.version, seen.reading)
            for column, cell in zip(columns, cells, strict=True)
        ]
        async with self.database.begin() as unit:
            await unit.documents.lock(document)  # nobody deletes it before the commit
            if await _seen(unit, grid, document, self.clock()) is None:
                return False
            await unit.grids.put(grid.id, document, stored)
            unit.ledger.append(cells_read(grid, document, seen.version, seen.reading, stored))
        return True  # to look again: another reading may have gone live meanwhile

    async def _cells_of(self, seen: _Seen, questions: Sequence[GridQuestion]) -> list[Cell]:
        if seen.reading is None:
            return [Cell(CellState.FAILED, reason="unread")] * len(questions)
        return await self._cells(seen.scope, seen.document, questions)

    async def _cells(
        self, scope: AccessScope, document: Document, questions: Sequence[GridQuestion]
    ) -> list[Cell]:
        """What breaks for one question breaks for that one alone."""
        try:
            return await self.reader.read(scope, document, questions)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("cells of %s could not be read", document.id)
            if len(questions) == 1:
                return [Cell(CellState.FAILED, reason="internal")]
        return [
            cell
            for question in questions
            for cell in await self._cells(scope, document, [question])
        ]


async def _scope(unit: UnitOfWork, grid: Grid, now: datetime) -> AccessScope | None:
    """What the asker may see at this moment, and never more than when the grid was asked for."""
    asker = await as_of_now(unit, grid.created_by, grid.entity, now)
    if asker is None:
        return None
    capped = replace(asker, clearance=min(asker.clearance, grid.clearance))
    return decide(capped, Action.ASK).scope


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document as the asker sees it at this moment."""

    scope: AccessScope
    document: Document
    version: VersionId | None
    reading: ReadingId | None
    """The live one; None where none is."""


async def _seen(unit: UnitOfWork, grid: Grid, document: DocumentId, now: datetime) -> _Seen | None:
    scope = await _scope(unit, grid, now)
    found = await unit.documents.find(scope, document) if scope else None
    if scope is None or found is None:
        return None
    heads = await unit.readings.of_document(document)
    live = next((head for head in heads if head.live), None)
    return _Seen(scope, found, live.version if live else None, live.id if live else None)
