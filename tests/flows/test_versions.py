"""A new version takes the place of the old one, once it was read, and the old one stays citable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import NotFound
from core.ids import CollectionId, DocumentId
from core.jobs import JobState
from core.outcomes import Status
from flows.bootstrap import Installation
from flows.documents import Change
from flows.question import Question
from tests.flows.lives import BROKEN, WordParser, searched, sent, stored, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added, open_parts, with_parser

OLD, NEW = "Le loyer est de 1000 euros.", "Le loyer est de 2000 euros."


@pytest.fixture
def parser() -> WordParser:
    return WordParser()


@pytest_asyncio.fixture
async def parts(tmp_path: Path, parser: WordParser) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, parser)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return text(tmp_path, "bail-2023.txt", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return text(tmp_path, "bail-2024.txt", NEW)


async def test_the_old_version_is_shown_until_the_new_one_was_read(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    accepted = await sent(parts, new, supersedes=document.id)
    assert (accepted.document.id, accepted.unchanged) == (document.id, False)
    before = await parts.documents.show(USER, document.id)
    assert before.document.name == "bail-2023.txt"
    assert before.document.outcome.status is Status.INDEXED
    assert before.job
    assert before.job.state is JobState.QUEUED
    assert await searched(parts, "loyer") == [OLD]
    await parts.worker.until_idle()
    after = await parts.documents.show(USER, document.id)
    assert (after.document.name, after.job) == ("bail-2024.txt", None)
    assert await searched(parts, "loyer") == [NEW]
    versions = await parts.documents.versions(USER, document.id)
    assert [(v.number, v.name) for v in versions] == [(1, "bail-2023.txt"), (2, "bail-2024.txt")]


async def test_what_was_cited_of_the_old_version_still_resolves(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    [hit] = (await parts.asker.search(USER, Question("loyer"), 1)).hits
    citation = f"{(await _live(parts, document.id))}~{hit.to_json()['locator']}"
    await sent(parts, new, supersedes=document.id)
    await parts.worker.until_idle()
    found = await parts.pages.citation(USER, citation)
    assert (found.quote, found.reading.live) == (OLD, False)


async def _live(parts: Installation, document: DocumentId) -> str:
    async with parts.database.begin() as unit:
        return next(h.id for h in await unit.readings.of_document(document) if h.live)


async def test_the_same_bytes_are_no_new_version(parts: Installation, old: Path, new: Path) -> None:
    document = await added(parts, old)
    assert (await sent(parts, old, supersedes=document.id)).unchanged
    first = await sent(parts, new, supersedes=document.id)
    again = await sent(parts, new, supersedes=document.id)
    assert first.job
    assert again.job
    assert first.job.id == again.job.id
    await parts.worker.until_idle()
    assert (await sent(parts, new, supersedes=document.id)).unchanged
    assert (await sent(parts, new)).unchanged
    assert len(await parts.documents.versions(USER, document.id)) == 2


async def test_the_same_new_version_sent_at_once_is_one(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    await asyncio.gather(*(sent(parts, new, supersedes=document.id) for _ in range(5)))
    assert len(await parts.documents.versions(USER, document.id)) == 2


async def test_going_back_to_the_bytes_of_before_is_a_version_more(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    await sent(parts, new, supersedes=document.id)
    await parts.worker.until_idle()
    await sent(parts, old, supersedes=document.id)
    await parts.worker.until_idle()
    assert await searched(parts, "loyer") == [OLD]
    versions = await parts.documents.versions(USER, document.id)
    assert [v.name for v in versions] == ["bail-2023.txt", "bail-2024.txt", "bail-2023.txt"]


async def test_going_back_before_the_new_version_was_read_ends_at_the_old_one(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    await sent(parts, new, supersedes=document.id)
    assert not (await sent(parts, old, supersedes=document.id)).unchanged
    await parts.worker.until_idle()
    assert await searched(parts, "loyer") == [OLD]


async def test_a_copy_of_what_is_being_replaced_does_not_come_back(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    await sent(parts, new, supersedes=document.id)
    later = with_parser(parts, WordParser(revision=2))
    assert (await sent(later, old)).unchanged
    await later.worker.until_idle()
    assert await searched(later, "loyer") == [NEW]


async def test_a_version_that_can_not_be_read_leaves_the_old_one(
    parts: Installation, parser: WordParser, old: Path, tmp_path: Path
) -> None:
    document = await added(parts, old)
    broken = text(tmp_path, "bail-2024.txt", f"{BROKEN} Le loyer est de 3000 euros.")
    await sent(parts, broken, supersedes=document.id)
    await parts.worker.until_idle()
    shown = await parts.documents.show(USER, document.id)
    assert shown.document.outcome.status is Status.INDEXED
    assert shown.job
    assert shown.job.outcome
    assert shown.job.outcome.status is Status.FAILED
    assert "can't be read" in shown.job.outcome.errors[0].message
    assert await searched(parts, "loyer") == [OLD]
    parser.mended = True
    await parts.documents.retry(USER, document.id)
    await parts.worker.until_idle()
    [found] = await searched(parts, "loyer")
    assert "3000" in found
    assert (await parts.documents.show(USER, document.id)).job is None


async def test_bytes_that_a_document_no_longer_has_are_another_document(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    await sent(parts, new, supersedes=document.id)
    await parts.worker.until_idle()
    other = await added(parts, old)
    assert other.id != document.id
    assert sorted(await searched(parts, "loyer")) == [OLD, NEW]
    assert (await added(parts, old)).id == other.id


async def test_bytes_that_moved_away_are_another_document_and_say_so(
    parts: Installation, old: Path
) -> None:
    document = await added(parts, old)
    await parts.documents.change(USER, document.id, Change(collection=CollectionId("archive")))
    accepted = await sent(parts, old)
    assert accepted.document.id != document.id
    assert accepted.same_as == (document.id,)
    assert accepted.to_json()["same_as"] == [document.id]


async def test_a_version_comes_where_its_document_is(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old, collection="baux")
    accepted = await sent(parts, new, collection="other", supersedes=document.id)
    assert accepted.document.collection == "baux"


async def test_nothing_supersedes_what_is_not_there(parts: Installation, new: Path) -> None:
    with pytest.raises(NotFound):
        await sent(parts, new, supersedes=DocumentId("nothing"))
    assert stored(parts) == []


async def test_every_version_goes_with_the_document(
    parts: Installation, old: Path, new: Path
) -> None:
    document = await added(parts, old)
    await sent(parts, new, supersedes=document.id)
    await parts.worker.until_idle()
    assert len(stored(parts)) == 2
    await parts.documents.delete(USER, document.id)
    await parts.worker.until_idle()
    assert stored(parts) == []
    assert await searched(parts, "loyer") == []
