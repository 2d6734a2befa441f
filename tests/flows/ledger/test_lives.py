"""What happens to documents and grids is in the ledger with it, or neither is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from core.description import Field
from core.errors import Conflict
from core.ids import CollectionId
from core.ledger import Record
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import Change
from flows.grids.questions import checked_questions
from flows.retention import purge_expired
from tests.flows.ledger.kept import a_text, examined, opened, records
from tests.flows.lives import BROKEN, DEFAULT, WordParser, sent, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened_parts:
        yield with_parser(opened_parts, WordParser())


def told(record: Record) -> dict[str, object]:
    return {"kind": record.kind, **json.loads(record.body)}


async def test_the_life_of_a_document(parts: Installation, tmp_path: Path) -> None:
    document = await added(parts, a_text(tmp_path, "bail-dupont.txt"))
    archive = CollectionId("archive")
    await parts.documents.change(USER, document.id, Change(collection=archive, hold="Procès"))
    await parts.documents.change(USER, document.id, Change(hold=None))
    await parts.describer.correct(USER, document.id, {Field.TITLE.value: ["Bail Dupont"]})
    await parts.documents.delete(USER, document.id)
    found = await records(parts)
    assert [one.kind for one in found] == [
        *("accepted", "live", "changed", "changed", "changed", "deleted")
    ]
    accepted, live, moved, released, corrected, deleted = map(told, found)
    assert accepted["version"] == live["version"] == deleted["version"] == document.version
    assert (live["status"], accepted["collection"]) == ("indexed", DEFAULT)
    assert (moved["set_collection"], moved["held"], released["held"]) == (archive, True, False)
    assert corrected["corrected"] == ["title"]
    assert {one["document"] for one in map(told, found)} == {document.id}
    who = [(await opened(parts, one))["who"] for one in found if one.sealed]
    assert who == [USER.id] * 5
    assert (await opened(parts, found[2]))["reason"] == "Procès"
    assert (await opened(parts, found[5]))["name"] == "bail-dupont.txt"
    assert "upont" not in "".join(one.body for one in found)
    assert not examined(found).findings


async def test_what_is_not_done_is_not_recorded(parts: Installation, tmp_path: Path) -> None:
    document = await added(parts, a_text(tmp_path))
    await added(parts, a_text(tmp_path, "copy.txt"), collection="other")
    before = len(await records(parts))
    with pytest.raises(Conflict):
        await parts.documents.change(USER, document.id, Change(CollectionId("other"), hold="x"))
    assert len(await records(parts)) == before


async def test_a_file_that_cannot_be_read_and_files_in_an_archive(
    parts: Installation, tmp_path: Path
) -> None:
    await added(parts, text(tmp_path, "broken.txt", BROKEN))
    accepted, unread = map(told, await records(parts))
    assert (unread["kind"], unread["errors"]) == ("unread", ["parse: malformed"])
    assert unread["document"] == accepted["document"]
    packed = zipped(tmp_path, {"a.txt": text(tmp_path, "a.txt", "un bail de bureaux")})
    parent = await added(parts, packed)
    came = [one for one in map(told, await records(parts)) if "came_in" in one]
    assert [one["came_in"] for one in came] == [parent.id]


async def test_what_a_rule_deletes_is_nobodys_deed(parts: Installation, tmp_path: Path) -> None:
    await added(parts, a_text(tmp_path))
    await parts.collections.change(USER, DEFAULT, Rules(retention_days=1))
    await purge_expired(parts.database, datetime.now(UTC) + timedelta(days=2), 10)
    ruled, deleted = (await records(parts))[-2:]
    assert told(ruled) == {"kind": "changed", "collection": DEFAULT, "set_retention_days": 1}
    assert (told(deleted)["by"], deleted.sealed) == ("retention", None)


async def test_a_grid_and_what_it_reads(parts: Installation, tmp_path: Path) -> None:
    document = await added(parts, a_text(tmp_path))
    asked = {
        "title": "Loyers",
        "questions": [{"id": "rent", "question": "Quel loyer ?", "type": "number"}],
    }
    grid = (await parts.grids.ask(USER, checked_questions(asked))).grid
    await parts.worker.until_idle()
    first, second = (await records(parts))[-2:]
    assert (told(first)["kind"], told(first)["grid"]) == ("grid-asked", grid.id)
    assert (await opened(parts, first))["title"] == "Loyers"
    assert "oyer" not in first.body
    read = told(second)
    assert (read["kind"], read["document"], read["columns"]) == ("cells-read", document.id, [0])
    assert read["version"] == document.version


async def test_the_same_bytes_again(parts: Installation, tmp_path: Path) -> None:
    await added(parts, a_text(tmp_path))
    await sent(parts, a_text(tmp_path))
    assert told((await records(parts))[-1])["unchanged"] is True
