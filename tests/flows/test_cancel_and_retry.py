"""Reading is stopped, and taken up again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Busy, Conflict
from core.jobs import JobState
from core.outcomes import Status
from flows.bootstrap import Installation
from tests.flows.lives import BROKEN, WordParser, searched, sent, stored, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, added, open_parts, with_parser


@pytest.fixture
def parser() -> WordParser:
    return WordParser()


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest_asyncio.fixture
async def parts(
    tmp_path: Path, parser: WordParser, encoder: FakeEncoder
) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", encoder, max_waiting=2) as opened:
        yield with_parser(opened, parser)


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    return text(tmp_path, "bail.txt", "Le loyer est de 1000 euros.")


async def test_what_was_cancelled_is_not_read_until_it_is_sent_again(
    parts: Installation, lease: Path
) -> None:
    accepted = await sent(parts, lease)
    shown = await parts.documents.cancel(USER, accepted.document.id)
    assert shown.document.outcome.status is Status.CANCELLED
    await parts.worker.until_idle()
    assert await searched(parts, "loyer") == []
    assert not (await sent(parts, lease)).unchanged
    await parts.worker.until_idle()
    assert len(await searched(parts, "loyer")) == 1


async def test_what_was_cancelled_can_be_tried_again(parts: Installation, lease: Path) -> None:
    accepted = await sent(parts, lease)
    await parts.documents.cancel(USER, accepted.document.id)
    shown = await parts.documents.retry(USER, accepted.document.id)
    assert shown.document.outcome.status is Status.QUEUED
    assert shown.job
    assert shown.job.state is JobState.QUEUED
    await parts.worker.until_idle()
    assert (await parts.documents.get(USER, accepted.document.id)).outcome.status is Status.INDEXED


async def test_cancelling_a_new_version_keeps_the_old_one(
    parts: Installation, lease: Path, tmp_path: Path
) -> None:
    document = await added(parts, lease)
    await sent(parts, text(tmp_path, "b.txt", "Le loyer double."), supersedes=document.id)
    shown = await parts.documents.cancel(USER, document.id)
    await parts.worker.until_idle()
    assert shown.document.outcome.status is Status.INDEXED
    assert shown.job
    assert shown.job.state is JobState.CANCELLED
    assert await searched(parts, "loyer") == ["Le loyer est de 1000 euros."]


async def test_cancelling_what_was_read_changes_nothing(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    shown = await parts.documents.cancel(USER, document.id)
    assert (shown.document.outcome.status, shown.job) == (Status.INDEXED, None)


async def test_what_failed_is_tried_again(
    parts: Installation, parser: WordParser, tmp_path: Path
) -> None:
    document = await added(parts, text(tmp_path, "a.txt", f"{BROKEN} loyer"))
    assert document.outcome.status is Status.FAILED
    parser.mended = True
    await parts.documents.retry(USER, document.id)
    await parts.worker.until_idle()
    assert (await parts.documents.get(USER, document.id)).outcome.status is Status.INDEXED


async def test_what_was_read_is_not_tried_again(parts: Installation, lease: Path) -> None:
    document = await added(parts, lease)
    with pytest.raises(Conflict, match="nothing to try again"):
        await parts.documents.retry(USER, document.id)


async def test_what_users_say_reaches_what_is_embedded_when_it_is_read_again(
    parts: Installation, encoder: FakeEncoder, lease: Path
) -> None:
    document = await added(parts, lease)
    await parts.describer.correct(USER, document.id, {"issuer": ["SCI Tournelune"]})
    await parts.documents.read_again(USER, document.id)
    assert len(await searched(parts, "loyer")) == 1  # meanwhile
    await parts.worker.until_idle()
    assert "Tournelune" in " ".join(encoder.batches[-1])
    assert len(await searched(parts, "loyer")) == 1


async def test_who_has_enough_waiting_is_asked_to_come_again(
    parts: Installation, tmp_path: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        await sent(parts, text(tmp_path, name, name))
    refused = text(tmp_path, "c.txt", "c")
    with pytest.raises(Busy) as busy:
        await sent(parts, refused)
    assert busy.value.retry_after_s > 0
    assert len(stored(parts)) == 2  # of what was refused, nothing stays
    await parts.worker.until_idle()
    assert (await sent(parts, refused)).job
