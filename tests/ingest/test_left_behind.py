"""What comes to nothing in the middle leaves neither points nor bytes, nor a document waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from core.documents import Document
from core.ids import JobId
from core.jobs import JobKind, JobState, Lane, Priority
from core.outcomes import Outcome, Status
from flows.documents import again
from ingest.lease import Pace
from ingest.slabs import SMALLEST
from ingest.worker import MOST_ATTEMPTS
from tests.contracts.databases import a_tombstone, at_once
from tests.ingest.stores import Shop, open_shop

LONG = " ".join(f"Phrase {number}." for number in range(720 * SMALLEST))
MAIL = "Voici le bail.\nholds dossier/bail.txt: Le loyer est de 12 €."
SOON_S = 60


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def cancel(shop: Shop, document: Document) -> None:
    async with shop.database.begin() as unit:
        await unit.documents.lock(document.id)
        await again.cancel(unit, document)


async def read(shop: Shop, text: str) -> tuple[Document, JobId]:
    """A document that waits to be embedded."""
    document = await shop.document(text)
    job = await shop.job(document)
    await shop.worker().until_idle([Lane.READ])
    return document, job


async def something_urgent(shop: Shop) -> None:
    await shop.job(await shop.document("Autre."), JobKind.TAG, priority=Priority.CLEANING)


async def give_back_after_a_slab(shop: Shop) -> None:
    async def once() -> None:
        shop.index.before_write = None
        await something_urgent(shop)

    shop.index.before_write = once
    await shop.worker().work(Lane.EMBED)
    assert shop.index.points


async def test_what_is_cancelled_before_it_begins_stays_cancelled(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    shop.queue.meanwhile = lambda: cancel(shop, document)  # claimed, and not begun
    await shop.worker().work(Lane.READ)
    assert (await shop.stored(document.id)).outcome == Outcome(Status.CANCELLED)


async def test_what_is_cancelled_before_others_go_first_leaves_no_points(shop: Shop) -> None:
    """No heartbeat has told the worker when it gives the job back."""
    document, job = await read(shop, LONG)

    async def once() -> None:
        shop.index.before_write = None
        await cancel(shop, document)
        await shop.worker("another").until_idle([Lane.EMBED])
        await something_urgent(shop)

    shop.index.before_write = once
    await shop.worker().until_idle()
    assert (await shop.row(job)).state is JobState.CANCELLED
    assert shop.index.points == {}


async def test_what_is_cancelled_with_half_its_points_leaves_none(shop: Shop) -> None:
    document, _ = await read(shop, LONG)
    await give_back_after_a_slab(shop)
    await cancel(shop, document)
    await shop.worker().until_idle()
    assert shop.index.points == {}
    assert await shop.unfinished() == []


async def test_what_is_given_up_with_half_its_points_leaves_none(shop: Shop) -> None:
    _, job = await read(shop, LONG)
    await give_back_after_a_slab(shop)
    await shop.worker().work(Lane.EMBED)  # what was urgent
    now = datetime.now(UTC)
    for _ in range(MOST_ATTEMPTS[Lane.EMBED]):
        async with shop.database.begin() as unit:
            assert await unit.jobs.claim(Lane.EMBED, "dead", now, now - timedelta(days=1))
            await unit.jobs.reclaim(now, at_once)
    await shop.worker().until_idle()
    assert (await shop.row(job)).state is JobState.FAILED
    assert shop.index.points == {}


def blobs(shop: Shop) -> list[Path]:
    return list((shop.folder / "blobs").iterdir())


async def test_a_file_deleted_alone_leaves_no_bytes_when_its_mail_is_read_again(
    shop: Shop,
) -> None:
    mail = await shop.document(MAIL)
    await shop.job(mail)
    await shop.worker().until_idle()
    async with shop.database.begin() as unit:
        [child] = await unit.documents.children(mail.id)
        await unit.documents.delete(child.id)
        await unit.documents.bury(a_tombstone(child, at=datetime.now(UTC)))
    await shop.job(child, JobKind.PURGE)
    await shop.worker().until_idle()
    await shop.job(mail)
    await shop.worker().until_idle()
    assert len(blobs(shop)) == 1


async def test_what_was_taken_out_of_a_mail_that_is_cancelled_leaves_no_bytes(shop: Shop) -> None:
    """Between the storing of its files and the recording of them."""
    watchful = replace(shop, pace=Pace(tell_s=0.001, tells_a_heartbeat=1))
    mail = await shop.document(MAIL + "\nholds autre.txt: Une annexe.")
    job = await shop.job(mail)
    first = len(blobs(shop))

    async def once() -> None:
        if len(blobs(shop)) > first:
            shop.blobs.before_put = None
            await cancel(shop, mail)
            for _ in range(50):  # many heartbeats
                await shop.row(job)

    shop.blobs.before_put = once
    async with asyncio.timeout(SOON_S):
        await watchful.worker().until_idle()
    assert len(blobs(shop)) == 1
