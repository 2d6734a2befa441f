"""Grids are exported some rows at a time, and not too many of them at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import pytest_asyncio

from core.cells import Cell, CellState, StoredCell
from core.errors import Busy, NotFound, TooLarge
from core.grids import AnswerType, Grid, GridQuestion, TypedValue
from core.ids import CollectionId
from core.principals import Principal
from flows.bootstrap import Installation
from flows.grids.exports import ExportFormat, GridExports
from flows.grids.grids import Grids
from flows.grids.questions import QuestionSet
from flows.grids.views import Row
from tests.flows.lives import WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, open_parts, with_parser

pytestmark = pytest.mark.asyncio

DOCUMENTS = 7
_NEVER_S = 60
"""For what is refused at once."""
QUESTIONS = tuple(
    GridQuestion(f"q{n}", f"What is {n}?", AnswerType.TEXT, f"Q{n}") for n in range(90)
)


@dataclass(frozen=True, slots=True)
class Slow(Grids):
    """Notes which rows were asked for, and waits for `go`."""

    pages: list[tuple[int, int]] = field(default_factory=list)
    begun: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released with each page."""
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def rows(self, principal: Principal, grid: Grid, first: int, last: int) -> list[Row]:
        self.pages.append((first, last))
        self.begun.release()
        await self.go.wait()
        return await Grids.rows(self, principal, grid, first, last)


@dataclass
class Made:
    parts: Installation
    grid: Grid
    grids: Slow
    exports: GridExports

    async def export(self, kind: ExportFormat = ExportFormat.CSV) -> bytes:
        with await self.exports.export(USER, self.grid.id, kind) as file:
            return file.read()


@pytest_asyncio.fixture
async def made(tmp_path: Path) -> AsyncIterator[Made]:
    """A grid of seven documents whose cells are all there."""
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        parts = with_parser(opened, WordParser())
        for n in range(DOCUMENTS):
            path = text(tmp_path, f"{n}.txt", f"lease {n}")
            await parts.documents.add(USER, path, path.name, CollectionId("default"))
        asked = await parts.grids.ask(USER, QuestionSet("Leases", "en", QUESTIONS))
        async with parts.database.begin() as unit:
            for row, document in enumerate(asked.grid.documents):
                cell = Cell(CellState.FOUND, 0.5, TypedValue(f"{row}", f"{row}"))
                cells = [StoredCell(row, column, cell) for column in range(len(QUESTIONS))]
                await unit.grids.put(asked.grid.id, document, cells)
        grids = Slow(parts.database, parts.quotas, "1")
        yield Made(parts, asked.grid, grids, replace(parts.exports, grids=grids))


@pytest.mark.parametrize("kind", ExportFormat)
async def test_a_file_is_made_some_rows_at_a_time(made: Made, kind: ExportFormat) -> None:
    made.grids.go.set()
    content = await made.export(kind)
    assert made.grids.pages == [(0, 1), (2, 3), (4, 5), (6, 7)]
    if kind is ExportFormat.JSONL:
        lines = [json.loads(line) for line in content.splitlines()]
        told = [(line["document"], line["question"]) for line in lines]
        assert told == [(f"{n}.txt", q.id) for n in range(DOCUMENTS) for q in QUESTIONS]


async def test_more_exports_than_are_made_at_once_are_told_when_to_come_again(made: Made) -> None:
    running = [asyncio.create_task(made.export()) for _ in range(2)]
    for _ in running:
        await made.grids.begun.acquire()
    with pytest.raises(Busy) as busy:
        await asyncio.wait_for(made.export(), _NEVER_S)
    assert busy.value.retry_after_s > 0
    made.grids.go.set()
    first, second = await asyncio.gather(*running)
    assert first == second == await made.export()  # there is room again


async def test_a_file_that_grows_too_large_is_given_up(made: Made) -> None:
    made.grids.go.set()
    for kind in ExportFormat:
        small = replace(made.exports, most_size=300)
        with pytest.raises(TooLarge):
            await small.export(USER, made.grid.id, kind)
        assert len(made.grids.pages) == 1
        made.grids.pages.clear()


async def test_nothing_is_left_of_an_export_that_fails(made: Made) -> None:
    export = asyncio.create_task(made.export(ExportFormat.XLSX))
    await made.grids.begun.acquire()
    await made.parts.grids.delete(USER, made.grid.id)
    made.grids.go.set()
    with pytest.raises(NotFound):
        await export
    assert list(made.parts.uploads.iterdir()) == []
