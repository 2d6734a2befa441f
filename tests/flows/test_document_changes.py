"""What is set of a document by hand counts at once, and for what came in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from core.documents import Validity
from core.errors import Conflict, Held, InvalidRequest, NotFound
from core.ids import CollectionId, EntityId
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import Change
from flows.question import Question
from tests.flows.lives import WordParser, names, searched, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added, open_parts, with_parser

ARCHIVE = CollectionId("archive")
LEASE = "Le loyer est de 1000 euros."


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    return text(tmp_path, "bail.txt", LEASE)


async def test_a_moved_document_is_found_where_it_went(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    document = await added(parts, lease)
    await added(parts, text(tmp_path, "note.txt", "Une note."))  # who stays
    await parts.documents.change(USER, document.id, Change(collection=ARCHIVE))
    assert await searched(parts, "loyer", collection="default") == ["Une note."]  # at once
    await parts.worker.until_idle()
    assert await searched(parts, "loyer", collection="archive") == [LEASE]
    assert await searched(parts, "loyer", collection="default") == ["Une note."]
    assert (await parts.documents.get(USER, document.id)).id == document.id


async def test_a_document_moved_before_it_was_read_is_found_where_it_went(
    parts: Installation, lease: Path
) -> None:
    accepted = await parts.documents.add(USER, lease, lease.name, CollectionId("default"))
    await parts.documents.change(USER, accepted.document.id, Change(collection=ARCHIVE))
    await parts.worker.until_idle()
    assert await searched(parts, "loyer", collection="archive") == [LEASE]


async def test_bytes_that_are_there_already_do_not_move_there(
    parts: Installation, lease: Path
) -> None:
    document = await added(parts, lease)
    await added(parts, lease, collection="archive")
    with pytest.raises(Conflict, match="holds these bytes already"):
        await parts.documents.change(USER, document.id, Change(collection=ARCHIVE))
    assert await names(parts, "default") == ["bail.txt"]


async def test_what_came_in_an_archive_moves_with_it(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    note = text(tmp_path, "note.txt", "Une note.")
    archive = await added(parts, zipped(tmp_path, {"bail.txt": lease, "note.txt": note}))
    await parts.worker.until_idle()
    await added(parts, note)  # on its own: it stays
    await parts.documents.change(USER, archive.id, Change(collection=ARCHIVE))
    assert await names(parts, "archive") == ["bail.txt", "envoi.zip"]
    assert await names(parts, "default") == ["note.txt"]


async def test_a_collection_needs_a_name_to_be_moved_to(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    with pytest.raises(InvalidRequest):
        await parts.documents.change(USER, document.id, Change(collection=CollectionId("../x")))


async def test_a_document_counts_from_its_first_to_its_last_day(
    parts: Installation, lease: Path
) -> None:
    document = await added(parts, lease)
    first, last = date(2020, 1, 1), date(2020, 12, 31)
    await parts.documents.change(USER, document.id, Change(valid_from=first, valid_until=last))
    await parts.worker.until_idle()

    async def hits(day: date) -> int:
        return len((await parts.asker.search(USER, Question("loyer", day=day), 5)).hits)

    assert await searched(parts, "loyer") == []  # today
    days = (date(2019, 12, 31), first, last, date(2021, 1, 1))
    assert [await hits(day) for day in days] == [0, 1, 1, 0]
    changed = await parts.documents.change(USER, document.id, Change(valid_until=None))
    assert changed.document.validity == Validity(first, None)
    await parts.worker.until_idle()
    assert await searched(parts, "loyer") == [LEASE]


async def test_nothing_ends_before_it_begins(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    await parts.documents.change(USER, document.id, Change(valid_from=date(2020, 1, 1)))
    with pytest.raises(InvalidRequest, match="before it begins"):
        await parts.documents.change(USER, document.id, Change(valid_until=date(2019, 1, 1)))


async def test_what_is_held_is_not_deleted(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    await parts.documents.change(USER, document.id, Change(hold="Litige 12"))
    with pytest.raises(Held, match="Litige 12"):
        await parts.documents.delete(USER, document.id)
    held = (await parts.documents.get(USER, document.id)).hold
    assert held
    assert (held.reason, held.placed_by) == ("Litige 12", USER.id)
    await parts.documents.change(USER, document.id, Change(hold=None))
    await parts.documents.delete(USER, document.id)
    assert await names(parts) == []


async def test_what_holds_something_held_is_not_deleted_either(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    note = text(tmp_path, "note.txt", "Une note.")
    archive = await added(parts, zipped(tmp_path, {"bail.txt": lease, "note.txt": note}))
    await parts.worker.until_idle()
    [inside] = [d for d in await parts.documents.page(USER, 9, None) if d.name == "bail.txt"]
    await parts.documents.change(USER, inside.id, Change(hold="Litige 12"))
    with pytest.raises(Held):
        await parts.documents.delete(USER, archive.id)
    assert await names(parts) == ["bail.txt", "envoi.zip", "note.txt"]
    assert await searched(parts, "note")


async def test_a_held_collection_lets_nothing_go(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    default = CollectionId("default")
    await parts.collections.change(USER, default, Rules(hold="Enquête"))
    with pytest.raises(Held, match="Enquête"):
        await parts.documents.delete(USER, document.id)
    with pytest.raises(Held):
        await parts.documents.change(USER, document.id, Change(collection=ARCHIVE))
    await parts.collections.change(USER, default, Rules(hold=None))
    await parts.documents.delete(USER, document.id)


async def test_a_hold_is_not_forgotten_for_another(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    await parts.documents.change(USER, document.id, Change(hold="Litige 12"))
    await parts.documents.change(USER, document.id, Change(hold=" Litige  12 "))
    with pytest.raises(Conflict, match="Litige 12"):
        await parts.documents.change(USER, document.id, Change(hold="Litige 13"))


@pytest.mark.parametrize("reason", ["", " \u202e\0", "a" * 501])
async def test_a_hold_has_a_reason(parts: Installation, lease: Path, reason: str) -> None:
    document = await added(parts, lease)
    with pytest.raises(InvalidRequest):
        await parts.documents.change(USER, document.id, Change(hold=reason))


async def test_a_change_is_made_as_a_whole_or_not(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    await added(parts, lease, collection="archive")
    with pytest.raises(Conflict):
        await parts.documents.change(USER, document.id, Change(collection=ARCHIVE, hold="Litige"))
    assert (await parts.documents.get(USER, document.id)).hold is None


async def test_nobody_changes_what_they_may_not_see(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    stranger = replace(USER, entity=EntityId("elsewhere"))
    with pytest.raises(NotFound):
        await parts.documents.change(stranger, document.id, Change(hold="Litige"))
