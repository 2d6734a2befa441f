"""Grids from their request to their last cell, whatever comes between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from core.cells import Cell, CellState
from core.documents import Document
from core.errors import InvalidRequest, NotFound, Unavailable
from core.grids import AnswerType, GridQuestion, TypedValue
from core.ids import CollectionId
from core.jobs import READING, JobState, Lane
from core.principals import AccessScope, Role
from flows.bootstrap import Installation
from flows.documents import Change
from flows.grids.answerer import Answerer
from flows.grids.asking import have_read
from flows.grids.exports import ExportFormat
from flows.grids.questions import QuestionSet
from flows.grids.reader import CellReader
from flows.grids.views import GridState, Progress
from flows.retention import purge_spent_grids
from tests.flows.lives import BROKEN, WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, a_person, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

QUESTIONS = tuple(
    GridQuestion(name, f"What is the {name}?", AnswerType.TEXT, name)
    for name in ("rent", "term", "deposit")
)
ASKED = QuestionSet("Leases", "en", QUESTIONS)
ELSEWHERE = a_person("user", "south")


@dataclass
class FakeReader:
    """Finds the question in every document; breaks where a test says so."""

    reads: list[tuple[str, str]] = field(default_factory=list)
    """(document, question) of each cell."""
    failures: dict[str, Exception] = field(default_factory=dict)
    """By question."""
    meanwhile: Callable[[], Awaitable[object]] | None = None
    """What happens once, while the first cells are read."""

    async def read(
        self, scope: AccessScope, document: Document, questions: Sequence[GridQuestion]
    ) -> list[Cell]:
        for question in questions:
            if failure := self.failures.get(question.id):
                raise failure
        self.reads += [(document.name, question.id) for question in questions]
        if self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return [Cell(CellState.FOUND, 0.5, TypedValue(q.id, q.id)) for q in questions]


@dataclass
class Shop:
    parts: Installation
    reader: FakeReader
    folder: Path

    async def add(self, *names: str, words: str = "a lease") -> list[Document]:
        return [
            await added(self.parts, text(self.folder, name, f"{words} {name}")) for name in names
        ]

    async def ask(self, *names: str, asked: QuestionSet = ASKED) -> Progress:
        return await self.parts.grids.ask(USER, asked, names)

    async def states(self, grid: Progress) -> dict[tuple[str | None, str], str]:
        cells = await self.parts.grids.cells(USER, grid.grid.id, 100)
        return {(one.name, one.question.id): one.cell.state.value for one in cells}

    async def reasons(self, grid: Progress) -> list[str]:
        return [c.cell.reason for c in await self.parts.grids.cells(USER, grid.grid.id, 100)]


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    reader = FakeReader()
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        parts = with_parser(opened, WordParser())
        answerer = Answerer(parts.database, cast("CellReader", reader), at_once=2)
        worker = replace(parts.worker, answer=answerer.answer)
        yield Shop(replace(parts, worker=worker), reader, tmp_path)


async def test_every_document_is_asked_every_question(shop: Shop) -> None:
    await shop.add("a.txt", "b.txt")
    grid = await shop.ask("b.txt", "a.txt")
    assert (grid.state, grid.done, grid.grid.size) == (GridState.RUNNING, 0, 6)
    assert set((await shop.states(grid)).values()) == {"pending"}
    await shop.parts.worker.until_idle()
    done = await shop.parts.grids.progress(USER, grid.grid.id)
    assert (done.state, done.done) == (GridState.DONE, 6)
    asked = [(name, q.id) for name in ("b.txt", "a.txt") for q in QUESTIONS]
    assert await shop.states(grid) == dict.fromkeys(asked, "found")
    assert sorted(shop.reader.reads) == sorted(asked)


async def test_a_collection_is_asked_whole_by_name(shop: Shop) -> None:
    await shop.add("b.txt", "a.txt")
    grid = await shop.parts.grids.ask(USER, ASKED, (), CollectionId("default"))
    rows = await shop.parts.grids.rows(USER, grid.grid, 0, 9)
    assert [row.name for row in rows] == ["a.txt", "b.txt"]


async def test_cells_come_page_by_page(shop: Shop) -> None:
    await shop.add("a.txt", "b.txt", "c.txt")
    grid = await shop.ask("a.txt", "b.txt", "c.txt")
    grids, id_ = shop.parts.grids, grid.grid.id
    pages = [await grids.cells(USER, id_, 4, start) for start in (0, 4, 8, 12)]
    assert [len(page) for page in pages] == [4, 4, 1, 0]
    shown = [(cell.name, cell.question.id) for page in pages for cell in page]
    assert shown == [(n, q.id) for n in ("a.txt", "b.txt", "c.txt") for q in QUESTIONS]


async def test_the_same_request_is_the_same_grid_and_reads_nothing_twice(shop: Shop) -> None:
    await shop.add("a.txt")
    first = await shop.ask("a.txt")
    assert (await shop.ask("a.txt")).grid.id == first.grid.id
    await shop.parts.worker.until_idle()
    again = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    assert (again.grid.id, again.state) == (first.grid.id, GridState.DONE)
    assert len(shop.reader.reads) == 3
    other = QuestionSet("Leases", "en", QUESTIONS[:2])
    assert (await shop.ask("a.txt", asked=other)).grid.id != first.grid.id


async def test_a_cancelled_grid_keeps_its_cells_and_goes_on_when_it_is_asked_again(
    shop: Shop,
) -> None:
    await shop.add("a.txt", "b.txt")
    grid = await shop.ask("a.txt", "b.txt")
    assert await shop.parts.worker.work(Lane.ANSWER)
    cancelled = await shop.parts.grids.cancel(USER, grid.grid.id)
    assert (cancelled.state, cancelled.counts[CellState.FOUND]) == (GridState.CANCELLED, 3)
    assert not await shop.parts.worker.work(Lane.ANSWER)
    assert (await shop.reasons(grid))[3:] == ["cancelled"] * 3
    assert (await shop.ask("a.txt", "b.txt")).state is GridState.RUNNING
    await shop.parts.worker.until_idle()
    assert sorted(shop.reader.reads) == sorted(await shop.states(grid))


async def test_a_finished_grid_cannot_be_cancelled(shop: Shop) -> None:
    await shop.add("a.txt")
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    assert (await shop.parts.grids.cancel(USER, grid.grid.id)).state is GridState.DONE


async def test_what_breaks_for_one_question_breaks_for_that_one_alone(shop: Shop) -> None:
    await shop.add("a.txt")
    shop.reader.failures["term"] = ValueError("a fault of ours")
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    states = await shop.states(grid)
    assert list(states.values()) == ["found", "failed", "found"]
    assert (await shop.reasons(grid))[1] == "internal"


async def test_what_failed_is_read_anew_when_it_is_asked_again_and_nothing_else(shop: Shop) -> None:
    await shop.add("a.txt")
    shop.reader.failures["term"] = ValueError("a fault of ours")
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    shop.reader.failures.clear()
    again = await shop.ask("a.txt")
    assert (again.grid.id, again.state) == (grid.grid.id, GridState.RUNNING)
    await shop.parts.worker.until_idle()
    assert list((await shop.states(grid)).values()) == ["found"] * 3
    assert [question for _, question in shop.reader.reads] == ["rent", "deposit", "term"]


async def test_an_outage_is_waited_out_and_no_cell_fails_for_it(shop: Shop) -> None:
    [document] = await shop.add("a.txt")
    shop.reader.failures["deposit"] = Unavailable("The index does not answer.")
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    assert list((await shop.states(grid)).values()) == ["found", "found", "pending"]
    async with shop.parts.database.begin() as unit:
        [job] = await unit.jobs.of_document(document.id)
    assert (job.state, job.retries) == (JobState.QUEUED, 1)
    assert job.error is not None


async def test_cells_that_were_committed_before_a_death_are_not_read_again(shop: Shop) -> None:
    await shop.add("a.txt")
    shop.reader.failures["deposit"] = Unavailable("away")
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    shop.reader.failures.clear()
    await shop.parts.grids.cancel(USER, grid.grid.id)
    await shop.ask("a.txt")
    fresh = replace(shop.parts.worker, name="another")
    await fresh.until_idle()
    assert [q for _, q in shop.reader.reads] == ["rent", "term", "deposit"]


async def test_a_document_that_is_deleted_takes_its_cells_along(shop: Shop) -> None:
    [first, _] = await shop.add("a.txt", "b.txt")
    grid = await shop.ask("a.txt", "b.txt")
    await shop.parts.worker.until_idle()
    await shop.parts.documents.delete(USER, first.id)
    cells = await shop.parts.grids.cells(USER, grid.grid.id, 100)
    assert [(c.name, c.cell.state.value, c.cell.reason) for c in cells[:3]] == [
        (None, "failed", "gone")
    ] * 3
    assert [c.cell.state for c in cells[3:]] == [CellState.FOUND] * 3
    done = await shop.parts.grids.progress(USER, grid.grid.id)
    assert (done.counts[CellState.FAILED], done.state) == (3, GridState.DONE)


async def test_a_document_that_is_deleted_meanwhile_fails_with_the_reason(shop: Shop) -> None:
    [document] = await shop.add("a.txt")
    grid = await shop.ask("a.txt")
    await shop.parts.documents.delete(USER, document.id)
    await shop.parts.worker.until_idle()
    assert set(await shop.reasons(grid)) == {"gone"}
    assert shop.reader.reads == []


async def test_a_document_that_was_not_read_fails_with_the_reason(shop: Shop) -> None:
    await shop.add("a.txt", words=BROKEN)
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    assert set((await shop.states(grid)).values()) == {"failed"}
    assert set(await shop.reasons(grid)) == {"unread"}


async def test_what_is_readable_by_now_is_no_longer_told_to_be_unread(shop: Shop) -> None:
    [document] = await shop.add("a.txt", words=BROKEN)
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    mended = with_parser(shop.parts, WordParser(mended=True))
    await mended.documents.retry(USER, document.id)
    worker = replace(shop.parts.worker, reader=mended.worker.reader)
    async with shop.parts.database.begin() as unit:
        await have_read(unit, grid.grid)
    await worker.until_idle()
    assert set((await shop.states(grid)).values()) == {"found"}


async def test_a_row_is_of_one_version_and_tells_which(shop: Shop) -> None:
    """Its document is replaced while the row is half read: the row is read anew, as a whole."""
    [document] = await shop.add("a.txt")
    [old] = await shop.parts.documents.versions(USER, document.id)
    shop.reader.failures["deposit"] = Unavailable("away")
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    shop.reader.failures.clear()
    newer = text(shop.folder, "a.txt", "another lease")
    await shop.parts.documents.add(
        USER, newer, "a.txt", CollectionId("default"), supersedes=document.id
    )
    fresh = replace(shop.parts.worker, name="another")
    await fresh.until_idle(READING)
    await shop.parts.grids.cancel(USER, grid.grid.id)
    async with shop.parts.database.begin() as unit:
        await have_read(unit, grid.grid)
    await fresh.until_idle()
    shown = await shop.parts.grids.cells(USER, grid.grid.id, 9)
    [version] = {one.version for one in shown}
    assert version not in (None, old.version)
    assert [one.cell.state.value for one in shown] == ["found"] * 3
    assert [q for _, q in shop.reader.reads] == ["rent", "term", "rent", "term", "deposit"]


async def test_a_version_that_comes_while_cells_are_read_has_them_read_again(shop: Shop) -> None:
    [document] = await shop.add("a.txt")
    newer = text(shop.folder, "a.txt", "another lease")

    async def replaced() -> None:
        await shop.parts.documents.add(
            USER, newer, "a.txt", CollectionId("default"), supersedes=document.id
        )
        await replace(shop.parts.worker, name="reads").until_idle(READING)

    shop.reader.meanwhile = replaced
    grid = await shop.ask("a.txt")
    await shop.parts.worker.until_idle()
    now = await shop.parts.documents.get(USER, document.id)
    shown = await shop.parts.grids.cells(USER, grid.grid.id, 9)
    assert {one.version for one in shown} == {now.version}
    assert [q for _, q in shop.reader.reads] == ["rent", "term", "rent", "term", "deposit"]


async def test_a_deleted_grid_is_gone_with_its_cells_and_jobs(shop: Shop) -> None:
    await shop.add("a.txt", "b.txt")
    grid = await shop.ask("a.txt", "b.txt")
    assert await shop.parts.worker.work(Lane.ANSWER)
    await shop.parts.grids.delete(USER, grid.grid.id)
    with pytest.raises(NotFound):
        await shop.parts.grids.progress(USER, grid.grid.id)
    assert not await shop.parts.worker.work(Lane.ANSWER)
    async with shop.parts.database.begin() as unit:
        assert await unit.grids.rows(grid.grid.id) == {}
    assert len(shop.reader.reads) == 3
    assert (await shop.ask("a.txt", "b.txt")).done == 0


async def test_a_grid_that_is_deleted_while_a_cell_is_read_stays_deleted(shop: Shop) -> None:
    await shop.add("a.txt")
    grid = await shop.ask("a.txt")
    shop.reader.meanwhile = lambda: shop.parts.grids.delete(USER, grid.grid.id)
    await shop.parts.worker.until_idle()
    assert await shop.parts.grids.page(USER, 9) == []
    async with shop.parts.database.begin() as unit:
        assert await unit.grids.rows(grid.grid.id) == {}


async def test_a_grid_goes_with_the_last_of_its_documents(shop: Shop) -> None:
    [first, second] = await shop.add("a.txt", "b.txt")
    database = shop.parts.database
    grid = await shop.ask("a.txt", "b.txt")
    await shop.parts.worker.until_idle()
    await shop.parts.documents.delete(USER, first.id)
    assert await purge_spent_grids(database, 10) == []
    await shop.parts.documents.delete(USER, second.id)
    assert await purge_spent_grids(database, 10) == [grid.grid.id]
    assert await shop.parts.grids.page(USER, 9) == []


async def test_a_grid_waits_for_documents_that_are_still_to_be_read(shop: Shop) -> None:
    path = text(shop.folder, "a.txt", "a lease")
    await shop.parts.documents.add(USER, path, "a.txt", CollectionId("default"))
    grid = await shop.ask("a.txt")
    assert not await shop.parts.worker.work(Lane.ANSWER)
    await shop.parts.worker.until_idle()
    assert set((await shop.states(grid)).values()) == {"found"}


async def test_no_other_entity_sees_a_grid_or_asks_what_it_cannot_see(shop: Shop) -> None:
    [document] = await shop.add("a.txt")
    grid, grids = await shop.ask("a.txt"), shop.parts.grids
    for call in (grids.progress, grids.cancel, grids.delete):
        with pytest.raises(NotFound):
            await call(ELSEWHERE, grid.grid.id)
    with pytest.raises(NotFound):
        await shop.parts.exports.export(ELSEWHERE, grid.grid.id, ExportFormat.CSV)
    assert await grids.rows(USER, grid.grid, 0, 0)
    with pytest.raises(NotFound):
        await grids.cells(ELSEWHERE, grid.grid.id, 10)
    assert await grids.page(ELSEWHERE, 10) == []
    for named in ("a.txt", document.id):
        with pytest.raises(NotFound):
            await grids.ask(ELSEWHERE, ASKED, (named,))


async def test_two_who_ask_the_same_have_a_grid_each(shop: Shop) -> None:
    await shop.add("a.txt")
    other = a_person("somebody", HERE)
    mine = await shop.ask("a.txt")
    assert (await shop.parts.grids.ask(other, ASKED, ("a.txt",))).grid.id != mine.grid.id
    assert len(await shop.parts.grids.page(USER, 10)) == 2


async def test_too_large_a_grid_is_refused_before_anything_is_recorded(shop: Shop) -> None:
    await shop.add("a.txt")
    with pytest.raises(InvalidRequest, match="no document"):
        await shop.parts.grids.ask(USER, ASKED, (), CollectionId("empty"))
    assert await shop.parts.grids.page(USER, 10) == []


async def test_a_grid_is_for_who_asked_and_for_who_may_read_all_of_it(shop: Shop) -> None:
    """Its questions and ids would tell of what others may not see."""
    colleague = a_person("paul", HERE, roles=frozenset({Role.READER}))
    first, _ = await shop.add("a.txt", "b.txt")
    grid = await shop.ask()
    await shop.parts.worker.until_idle()
    assert (await shop.parts.grids.progress(colleague, grid.grid.id)).counts[CellState.FOUND] == 6
    assert len(await shop.parts.grids.page(colleague, 10)) == 1
    await shop.parts.documents.change(USER, first.id, Change(readers=["group:here/legal"]))
    with pytest.raises(NotFound):
        await shop.parts.grids.progress(colleague, grid.grid.id)
    with pytest.raises(NotFound):
        await shop.parts.exports.export(colleague, grid.grid.id, ExportFormat.CSV)
    assert await shop.parts.grids.page(colleague, 10) == []


async def test_who_asked_sees_no_cell_of_what_they_may_not_read_any_more(shop: Shop) -> None:
    first, _ = await shop.add("a.txt", "b.txt")
    grid = await shop.ask("a.txt", "b.txt")
    await shop.parts.worker.until_idle()
    await shop.parts.documents.change(USER, first.id, Change(readers=["group:here/legal"]))
    assert await shop.reasons(grid) == ["gone"] * 3 + [""] * 3
    counts = (await shop.parts.grids.progress(USER, grid.grid.id)).counts
    assert (counts[CellState.FOUND], counts[CellState.FAILED]) == (3, 3)
    with await shop.parts.exports.export(USER, grid.grid.id, ExportFormat.JSONL) as file:
        assert b"a.txt" not in file.read()
