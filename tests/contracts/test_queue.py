"""One contract for every `Queue` with what runs its jobs.

It runs in process, on an embedded Valkey, and on the server at PROBANT_TEST_VALKEY_URL, where that
is set.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
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
from core.ids import JobId
from core.ports import Queue

pytestmark = pytest.mark.asyncio

URL = os.environ.get("PROBANT_TEST_VALKEY_URL", "")
SOON_S = 20
Handler = Callable[[JobId], Awaitable[None]]


class Bench(Protocol):
    """A queue, and what runs its jobs until something has happened."""

    @property
    def queue(self) -> Queue: ...

    async def run_until(self, done: asyncio.Event, handler: Handler, concurrency: int = 1) -> None:
        """Raises TimeoutError where it does not happen."""
        ...


class DirectBench:
    def __init__(self) -> None:
        self.queue = DirectQueue()

    async def run_until(self, done: asyncio.Event, handler: Handler, concurrency: int = 1) -> None:
        with contextlib.suppress(HandlerFailed):
            await self.queue.drain(handler)
        if not done.is_set():
            raise TimeoutError


class ArqBench:
    def __init__(self, settings: RedisSettings) -> None:
        self._settings = settings
        self._name = f"test:{uuid4()}"
        self.queue = ArqQueue(settings, queue=self._name)

    async def run_until(self, done: asyncio.Event, handler: Handler, concurrency: int = 1) -> None:
        worker = ArqWorker(self._settings, handler, concurrency, queue=self._name, poll_s=0.01)
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


def jobs(count: int) -> list[JobId]:
    return [JobId(str(uuid4())) for _ in range(count)]


async def test_every_woken_job_is_handled(bench: Bench) -> None:
    woken, handled, done = jobs(200), Counter[JobId](), asyncio.Event()
    running = most = 0

    async def handler(job: JobId) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        handled[job] += 1
        if len(handled) == len(woken):
            done.set()

    for job in woken:
        await bench.queue.wake(job)
    await bench.run_until(done, handler, concurrency=4)
    assert set(handled) == set(woken)
    assert most <= 4


async def test_jobs_woken_while_others_run_are_handled(bench: Bench) -> None:
    first, second = jobs(2)
    handled, done = list[JobId](), asyncio.Event()

    async def handler(job: JobId) -> None:
        handled.append(job)
        if job == first:
            await bench.queue.wake(second)
        else:
            done.set()

    await bench.queue.wake(first)
    await bench.run_until(done, handler)
    assert handled == [first, second]


async def test_waking_a_waiting_job_again_adds_no_run(bench: Bench) -> None:
    (job, last), handled, done = jobs(2), Counter[JobId](), asyncio.Event()

    async def handler(job: JobId) -> None:
        handled[job] += 1
        if job == last:
            done.set()

    for _ in range(5):
        await bench.queue.wake(job)
    await asyncio.gather(*(bench.queue.wake(job) for _ in range(5)))
    await bench.queue.wake(last)
    await bench.run_until(done, handler)
    assert handled == {job: 1, last: 1}


async def test_a_job_is_handled_again_when_woken_after_its_end(bench: Bench) -> None:
    (job,) = jobs(1)
    for _ in range(3):
        done = asyncio.Event()
        handled = list[JobId]()

        async def handler(
            job: JobId, handled: list[JobId] = handled, done: asyncio.Event = done
        ) -> None:
            handled.append(job)
            done.set()

        await bench.queue.wake(job)
        await bench.run_until(done, handler)
        assert handled == [job]


async def test_a_job_woken_during_its_run_runs_again(bench: Bench) -> None:
    (job,), runs, done = jobs(1), 0, asyncio.Event()

    async def handler(job: JobId) -> None:
        nonlocal runs
        runs += 1
        if runs < 5:  # whatever is left of this run, the wake-up is not taken for part of it
            await bench.queue.wake(job)
        else:
            done.set()

    await bench.queue.wake(job)
    await bench.run_until(done, handler)
    assert runs == 5


async def test_a_handlers_error_stops_nothing(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bad, *good = jobs(10)
    handled, done = set[JobId](), asyncio.Event()

    async def handler(job: JobId) -> None:
        handled.add(job)
        if len(handled) == 10:
            done.set()
        if job == bad:
            raise HandlerFailed("no such page")

    for job in (bad, *good):
        await bench.queue.wake(job)
    await bench.run_until(done, handler, concurrency=2)
    assert handled == {bad, *good}
    assert [r for r in caplog.records if bad in r.getMessage() and r.exc_info]


async def test_closing_twice_does_nothing(bench: Bench) -> None:
    await bench.queue.wake(*jobs(1))
    await bench.queue.close()
    await bench.queue.close()
