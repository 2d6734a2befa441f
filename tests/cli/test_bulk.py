"""Many files in one batch: each is sent once, and what became of it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest

from cli.backend import Backend, Json
from cli.bulk import Bulk
from cli.sending import Item
from cli.view import Told
from core.errors import Busy, StoreLocked, TooLarge, Unavailable
from tests.cli.backends import OUTCOME, FakeServer

pytestmark = pytest.mark.asyncio


def files(folder: Path, *texts: str) -> list[Item]:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return [Item(folder / f"{number}.txt") for number in range(len(texts))]


def version(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def reading(server: FakeServer, count: int) -> Callable[[Told], None]:
    """A view during which the server reads everything, once so many files were sent."""

    def show(told: Told) -> None:
        if told.sent >= count:
            server.read_all()

    return show


async def run(server: FakeServer, items: list[Item], show: Any, **more: Any) -> list[Json]:
    bulk = Bulk(cast("Backend", server), "default", show, look_every_s=0, **more)
    async with asyncio.timeout(60):
        return (await bulk.run(items))[0]


async def test_what_is_there_is_not_sent_and_what_waits_is_followed(tmp_path: Path) -> None:
    server = FakeServer()
    server.has(version("read"))
    server.has(version("stored"), "queued")
    items = files(tmp_path, "read", "stored", "new")
    shown = await run(server, items, reading(server, 1))
    assert [upload.path.name for upload in server.uploads] == ["2.txt"]
    assert [one["status"] for one in shown] == ["unchanged", "indexed", "indexed"]


async def test_a_file_given_twice_is_sent_once_and_told_twice(tmp_path: Path) -> None:
    server = FakeServer()
    items = files(tmp_path, "same", "other", "same")
    shown = await run(server, items, reading(server, 2))
    assert len(server.uploads) == 2
    assert shown[0] == shown[2]
    assert [one["status"] for one in shown] == ["indexed"] * 3


async def test_a_file_that_is_refused_does_not_end_the_others(tmp_path: Path) -> None:
    server = FakeServer()
    server.refusals = [TooLarge("The document is larger than 200 MB.")]
    items = files(tmp_path, "large", "small")
    (tmp_path / "1.txt").unlink()
    (tmp_path / "2.txt").write_text("fine", "utf-8")
    items.append(Item(tmp_path / "2.txt"))
    shown = await run(server, items, reading(server, 2))
    large, missing, fine = shown
    assert (large["status"], large["errors"][0]["category"]) == ("failed", "too_large")
    assert (missing["status"], missing["errors"][0]["category"]) == ("failed", "unreadable")
    assert fine["status"] == "indexed"


async def test_a_busy_server_gets_every_file_in_the_end(tmp_path: Path) -> None:
    server = FakeServer()
    server.refusals = [Busy("Too much waits.", retry_after_s=0)] * 7
    told = list[str]()

    def show(seen: Told) -> None:
        told.append(seen.waits_for)
        reading(server, 5)(seen)

    shown = await run(server, files(tmp_path, *"abcde"), show)
    assert [one["status"] for one in shown] == ["indexed"] * 5
    assert len(server.uploads) == 5
    assert "Too much waits." in told


async def test_an_error_of_the_server_ends_it(tmp_path: Path) -> None:
    server = FakeServer()
    server.refusals = [StoreLocked("The store is in use.")]
    with pytest.raises(StoreLocked):
        await run(server, files(tmp_path, *"abcde"), lambda told: None)


async def test_work_that_breaks_in_this_process_ends_it(tmp_path: Path) -> None:
    server = FakeServer()
    server.broken = StoreLocked("The index is in use.")
    with pytest.raises(StoreLocked, match="index"):
        await run(server, files(tmp_path, "a"), lambda told: None)


async def test_an_outage_that_keeps_all_still_is_told_at_last(tmp_path: Path) -> None:
    server, now = FakeServer(), 0.0
    server.waits_for = {"component": "job", "category": "internal", "message": "Qdrant is away."}

    def clock() -> float:
        nonlocal now
        now += 1
        return now

    with pytest.raises(Unavailable, match="Qdrant is away"):
        await run(server, files(tmp_path, "a"), lambda told: None, clock=clock, stalled_s=50)


async def test_the_next_version_of_a_document_is_always_sent(tmp_path: Path) -> None:
    server = FakeServer()
    [item] = files(tmp_path, "new text")
    item.supersedes = "id-old"
    await run(server, [item], reading(server, 1))
    assert [upload.supersedes for upload in server.uploads] == ["id-old"]


async def test_a_document_deleted_meanwhile_is_told(tmp_path: Path) -> None:
    server = FakeServer()

    def show(told: Told) -> None:
        if told.sent == 2:
            server.read_all()
            server.documents.pop(f"id-{version('b')[:8]}", None)

    shown = await run(server, files(tmp_path, "a", "b"), show)
    assert [one["status"] for one in shown] == ["indexed", "failed"]
    assert shown[1]["errors"][0]["category"] == "not_found"


class Shared(FakeServer):
    """Somebody else sends the same: their batch has the jobs, and this one is over at once."""

    looks = 0

    async def progress(self, batch: str) -> Json | None:
        return None

    async def document(self, document: str) -> Json:
        self.looks += 1
        running = self.looks < 5
        outcome = {**OUTCOME, "status": "failed"}
        job = {"state": "running" if running else "done", "outcome": None if running else outcome}
        return {**await super().document(document), "status": "indexed", "job": job}


async def test_what_another_batch_has_taken_is_followed_to_its_end(tmp_path: Path) -> None:
    [item] = files(tmp_path, "new text")
    item.supersedes = "id-old"
    [shown] = await run(Shared(), [item], lambda told: None)
    assert shown["status"] == "failed"  # of what was sent, and not of what is live
