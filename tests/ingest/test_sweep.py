"""What is done again and again goes on, whatever happens in a round."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from core.errors import Unavailable
from core.jobs import JobState, Lane
from core.outcomes import Status
from ingest.sweep import ABANDONED_S, KEPT, Chore, forget_jobs, keep_at, remove_leftovers, sweep
from tests.ingest.stores import Shop, open_shop

SOON_S = 60


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def test_an_error_ends_neither_a_chore_nor_the_others() -> None:
    errors: list[Exception] = [Unavailable("gone"), ValueError("broken")]
    again, other = asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        if errors:
            raise errors.pop()
        again.set()

    async def succeed() -> None:
        other.set()

    chores = [Chore("one", 0.001, fail), Chore("another", 3600, succeed)]
    keeping = asyncio.create_task(keep_at(chores))
    async with asyncio.timeout(SOON_S):
        await again.wait()
        await other.wait()
    keeping.cancel()
    await asyncio.wait([keeping])
    assert keeping.cancelled()


async def test_a_lost_wake_up_is_made_good_one_for_each_lane(shop: Shop) -> None:
    for number in range(3):
        await shop.job(await shop.document(f"Loyer {number}."))
    await shop.worker().work(Lane.READ)
    shop.queue.woken.clear()
    await sweep(shop.database, shop.queue)
    assert sorted(shop.queue.woken) == [Lane.EMBED, Lane.READ]


async def test_where_nothing_waits_nobody_is_woken(shop: Shop) -> None:
    await shop.job(await shop.document())
    await shop.worker().until_idle()
    shop.queue.woken.clear()
    await sweep(shop.database, shop.queue)
    assert shop.queue.woken == []


async def test_what_a_dead_worker_held_is_queued_again(shop: Shop) -> None:
    document = await shop.document()
    await shop.job(document)
    now = datetime.now(UTC)
    async with shop.database.begin() as unit:
        assert await unit.jobs.claim(Lane.READ, "dead", now, now - timedelta(seconds=1))
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.QUEUED
    await sweep(shop.database, shop.queue)
    await shop.worker().until_idle()
    assert (await shop.stored(document.id)).outcome.status is Status.INDEXED


async def test_what_was_done_lately_is_remembered(shop: Shop) -> None:
    job = await shop.job(await shop.document())
    await shop.worker().until_idle()
    await forget_jobs(shop.database)
    assert (await shop.row(job)).state is JobState.DONE
    async with shop.database.begin() as unit:
        assert await unit.jobs.forget(datetime.now(UTC) + KEPT) == 1


async def test_only_old_folders_of_ours_are_removed(tmp_path: Path) -> None:
    temporary, uploads = tmp_path / "tmp", tmp_path / "uploads"
    for folder in (temporary, uploads):
        folder.mkdir()
    old = time.time() - ABANDONED_S - 60
    gone = [temporary / "probant-cage-a", temporary / "probant-contained-b", uploads / "c"]
    kept = [temporary / "probant-pages-new", temporary / "another", uploads / "new"]
    for path in (*gone, *kept):
        path.mkdir()
        (path / "inside").write_text("x", "utf-8")
    outside = tmp_path / "outside"
    outside.mkdir()
    (temporary / "probant-cage-link").symlink_to(outside)
    for path in (*gone, kept[1]):
        os.utime(path, (old, old))
    await remove_leftovers(uploads, temporary)
    assert [path.exists() for path in (*gone, *kept)] == [False] * 3 + [True] * 3
    assert outside.exists()
