"""Grids: who sees them, what is read of them, and what goes with a document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.migrate import migrate, migrate_back
from core.cells import Cell, CellState, StoredCell
from core.documents import Document
from core.errors import NotFound
from core.grids import AnswerType, Grid, GridQuestion, TypedValue
from core.ids import BatchId, DocumentId, EntityId, GridId, ReadingId, VersionId, new_job_id
from core.jobs import Job, JobKind, JobState, Lane
from core.principals import AccessScope, Classification
from core.stores import Database
from tests.contracts.databases import MINUTE, NOON, a_document, add

pytestmark = pytest.mark.asyncio

NORTH, SOUTH = EntityId("north"), EntityId("south")
SCOPE = AccessScope.whole(NORTH)
LEASE, OTHER = a_document("a lease"), a_document("another")
RENT = GridQuestion("rent", "What is the rent?", AnswerType.NUMBER, "Rent", "EUR")
TERM = GridQuestion("term", "How long?", AnswerType.TEXT, "Term")
VALUE = TypedValue("48 000 €", "48000", "EUR")
FOUND = Cell(CellState.FOUND, 0.5, VALUE)
ABSENT = Cell(CellState.ABSENT, 0.75)


def a_grid(name: str = "g", **changes: Any) -> Grid:
    grid = Grid(
        id=GridId(name),
        entity=NORTH,
        title="Loyers",
        language="fr",
        questions=(RENT, TERM),
        documents=(LEASE.id, OTHER.id),
        created_at=NOON,
        created_by="claire",
        clearance=Classification.INTERNAL,
        made_with={"probant": "1"},
    )
    return replace(grid, **changes)


async def nobody(lane: Lane) -> None:
    """Who is woken by new jobs."""


def a_grid_job(document: Document, grid: str = "g") -> Job:
    return Job(
        new_job_id(),
        JobKind.GRID,
        NORTH,
        document.id,
        None,
        lane=Lane.ANSWER,
        batch=BatchId(grid),
        created_at=NOON,
    )


async def make(database: Database, *grids: Grid) -> list[bool]:
    async with database.begin() as unit:
        return [await unit.grids.add(grid) for grid in grids]


async def put(database: Database, document: DocumentId, *cells: StoredCell) -> None:
    async with database.begin() as unit:
        await unit.grids.put(GridId("g"), document, cells)


async def test_a_grid_is_found_as_it_was_made_and_by_its_entity_alone(database: Database) -> None:
    assert await make(database, a_grid()) == [True]
    async with database.begin() as unit:
        assert await unit.grids.find(NORTH, GridId("g")) == a_grid()
        assert await unit.grids.find(SOUTH, GridId("g")) is None
        assert await unit.grids.find(NORTH, GridId("h")) is None


async def test_a_grid_made_again_is_the_one_that_was_made(database: Database) -> None:
    later = a_grid(created_at=NOON + MINUTE)
    assert await make(database, a_grid(), later) == [True, False]
    async with database.begin() as unit:
        assert await unit.grids.find(NORTH, GridId("g")) == a_grid()


async def test_grids_come_newest_first_page_by_page(database: Database) -> None:
    times = {"a": NOON, "b": NOON + MINUTE, "c": NOON, "d": NOON - MINUTE}
    await make(database, *(a_grid(name, created_at=time) for name, time in times.items()))
    await make(database, a_grid("e", entity=SOUTH))
    async with database.begin() as unit:
        first = await unit.grids.page(NORTH, 2)
        second = await unit.grids.page(NORTH, 2, first[-1].id)
        assert [grid.id for grid in (*first, *second)] == ["b", "a", "c", "d"]
        assert await unit.grids.page(NORTH, 2, second[-1].id) == []


async def test_cells_are_read_as_they_were_put_and_the_first_stays(database: Database) -> None:
    await add(database, LEASE, OTHER)
    await make(database, a_grid())
    await put(database, LEASE.id, StoredCell(0, 1, ABSENT), StoredCell(0, 0, FOUND))
    await put(database, LEASE.id, StoredCell(0, 1, FOUND))
    await put(database, OTHER.id, StoredCell(1, 0, ABSENT))
    async with database.begin() as unit:
        first = [StoredCell(0, 0, FOUND), StoredCell(0, 1, ABSENT)]
        assert await unit.grids.cells(GridId("g"), 0, 0) == first
        assert await unit.grids.cells(GridId("g"), 0, 9) == [*first, StoredCell(1, 0, ABSENT)]
        assert await unit.grids.columns(GridId("g"), 0, None) == {0, 1}
        assert await unit.grids.rows(GridId("g")) == {0: 2, 1: 1}
        assert await unit.grids.counts(GridId("g")) == {CellState.FOUND: 1, CellState.ABSENT: 2}


async def test_a_row_holds_cells_of_one_reading(database: Database) -> None:
    await add(database, LEASE, OTHER)
    await make(database, a_grid())
    old, new = (ReadingId(name) for name in ("old", "new"))
    first = StoredCell(0, 0, FOUND, LEASE.version, old)
    await put(database, LEASE.id, first, StoredCell(0, 1, ABSENT, LEASE.version, old))
    await put(database, OTHER.id, StoredCell(1, 0, FOUND, OTHER.version, old))
    async with database.begin() as unit:
        assert await unit.grids.columns(GridId("g"), 0, old) == {0, 1}
        assert await unit.grids.columns(GridId("g"), 0, new) == set()
        assert (await unit.grids.cells(GridId("g"), 0, 0))[0] == first
    newer = StoredCell(0, 0, ABSENT, VersionId("f" * 64), new)
    await put(database, LEASE.id, newer)
    async with database.begin() as unit:
        assert await unit.grids.cells(GridId("g"), 0, 0) == [newer]
        assert await unit.grids.rows(GridId("g")) == {0: 1, 1: 1}
        assert await unit.grids.columns(GridId("g"), 0, old) == set()


async def test_failed_cells_are_forgotten_and_no_others(database: Database) -> None:
    await add(database, LEASE, OTHER)
    await make(database, a_grid())
    failed = Cell(CellState.FAILED, reason="internal")
    await put(database, LEASE.id, StoredCell(0, 0, FOUND), StoredCell(0, 1, failed))
    async with database.begin() as unit:
        assert await unit.grids.forget_failed(GridId("h")) == 0
        assert await unit.grids.forget_failed(GridId("g")) == 1
    async with database.begin() as unit:
        assert await unit.grids.columns(GridId("g"), 0, None) == {0}


async def test_a_deleted_grid_takes_its_cells_and_cancels_its_jobs(database: Database) -> None:
    await add(database, LEASE, OTHER)
    await make(database, a_grid(), a_grid("h"))
    await put(database, LEASE.id, StoredCell(0, 0, FOUND))
    mine, others = a_grid_job(OTHER), a_grid_job(OTHER, "h")
    async with database.begin() as unit:
        await unit.jobs.add(mine)
        await unit.jobs.add(others)
    async with database.begin() as unit:
        await unit.grids.delete(GridId("g"))
    async with database.begin() as unit:
        assert await unit.grids.find(NORTH, GridId("g")) is None
        assert await unit.grids.cells(GridId("g"), 0, 9) == []
        states = [(await unit.jobs.find(job.id)) for job in (mine, others)]
        assert [job.state for job in states if job] == [JobState.CANCELLED, JobState.QUEUED]
        assert await unit.documents.find(SCOPE, LEASE.id) is not None


async def test_a_grid_is_spent_once_none_of_its_documents_is_left(database: Database) -> None:
    await add(database, LEASE, OTHER)
    only = tuple(a_grid(f"g{n:03}", documents=(LEASE.id,)) for n in range(201))
    await make(database, a_grid("both"), *only)
    async with database.begin() as unit:
        assert await unit.grids.spent(9) == []
        await unit.documents.delete(LEASE.id)
    async with database.begin() as unit:
        assert await unit.grids.spent(3) == ["g000", "g001", "g002"]
        assert len(await unit.grids.spent(999)) == 201
        await unit.documents.delete(OTHER.id)
    async with database.begin() as unit:
        assert "both" in await unit.grids.spent(999)


async def test_without_grids_there_are_no_jobs_of_grids(empty_url: str) -> None:
    """What goes back to a version that knows none must be able to read its jobs."""
    await migrate(empty_url)
    database = await open_database(empty_url, nobody)
    async with database.begin() as unit:
        await unit.jobs.add(a_grid_job(LEASE))
        await unit.jobs.add(
            Job(new_job_id(), JobKind.INGEST, NORTH, LEASE.id, LEASE.version, created_at=NOON)
        )
    await database.close()
    await migrate_back(empty_url, "0007")
    engine = create_async_engine(parse_address(empty_url).url)
    async with engine.connect() as connection:
        kinds = (await connection.execute(text("SELECT kind FROM jobs"))).scalars().all()
    await engine.dispose()
    assert kinds == ["ingest"]


async def test_cells_go_with_their_document_and_none_is_put_for_one_that_is_gone(
    database: Database,
) -> None:
    await add(database, LEASE, OTHER)
    await make(database, a_grid())
    await put(database, LEASE.id, StoredCell(0, 0, FOUND))
    await put(database, OTHER.id, StoredCell(1, 0, FOUND))
    async with database.begin() as unit:
        await unit.documents.delete(LEASE.id)
    async with database.begin() as unit:
        assert await unit.grids.rows(GridId("g")) == {1: 1}
        assert await unit.grids.find(NORTH, GridId("g")) is not None
    with pytest.raises(NotFound):
        await put(database, LEASE.id, StoredCell(0, 0, FOUND))


async def test_cancelling_a_grid_cancels_its_jobs_alone_until_it_is_made_again(
    database: Database,
) -> None:
    await make(database, a_grid(), a_grid("h"))
    mine, others = a_grid_job(LEASE), a_grid_job(OTHER, "h")
    async with database.begin() as unit:
        await unit.jobs.add(mine)
        await unit.jobs.add(others)
        assert await unit.grids.working(GridId("g")) == {LEASE.id}
    async with database.begin() as unit:
        assert await unit.grids.cancel(GridId("g"), NOON) == 1
    async with database.begin() as unit:
        cancelled, kept = await unit.jobs.find(mine.id), await unit.jobs.find(others.id)
        assert cancelled is not None
        assert kept is not None
        assert (cancelled.state, kept.state) == (JobState.CANCELLED, JobState.QUEUED)
        assert await unit.grids.working(GridId("g")) == frozenset()
        noted = await unit.grids.find(NORTH, GridId("g"))
        assert noted is not None
        assert noted.cancelled_at == NOON
    assert await make(database, a_grid()) == [False]
    async with database.begin() as unit:
        assert await unit.grids.find(NORTH, GridId("g")) == a_grid()


async def test_a_grid_waits_for_the_reading_of_its_document_and_goes_one_by_one(
    database: Database,
) -> None:
    reads = Job(new_job_id(), JobKind.INGEST, NORTH, LEASE.id, LEASE.version, created_at=NOON)
    first = replace(a_grid_job(LEASE), created_at=NOON + MINUTE)
    second = replace(a_grid_job(OTHER), created_at=NOON + MINUTE)
    async with database.begin() as unit:
        for job in (reads, first, second):
            await unit.jobs.add(job)
    taken = []
    for _ in range(3):
        async with database.begin() as unit:
            until = NOON + 9 * MINUTE
            taken += await unit.jobs.claim(Lane.ANSWER, "one", NOON + 2 * MINUTE, until, 99)
    assert [job.id for job in taken] == [second.id]


async def test_a_dead_grid_job_is_put_back_where_it_belongs(database: Database) -> None:
    job = a_grid_job(LEASE)
    async with database.begin() as unit:
        await unit.jobs.add(job)
        await unit.jobs.claim(Lane.ANSWER, "one", NOON, NOON + MINUTE)
        await unit.jobs.finish(job.id, "one", JobState.FAILED)
    async with database.begin() as unit:
        again = await unit.jobs.requeue(job.id)
    assert again is not None
    assert (again.lane, again.state) == (Lane.ANSWER, JobState.QUEUED)
