"""Asks for grids, shows and cancels them. What reads their cells is `flows.grids.answerer`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.documents import Document
from core.errors import InvalidRequest, NotFound
from core.grids import Cell, CellState, Grid
from core.ids import BatchId, CollectionId, DocumentId, GridId, grid_id, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.principals import AccessScope, Principal
from core.stores import Database, UnitOfWork
from flows.grids.questions import QuestionSet
from flows.grids.reader import VERSION
from flows.grids.views import GridState, Progress, Row, ShownCell, Table
from governance.policy import Action, decide

MOST_DOCUMENTS = 2_000
MOST_CELLS = 20_000
"""Of a grid: what an export holds in memory."""
_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Grids:
    """Every method that names a grid raises `NotFound`, also for one of another entity."""

    database: Database
    release: str
    """Of Probant: what it reads may change with it."""

    async def ask(
        self,
        principal: Principal,
        asked: QuestionSet,
        documents: Sequence[str] = (),
        collection: CollectionId | None = None,
    ) -> Progress:
        """A grid over documents, by name or id, or over all of a collection; durable on return.

        The same request over the same readings is the same grid: what is missing of it (it was
        cancelled, or given up) is then read after all. Raises `InvalidRequest` (no document, too
        many), `NotFound` for a document or a collection that can't be seen, `Refused`.
        """
        where = (collection,) if collection else None
        scope = decide(principal, Action.ASK, where).granted()
        async with self.database.begin() as unit:
            chosen = await _chosen(unit, scope, documents)
            _check_size(len(chosen), len(asked.questions))
            grid = await self._grid(unit, principal, asked, chosen)
        async with self.database.begin() as unit:
            await unit.grids.add(grid)
            await _have_read(unit, grid)
        return await self.progress(principal, grid.id)

    async def _grid(
        self,
        unit: UnitOfWork,
        principal: Principal,
        asked: QuestionSet,
        documents: Sequence[Document],
    ) -> Grid:
        live = await unit.generations.live()
        encoder = live.fingerprint if live else ""
        made_with = {"probant": self.release, "reader": VERSION, "encoder": encoder}
        request = {
            "questions": [question.to_json() for question in asked.questions],
            "title": asked.title,
            "language": asked.language,
            "documents": [[one.id, await _live_reading(unit, one)] for one in documents],
            "clearance": int(principal.clearance),
            "made_with": made_with,
        }
        canonical = json.dumps(request, sort_keys=True, ensure_ascii=False)
        return Grid(
            id=grid_id(principal.entity, principal.id, canonical),
            entity=principal.entity,
            title=asked.title,
            language=asked.language,
            questions=asked.questions,
            documents=tuple(document.id for document in documents),
            created_at=datetime.now(UTC),
            created_by=principal.id,
            clearance=principal.clearance,
            made_with=made_with,
        )

    async def progress(self, principal: Principal, grid: GridId) -> Progress:
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            return await _progress(unit, scope, await _found(unit, scope, grid))

    async def page(
        self, principal: Principal, limit: int, after: GridId | None = None
    ) -> list[Progress]:
        """Newest first, those after `after` only."""
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            grids = await unit.grids.page(scope.entity, limit, after)
            return [await _progress(unit, scope, grid) for grid in grids]

    async def cells(
        self, principal: Principal, grid: GridId, limit: int, start: int = 0
    ) -> list[ShownCell]:
        """Document by document, each in the order of the questions, from the one of rank `start`.

        What may not be seen any more is shown as failed, without its evidence.
        """
        scope = decide(principal, Action.READ).granted()
        async with self.database.begin() as unit:
            known = await _found(unit, scope, grid)
            width = len(known.questions)
            last = min(start + limit, known.size) - 1
            rows = await _rows(unit, scope, known, start // width, last // width)
        first = start // width * width
        flat = [
            ShownCell(row.document, row.name, question, cell)
            for row in rows
            for question, cell in zip(known.questions, row.cells, strict=True)
        ]
        return flat[start - first : start - first + limit]

    async def table(self, principal: Principal, grid: GridId) -> Table:
        """All of it, for an export."""
        scope = decide(principal, Action.READ).granted()
        rows: list[Row] = []
        async with self.database.begin() as unit:
            known = await _found(unit, scope, grid)
            progress = await _progress(unit, scope, known)
            for first in range(0, len(known.documents), _A_PAGE):
                rows += await _rows(unit, scope, known, first, first + _A_PAGE - 1)
        return Table(progress, tuple(rows))

    async def cancel(self, principal: Principal, grid: GridId) -> Progress:
        """Read no more of its cells; those that were read stay."""
        scope = decide(principal, Action.ASK).granted()
        async with self.database.begin() as unit:
            known = await _found(unit, scope, grid)
            if await unit.grids.working(known.id):
                await unit.grids.cancel(known.id, datetime.now(UTC))
        return await self.progress(principal, grid)


def _check_size(documents: int, questions: int) -> None:
    if not documents:
        raise InvalidRequest("There is no document to ask.", "Name documents, or a collection.")
    if documents > MOST_DOCUMENTS or documents * questions > MOST_CELLS:
        raise InvalidRequest(
            f"{documents} documents and {questions} questions are too many for one grid.",
            f"Ask {MOST_DOCUMENTS} documents and {MOST_CELLS} cells at most.",
        )


async def _chosen(unit: UnitOfWork, scope: AccessScope, named: Sequence[str]) -> list[Document]:
    """Those named, each once, in order; of a name, all that have it. All, by name, for none."""
    if not named:
        return await _all(unit, scope)
    found: dict[DocumentId, Document] = {}
    for name in named:
        by_id = await unit.documents.find(scope, DocumentId(name))
        same = [by_id] if by_id else await unit.documents.named(scope, name)
        if not same:
            raise NotFound(f"There is no document {name[:120]!r}.")
        found |= {document.id: document for document in same}
    return list(found.values())


async def _all(unit: UnitOfWork, scope: AccessScope) -> list[Document]:
    """One more than a grid takes, at most."""
    found: list[Document] = []
    after: DocumentId | None = None
    while len(found) <= MOST_DOCUMENTS:
        page = await unit.documents.page(scope, _A_PAGE, after)
        found += page
        if len(page) < _A_PAGE:
            break
        after = page[-1].id
    return sorted(found, key=lambda document: (document.name, document.id))


async def _live_reading(unit: UnitOfWork, document: Document) -> str:
    heads = await unit.readings.of_document(document.id)
    return next((head.id for head in heads if head.live), "")


async def _have_read(unit: UnitOfWork, grid: Grid) -> None:
    """Record a job for each document that lacks cells, unless one waits or runs."""
    read, working = await unit.grids.rows(grid.id), await unit.grids.working(grid.id)
    for row, document in enumerate(grid.documents):
        if read.get(row, 0) < len(grid.questions) and document not in working:
            await unit.jobs.add(
                Job(
                    new_job_id(),
                    JobKind.GRID,
                    grid.entity,
                    document,
                    None,
                    lane=Lane.ANSWER,
                    priority=Priority.BULK,
                    batch=BatchId(grid.id),
                )
            )
            unit.after_commit(Lane.ANSWER)


async def _found(unit: UnitOfWork, scope: AccessScope, grid: GridId) -> Grid:
    found = await unit.grids.find(scope.entity, grid)
    if found is None:
        raise NotFound("There is no such grid.")
    return found


async def _progress(unit: UnitOfWork, scope: AccessScope, grid: Grid) -> Progress:
    working = await unit.grids.working(grid.id)
    rows = await unit.grids.rows(grid.id)
    counts = dict.fromkeys(CellState, 0) | await unit.grids.counts(grid.id)
    for row, document in enumerate(grid.documents):
        missing = len(grid.questions) - rows.get(row, 0)
        counts[CellState.PENDING if document in working else CellState.FAILED] += missing
    state = GridState.CANCELLED if grid.cancelled_at else GridState.DONE
    return Progress(grid, GridState.RUNNING if working else state, counts)


async def _rows(
    unit: UnitOfWork, scope: AccessScope, grid: Grid, first: int, last: int
) -> list[Row]:
    stored = {
        (one.row, one.column): one.cell for one in await unit.grids.cells(grid.id, first, last)
    }
    working = await unit.grids.working(grid.id)
    rows: list[Row] = []
    for row in range(first, min(last + 1, len(grid.documents))):
        document = await unit.documents.find(scope, grid.documents[row])
        missing = _missing(grid, document, grid.documents[row] in working)
        cells = (
            stored.get((row, column), missing) if document else missing
            for column in range(len(grid.questions))
        )
        rows.append(Row(grid.documents[row], document.name if document else None, tuple(cells)))
    return rows


def _missing(grid: Grid, document: Document | None, is_awaited: bool) -> Cell:
    """What is shown of a cell that nobody has read."""
    if document is None:
        return Cell(CellState.FAILED, reason="gone")
    if is_awaited:
        return Cell(CellState.PENDING)
    return Cell(CellState.FAILED, reason="cancelled" if grid.cancelled_at else "given up")
