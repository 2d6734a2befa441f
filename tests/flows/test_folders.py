"""A collection remembers where in its folder each document is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import InvalidRequest, NotFound
from core.ids import CollectionId
from core.outcomes import Status
from flows.bootstrap import Installation
from flows.documents import Change
from tests.flows.lives import BROKEN, DEFAULT, WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, a_person, open_parts, with_parser

pytestmark = pytest.mark.asyncio

ELSEWHERE = a_person("other", "elsewhere")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, WordParser())


async def test_what_came_from_the_folder_is_known_by_its_path(
    parts: Installation, tmp_path: Path
) -> None:
    first, second = text(tmp_path, "a.txt", "first"), text(tmp_path, "b.txt", "second")
    await parts.documents.add(USER, first, first.name, DEFAULT, source="2024/a.txt")
    await parts.documents.add(USER, second, second.name, DEFAULT)
    [known] = await parts.folders.sources(USER, DEFAULT)
    assert (known.source, known.status) == ("2024/a.txt", Status.QUEUED)
    await parts.folders.set_source(USER, known.id, "2025/a.txt")
    await parts.worker.until_idle()
    [known] = await parts.folders.sources(USER, DEFAULT)
    assert (known.source, known.status) == ("2025/a.txt", Status.INDEXED)
    assert await parts.folders.sources(USER, CollectionId("other")) == []
    assert await parts.folders.sources(ELSEWHERE, DEFAULT) == []


async def test_a_version_that_is_not_live_yet_or_failed_counts_as_sent(
    parts: Installation, tmp_path: Path
) -> None:
    first, second = text(tmp_path, "a.txt", "first"), text(tmp_path, "b.txt", BROKEN)
    added = await parts.documents.add(USER, first, first.name, DEFAULT, source="a.txt")
    await parts.worker.until_idle()
    await parts.documents.add(
        USER, second, second.name, DEFAULT, supersedes=added.document.id, source="a.txt"
    )
    [waiting] = await parts.folders.sources(USER, DEFAULT)
    assert (waiting.version == added.document.version, waiting.status) == (False, Status.QUEUED)
    await parts.worker.until_idle()
    [failed] = await parts.folders.sources(USER, DEFAULT)
    assert (failed.version, failed.status) == (waiting.version, Status.FAILED)


async def test_only_who_may_says_where_a_document_is(parts: Installation, tmp_path: Path) -> None:
    path = text(tmp_path, "a.txt", "first")
    added = await parts.documents.add(USER, path, path.name, DEFAULT)
    with pytest.raises(NotFound):
        await parts.folders.set_source(ELSEWHERE, added.document.id, "a.txt")
    for bad in ("", "x" * 5000, "a\0b"):
        with pytest.raises(InvalidRequest):
            await parts.folders.set_source(USER, added.document.id, bad)


async def test_a_document_that_moves_leaves_the_folder_behind(
    parts: Installation, tmp_path: Path
) -> None:
    """Or the folder of the other collection would be said to have lost it, and it deleted."""
    path, elsewhere = text(tmp_path, "a.txt", "first"), CollectionId("elsewhere")
    added = await parts.documents.add(USER, path, path.name, DEFAULT, source="2024/a.txt")
    moved = await parts.documents.change(USER, added.document.id, Change(collection=elsewhere))
    assert moved.document.source is None
    assert await parts.folders.sources(USER, elsewhere) == []
    assert await parts.folders.sources(USER, DEFAULT) == []
