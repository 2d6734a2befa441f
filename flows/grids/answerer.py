"""Does the jobs of grids: one document each, some cells at a time, each time committed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.documents import Document
from core.errors import Refused
from core.grids import Cell, CellState, Grid, GridQuestion, StoredCell
from core.ids import DocumentId, GridId
from core.jobs import Job
from core.principals import AccessScope, Principal
from core.stores import Database, UnitOfWork
from flows.grids.reader import CellReader
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
        row = grid.documents.index(job.document)
        while missing := await self._missing(grid, row):
            lease.tell(job, "cells", len(grid.questions) - len(missing), len(grid.questions))
            if not await self._read(grid, job.document, row, missing[: self.at_once]):
                return

    async def _missing(self, grid: Grid, row: int) -> list[int]:
        async with self.database.begin() as unit:
            read = await unit.grids.columns(grid.id, row)
        return [column for column in range(len(grid.questions)) if column not in read]

    async def _read(
        self, grid: Grid, document: DocumentId, row: int, columns: Sequence[int]
    ) -> bool:
        """False where the document is gone, or not for the asker's eyes (any more)."""
        questions = [grid.questions[column] for column in columns]
        async with self.database.begin() as unit:
            scope = _scope(grid)
            found = await unit.documents.find(scope, document) if scope else None
            is_read = found is not None and await _has_live_reading(unit, found)
        if scope is None or found is None:
            return False
        unread = [Cell(CellState.FAILED, reason="unread")] * len(columns)
        cells = await self._cells(scope, found, questions) if is_read else unread
        stored = [StoredCell(row, *pair) for pair in zip(columns, cells, strict=True)]
        async with self.database.begin() as unit:
            await unit.documents.lock(document)  # nobody deletes it before the commit
            if await unit.documents.find(scope, document) is None:
                return False
            await unit.grids.put(grid.id, document, stored)
        return True

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


def _scope(grid: Grid) -> AccessScope | None:
    """What the asker may see at this moment."""
    asker = Principal(grid.created_by, grid.entity, grid.clearance)
    try:
        return decide(asker, Action.ASK).granted()
    except Refused:
        return None


async def _has_live_reading(unit: UnitOfWork, document: Document) -> bool:
    return any(head.live for head in await unit.readings.of_document(document.id))
