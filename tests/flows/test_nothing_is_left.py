"""Deleting deletes: of what nobody holds any more, no byte stays under the data folder."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.cells import Cell, CellState, StoredCell
from core.errors import Gone
from core.grids import AnswerType, GridQuestion, TypedValue
from core.ids import EntityId
from core.principals import Principal
from flows.bootstrap import Installation
from flows.grids.exports import ExportFormat
from flows.grids.questions import QuestionSet
from flows.question import Question
from tests.conftest import SAMPLES
from tests.flows.lives import searched, sent
from tests.flows.uncaged import open_uncaged
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added

CANARY = "Zanzibarquetzal"
THEM = replace(USER, id="them", entity=EntityId("them"))


def copies(folder: Path, canary: str) -> list[str]:
    """Where under a folder a text is, in any file, log or compressed column."""
    sought = [form.encode() for form in (canary, canary.lower(), canary.lower()[:8])]
    found = [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in sought)
    ]
    return found + [column for column, value in _values(folder) if any(s in value for s in sought)]


def _values(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every value of the database, unpacked."""
    with sqlite3.connect(f"file:{folder / 'probant.db'}?mode=ro", uri=True) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own names
                yield from ((table, _unpacked(value)) for value in row)


def _unpacked(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / f"note-{CANARY}.md"
    path.write_text(f"# Note de {CANARY}\n\nLe phare de {CANARY} mesure 51 mètres.\n", "utf-8")
    return path


async def cited(parts: Installation, words: str, who: Principal = USER) -> tuple[str, int]:
    """The id of a citation of the best passage, and its page."""
    hit = (await parts.asker.search(who, Question(words), 1)).hits[0].to_json()
    async with parts.database.begin() as unit:
        heads = await unit.readings.of_document(hit["document_id"])
    return f"{next(head.id for head in heads if head.live)}~{hit['locator']}", hit["page_start"]


async def test_of_two_entities_copies_one_stays_whole_when_the_other_goes(
    tmp_path: Path, page: Path
) -> None:
    folder = tmp_path / "data"
    async with open_uncaged(folder, FakeEncoder()) as parts:
        ours, theirs = await added(parts, page), await added(parts, page, THEM)
        assert ours.id != theirs.id
        citation, _ = await cited(parts, CANARY, THEM)
        await parts.documents.delete(USER, ours.id)
        await parts.worker.until_idle()
        with pytest.raises(Gone):
            await parts.documents.get(USER, ours.id)
        assert await searched(parts, CANARY) == []
        assert any("51 mètres" in passage for passage in await searched(parts, CANARY, THEM))
        assert "51 mètres" in (await parts.pages.citation(THEM, citation)).quote
        assert copies(folder, CANARY)
        await parts.documents.delete(THEM, theirs.id)
        await parts.worker.until_idle()
        await parts.database.reclaim_space()
    assert copies(folder, CANARY) == []


async def test_grids_keep_no_quote_of_a_document_that_is_gone(tmp_path: Path, page: Path) -> None:
    folder = tmp_path / "data"
    question = GridQuestion("height", "Que mesure le phare ?", AnswerType.TEXT, "Hauteur")
    async with open_uncaged(folder, FakeEncoder()) as parts:
        document = await added(parts, page)
        asked = await parts.grids.ask(USER, QuestionSet("Phares", "fr", (question,)))
        cell = Cell(CellState.FOUND, 0.9, TypedValue(f"Le phare de {CANARY}", CANARY))
        async with parts.database.begin() as unit:
            await unit.grids.put(asked.grid.id, document.id, [StoredCell(0, 0, cell)])
        for kind in ExportFormat:
            (await parts.exports.export(USER, asked.grid.id, kind)).close()
        assert "cells" in copies(folder, CANARY)
        await parts.documents.delete(USER, document.id)
        await parts.worker.until_idle()
        await parts.database.reclaim_space()
    assert copies(folder, CANARY) == []


async def test_pages_of_the_copy_that_stays_are_drawn(tmp_path: Path) -> None:
    lease = SAMPLES / "bail-commercial.pdf"
    async with open_uncaged(tmp_path / "data", FakeEncoder()) as parts:
        ours, theirs = await added(parts, lease), await added(parts, lease, THEM)
        await parts.documents.delete(USER, ours.id)
        await parts.worker.until_idle()
        image = await parts.pages.image(THEM, theirs.id, 1, None)
        assert image.png.startswith(b"\x89PNG")


async def test_pages_of_a_superseded_version_are_drawn_for_its_citations(tmp_path: Path) -> None:
    async with open_uncaged(tmp_path / "data", FakeEncoder()) as parts:
        document = await added(parts, SAMPLES / "bail-commercial.pdf")
        citation, page = await cited(parts, "dépôt de garantie")
        quote = (await parts.pages.citation(USER, citation)).quote
        note = tmp_path / "note.md"
        note.write_text("# Note\n\nLe bail est remplacé.\n", "utf-8")
        await sent(parts, note, supersedes=document.id)
        await parts.worker.until_idle()
        image = await parts.pages.image(USER, document.id, page, citation)
        assert image.png.startswith(b"\x89PNG")
        assert (await parts.pages.citation(USER, citation)).quote == quote


async def test_a_document_that_was_replaced_leaves_nothing_either(
    tmp_path: Path, page: Path
) -> None:
    folder = tmp_path / "data"
    async with open_uncaged(folder, FakeEncoder()) as parts:
        document = await added(parts, page)
        other = tmp_path / "note.md"
        other.write_text("# Note\n\nLe phare est fermé.\n", "utf-8")
        await sent(parts, other, supersedes=document.id)
        await parts.worker.until_idle()
        await parts.documents.delete(USER, document.id)
        await parts.worker.until_idle()
        await parts.database.reclaim_space()
    assert copies(folder, CANARY) == []
