"""What a grid is asked of: its documents, and the jobs that read their cells."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents import Document
from core.errors import InvalidRequest, NotFound
from core.grids import Grid
from core.ids import BatchId, DocumentId, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.principals import AccessScope
from core.stores import UnitOfWork

MOST_DOCUMENTS = 2_000
MOST_CELLS = 20_000
"""Of a grid: what people still work through."""
_A_PAGE = 200


def check_size(documents: int, questions: int) -> None:
    """Raises `InvalidRequest`."""
    if not documents:
        raise InvalidRequest("There is no document to ask.", "Name documents, or a collection.")
    if documents > MOST_DOCUMENTS or documents * questions > MOST_CELLS:
        raise InvalidRequest(
            f"{documents} documents and {questions} questions are too many for one grid.",
            f"Ask {MOST_DOCUMENTS} documents and {MOST_CELLS} cells at most.",
        )


async def chosen(unit: UnitOfWork, scope: AccessScope, named: Sequence[str]) -> list[Document]:
    """Those named, each once, in order; of a name, all that have it. All, by name, for none.

    Raises `NotFound`.
    """
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


async def live_reading(unit: UnitOfWork, document: Document) -> str:
    """Its id; empty where none is live."""
    heads = await unit.readings.of_document(document.id)
    return next((head.id for head in heads if head.live), "")


async def have_read(unit: UnitOfWork, grid: Grid) -> int:
    """Record a job for each document that lacks cells, unless one waits or runs; how many cells
    these are to read.

    What failed is lacking: it may well be readable by now.
    """
    await unit.grids.forget_failed(grid.id)
    read, working = await unit.grids.rows(grid.id), await unit.grids.working(grid.id)
    cells = 0
    for row, document in enumerate(grid.documents):
        lacking = len(grid.questions) - read.get(row, 0)
        if lacking > 0 and document not in working:
            cells += lacking
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
    return cells
