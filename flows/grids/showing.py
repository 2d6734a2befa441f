"""What there is of a grid at a moment, as somebody may see it."""

from __future__ import annotations

from core.cells import Cell, CellState
from core.documents import Document
from core.errors import NotFound
from core.grids import Grid
from core.ids import GridId
from core.principals import AccessScope, Principal
from core.stores import UnitOfWork
from flows.grids.views import GridState, Progress, Row


async def found(unit: UnitOfWork, principal: Principal, scope: AccessScope, grid: GridId) -> Grid:
    """Raises `NotFound`, also for a grid of another entity, or of documents that the scope does not
    hold all of, unless the principal asked for it."""
    known = await unit.grids.find(scope.entity, grid)
    if known is None or not await is_seen(unit, principal, scope, known):
        raise NotFound("There is no such grid.")
    return known


async def is_seen(unit: UnitOfWork, principal: Principal, scope: AccessScope, grid: Grid) -> bool:
    """Its questions tell what it was asked of: it is for who asked, and for who may read all of the
    documents that are left."""
    if grid.created_by == principal.id:
        return True
    return await unit.documents.holds_all(scope, grid.documents)


async def seen_page(
    unit: UnitOfWork, principal: Principal, scope: AccessScope, limit: int, after: GridId | None
) -> list[Grid]:
    """Those of a page that are for the principal to see, newest first."""
    seen: list[Grid] = []
    while len(seen) < limit:
        page = await unit.grids.page(scope.entity, limit, after)
        seen += [grid for grid in page if await is_seen(unit, principal, scope, grid)]
        if len(page) < limit:
            break
        after = page[-1].id
    return seen[:limit]


async def progress_of(unit: UnitOfWork, scope: AccessScope, grid: Grid) -> Progress:
    """How far it is. Cells of what may not be seen count as those of what is gone."""
    readable = await unit.documents.held(scope, grid.documents)
    working = readable.intersection(await unit.grids.working(grid.id))
    rows = await unit.grids.rows(grid.id, readable)
    counts = dict.fromkeys(CellState, 0) | await unit.grids.counts(grid.id, readable)
    for row, document in enumerate(grid.documents):
        missing = len(grid.questions) - rows.get(row, 0)
        counts[CellState.PENDING if document in working else CellState.FAILED] += missing
    state = GridState.CANCELLED if grid.cancelled_at else GridState.DONE
    return Progress(grid, GridState.RUNNING if working else state, counts)


async def rows_of(
    unit: UnitOfWork, scope: AccessScope, grid: Grid, first: int, last: int
) -> list[Row]:
    """Rows of rank `first` to `last`, both included, as far as there are any."""
    stored = {(one.row, one.column): one for one in await unit.grids.cells(grid.id, first, last)}
    working = await unit.grids.working(grid.id)
    rows: list[Row] = []
    for row in range(first, min(last + 1, len(grid.documents))):
        document = await unit.documents.find(scope, grid.documents[row])
        missing = _missing(grid, document, grid.documents[row] in working)
        kept = [stored.get((row, column)) for column in range(len(grid.questions))]
        cells = tuple(one.cell if one and document else missing for one in kept)
        version = next((one.version for one in kept if one and document), None)
        name = document.name if document else None
        rows.append(Row(grid.documents[row], name, cells, version))
    return rows


def _missing(grid: Grid, document: Document | None, is_awaited: bool) -> Cell:
    """What is shown of a cell that nobody has read."""
    if document is None:
        return Cell(CellState.FAILED, reason="gone")
    if is_awaited:
        return Cell(CellState.PENDING)
    return Cell(CellState.FAILED, reason="cancelled" if grid.cancelled_at else "given up")
