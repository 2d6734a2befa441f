"""One contract for every `Queue` with what works in its lanes.

It runs in process, on an embedded Valkey, and on the server at PROBANT_TEST_VALKEY_URL, where that
is set.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Protocol
from uuid import uuid4

import pytest
import pytest_asyncio
from arq.connections import RedisSettings

from adapters.queue.arq_queue import ArqQueue
from adapters.queue.arq_worker import ArqWorker
from adapters.queue.connection import settings_at
from adapters.queue.direct import DirectQueue
from adapters.queue.valkey import EmbeddedValkey
from core.jobs import Lane
from core.ports import Queue

pytestmark = pytest.mark.asyncio

URL = os.environ.get("PROBANT_TEST_VALKEY_URL", "")
SOON_S = 60
Handler = Callable[[Lane], Awaitable[bool]]
READ, EMBED = Lane.READ, Lane.EMBED


class Bench(Protocol):
    """A queue, and what works in a lane until something has happened."""

    @property
    def queue(self) -> Queue: ...

    async def run_until(
        self, done: asyncio.Event, handler: Handler, lane: Lane = READ, concurrency: int = 1
    ) -> None:
        """Raises TimeoutError where it does not happen."""
        ...


class DirectBench:
    def __init__(self) -> None:
        self.queue = DirectQueue()

    async def run_until(
        self, done: asyncio.Event, handler: Handler, lane: Lane = READ, concurrency: int = 1
    ) -> None:
        async with asyncio.timeout(SOON_S):
            while not done.is_set():
                if lane in await self.queue.woken():
                    with contextlib.suppress(HandlerFailed):
                        while await handler(lane):
                            pass


class ArqBench:
    def __init__(self, settings: RedisSettings) -> None:
        self._settings = settings
        self._prefix = f"test:{uuid4()}"
        self.queue = ArqQueue(settings, prefix=self._prefix)

    async def run_until(
        self, done: asyncio.Event, handler: Handler, lane: Lane = READ, concurrency: int = 1
    ) -> None:
        worker = ArqWorker(
            self._settings, lane, handler, concurrency, prefix=self._prefix, poll_s=0.01
        )
        working = asyncio.create_task(worker.run())
        try:
            async with asyncio.timeout(SOON_S):
                await done.wait()
        finally:
            working.cancel()
            await asyncio.wait([working])
        assert working.cancelled()


class HandlerFailed(Exception):
    """What the failing handlers of these tests raise."""


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    with EmbeddedValkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest_asyncio.fixture(params=["direct", "embedded", "url"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    kind: str = request.param
    if kind == "url" and not URL:
        pytest.skip("PROBANT_TEST_VALKEY_URL is not set")
    bench: Bench
    if kind == "direct":
        bench = DirectBench()
    elif kind == "embedded":
        bench = ArqBench(request.getfixturevalue("valkey").settings)
    else:
        bench = ArqBench(settings_at(URL))
    yield bench
    await bench.queue.close()


class Looks:
    """A handler that counts, finds nothing, and says when it was called so many times."""

    def __init__(self, awaited: int) -> None:
        self.done = asyncio.Event()
        self.count = 0
        self._awaited = awaited

    async def __call__(self, lane: Lane) -> bool:
        self.count += 1
        if self.count == self._awaited:
            self.done.set()
        return False


async def test_a_woken_lane_is_looked_at_until_nothing_is_found(bench: Bench) -> None:
    left, done = 200, asyncio.Event()

    async def handler(lane: Lane) -> bool:
        nonlocal left
        if left == 0:
            done.set()
            return False
        left -= 1
        return True

    await bench.queue.wake(READ)
    await bench.run_until(done, handler)
    assert left == 0


async def test_who_is_woken_passes_the_word_on_to_others(bench: Bench) -> None:
    """As workers do it: one wake-up, and all slots of all workers get to work."""
    left, running, most, done = 200, 0, 0, asyncio.Event()

    async def handler(lane: Lane) -> bool:
        nonlocal left, running, most
        if left == 0:
            done.set()
            return False
        left -= 1
        running += 1
        most = max(most, running)
        await bench.queue.wake(lane)
        await asyncio.sleep(0)
        running -= 1
        return True

    await bench.queue.wake(READ)
    await bench.run_until(done, handler, concurrency=4)
    assert left == 0
    assert most <= 4


async def test_a_lane_is_woken_alone(bench: Bench) -> None:
    reads, embeds = Looks(1), Looks(1)
    await bench.queue.wake(EMBED)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await bench.run_until(reads.done, reads, READ)
    await bench.queue.wake(EMBED)
    await bench.run_until(embeds.done, embeds, EMBED)
    assert reads.count == 0


async def test_waking_a_lane_that_waits_adds_no_run(bench: Bench) -> None:
    reads, embeds = Looks(1), Looks(1)
    for _ in range(5):
        await bench.queue.wake(READ)
    await asyncio.gather(*(bench.queue.wake(READ) for _ in range(5)))
    await bench.run_until(reads.done, reads)
    await bench.queue.wake(EMBED)
    await bench.run_until(embeds.done, embeds, EMBED)
    assert reads.count == 1


async def test_a_lane_is_looked_at_again_when_woken_after_its_run(bench: Bench) -> None:
    for _ in range(3):
        looks = Looks(1)
        await bench.queue.wake(READ)
        await bench.run_until(looks.done, looks)
        assert looks.count == 1


async def test_a_lane_woken_during_its_run_is_looked_at_again(bench: Bench) -> None:
    runs, done = 0, asyncio.Event()

    async def handler(lane: Lane) -> bool:
        nonlocal runs
        runs += 1
        if runs < 5:  # whatever is left of this run, the wake-up is not taken for part of it
            await bench.queue.wake(lane)
        else:
            done.set()
        return False

    await bench.queue.wake(READ)
    await bench.run_until(done, handler)
    assert runs == 5


async def test_a_handlers_error_stops_nothing(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    runs, done = 0, asyncio.Event()

    async def handler(lane: Lane) -> bool:
        nonlocal runs
        runs += 1
        await bench.queue.wake(lane)
        if runs < 3:
            raise HandlerFailed("no such page")
        done.set()
        return False

    await bench.queue.wake(READ)
    await bench.run_until(done, handler)
    assert runs >= 3
    if not isinstance(bench, DirectBench):
        assert [r for r in caplog.records if "read" in r.getMessage() and r.exc_info]


async def test_closing_twice_does_nothing(bench: Bench) -> None:
    await bench.queue.wake(READ)
    await bench.queue.close()
    await bench.queue.close()
