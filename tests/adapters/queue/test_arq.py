"""The queue on Valkey: what ends, what dies, and what is left of it."""

# ruff: noqa: ASYNC220 - the test itself may wait for its child

from __future__ import annotations

import asyncio
import json
import pickle
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from arq.connections import RedisSettings

from adapters.queue.arq_queue import ArqQueue
from adapters.queue.arq_worker import ArqWorker
from adapters.queue.connection import from_json, settings_at
from adapters.queue.valkey import EmbeddedValkey
from core.errors import Misconfigured, Unavailable
from core.jobs import Lane
from tests.adapters.queue.processes import SOON_S, await_end, client, process_of

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[3]
READ, EMBED = Lane.READ, Lane.EMBED


class Work:
    """A handler that says when it begins, goes on until it may end, and then finds no more."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.ended = asyncio.Event()
        self.cancelled = False

    async def __call__(self, lane: Lane) -> bool:
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        self.ended.set()
        return False


def short() -> Work:
    work = Work()
    work.may_end.set()
    return work


async def soon(event: asyncio.Event) -> None:
    async with asyncio.timeout(SOON_S):
        await event.wait()


@asynccontextmanager
async def working(worker: ArqWorker) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(worker.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def worker(settings: RedisSettings, work: Work, grace_s: float = 0) -> ArqWorker:
    return ArqWorker(settings, READ, work, 2, grace_s=grace_s, poll_s=0.01)


@pytest_asyncio.fixture
async def queue(valkey: EmbeddedValkey) -> AsyncIterator[ArqQueue]:
    queue = ArqQueue(valkey.settings)
    yield queue
    await queue.close()


# --- the end of a worker -------------------------------------------------------------------------


async def test_a_worker_without_grace_stops_in_the_middle(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    work, again = Work(), short()
    await queue.wake(READ)
    async with asyncio.timeout(SOON_S), working(worker(valkey.settings, work)):
        await soon(work.begun)
    assert work.cancelled
    assert not work.ended.is_set()
    async with working(worker(valkey.settings, again)):
        await soon(again.ended)  # the wake-up was kept


async def test_within_its_grace_a_worker_finishes_what_runs_and_begins_nothing(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    work, second = Work(), short()
    await queue.wake(READ)
    async with working(worker(valkey.settings, work, grace_s=SOON_S)) as run:
        await soon(work.begun)
        run.cancel()
        await asyncio.sleep(0)
        work.begun.clear()
        await queue.wake(READ)
        work.may_end.set()
        await asyncio.wait([run])
    assert run.cancelled()
    assert work.ended.is_set()
    assert not work.cancelled
    assert not work.begun.is_set()
    async with working(worker(valkey.settings, second)):
        await soon(second.ended)


async def test_a_second_cancellation_cuts_the_grace_short(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    work = Work()
    await queue.wake(READ)
    async with working(worker(valkey.settings, work, grace_s=3600)) as run:
        await soon(work.begun)
        run.cancel()
        await asyncio.sleep(0)
        async with asyncio.timeout(SOON_S):
            run.cancel()
            await asyncio.wait([run])
    assert work.cancelled


async def test_an_ending_worker_takes_no_more_of_what_there_is(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    runs, begun, may_end = 0, asyncio.Event(), asyncio.Event()

    async def handler(lane: Lane) -> bool:
        nonlocal runs
        runs += 1
        begun.set()
        await may_end.wait()
        return True

    await queue.wake(READ)
    async with working(ArqWorker(valkey.settings, READ, handler, 1, poll_s=0.01)) as run:
        await soon(begun)
        run.cancel()
        await asyncio.sleep(0)
        may_end.set()
        await asyncio.wait([run])
    assert runs == 1


async def test_a_handler_that_cancels_itself_neither_stops_nor_loops(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    runs, begun, last = 0, asyncio.Event(), asyncio.Event()

    async def handler(lane: Lane) -> bool:
        nonlocal runs
        runs += 1
        begun.set()
        if runs == 1:
            raise asyncio.CancelledError
        last.set()
        return False

    await queue.wake(READ)
    async with working(ArqWorker(valkey.settings, READ, handler, 1, poll_s=0.01)):
        await soon(begun)
        await queue.wake(READ)
        await soon(last)
    assert runs == 2


KILLED = """
import asyncio, sys
from arq.connections import RedisSettings
from adapters.queue.arq_worker import ArqWorker
from core.jobs import Lane
async def handler(lane):
    print("begun", flush=True)
    await asyncio.Event().wait()
settings = RedisSettings(unix_socket_path=sys.argv[1])
asyncio.run(ArqWorker(settings, Lane.READ, handler, 1, poll_s=.01).run())
"""


async def test_a_killed_worker_s_lane_is_looked_at_as_soon_as_it_is_woken(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    work, socket = short(), str(valkey.settings.unix_socket_path)
    await queue.wake(READ)
    for _ in range(2):  # even twice over, though arq keeps its marks for hours
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, socket], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        with child:
            assert child.stdout
            assert child.stdout.readline() == "begun\n"
            child.kill()
        await queue.wake(READ)
    async with working(worker(valkey.settings, work)):
        await soon(work.ended)


async def test_however_many_workers_were_killed_a_lane_can_be_woken(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    redis, work = client(valkey.settings), short()
    for number in range(50):
        name = f"probant:read~{number}"
        await redis.zadd("probant:read", {name: 1})
        await redis.set(f"arq:in-progress:{name}", b"1")
    await queue.wake(READ)
    await queue.wake(READ)
    assert await redis.zcard("probant:read") == 51
    await redis.aclose()
    async with working(worker(valkey.settings, work)):
        await soon(work.ended)


# --- the end of the server -----------------------------------------------------------------------


@asynccontextmanager
async def _hanging_up(server: str, address: Path, at: bytes) -> AsyncIterator[None]:
    """A way to the server that hangs up at a command, once."""
    has_hung_up = False

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal has_hung_up
        back, on = await asyncio.open_unix_connection(server)
        answering = asyncio.create_task(forward(back, writer))
        while data := await reader.read(1 << 16):
            if not has_hung_up and at in data:
                has_hung_up = True
                break
            on.write(data)
        on.close()
        writer.close()
        answering.cancel()

    async with await asyncio.start_unix_server(connected, address):
        yield
    assert has_hung_up


async def test_waking_a_killed_server_is_unavailable(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    await queue.wake(READ)
    await_end(await process_of(valkey.settings), kill=True)
    for unreachable in (queue, ArqQueue(valkey.settings)):
        with pytest.raises(Unavailable, match="queue does not answer"):
            await unreachable.wake(READ)
        await unreachable.close()


async def test_a_server_that_says_nothing_is_unavailable() -> None:
    listening = asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    async with await listening as server:
        port = server.sockets[0].getsockname()[1]
        queue = ArqQueue(RedisSettings("127.0.0.1", port), patience_s=0.1)
        with pytest.raises(Unavailable, match="TimeoutError"):
            await queue.wake(READ)
        await queue.close()


async def test_queue_and_worker_outlive_a_restart_of_the_server(tmp_path: Path) -> None:
    current, link = EmbeddedValkey(tmp_path / "one").start(), tmp_path / "current"
    link.symlink_to(Path(str(current.settings.unix_socket_path)).parent)
    settings = RedisSettings(unix_socket_path=str(link / "valkey.sock"))
    queue, work = ArqQueue(settings), Work()
    finished, seen = asyncio.Event(), asyncio.Event()

    async def handler(lane: Lane) -> bool:
        if work.begun.is_set():
            seen.set()
            return False
        await work(lane)
        finished.set()
        return False

    async with working(ArqWorker(settings, READ, handler, 2, poll_s=0.01)):
        await queue.wake(READ)
        await soon(work.begun)
        await_end(await process_of(settings), kill=True)
        work.may_end.set()
        await soon(finished)  # the outage did not touch it
        with EmbeddedValkey(tmp_path / "two") as next_one:
            link.unlink()
            link.symlink_to(Path(str(next_one.settings.unix_socket_path)).parent)
            await queue.wake(READ)
            await soon(seen)
            await queue.close()
    assert not work.cancelled
    current.close()


async def test_a_server_that_dies_as_a_run_is_to_begin_costs_no_place(
    tmp_path: Path, valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    work, address = short(), tmp_path / "proxy.sock"
    async with _hanging_up(str(valkey.settings.unix_socket_path), address, b"WATCH"):
        through = RedisSettings(unix_socket_path=str(address))
        await queue.wake(READ)
        async with working(ArqWorker(through, READ, work, 1, poll_s=0.01)):
            await soon(work.ended)


async def test_a_worker_waits_for_a_server_that_starts_later(tmp_path: Path) -> None:
    link, work = tmp_path / "current", short()
    settings = RedisSettings(unix_socket_path=str(link / "valkey.sock"))
    async with working(worker(settings, work)) as run:
        done, _ = await asyncio.wait([run], timeout=0.1)
        assert not done
        with EmbeddedValkey(tmp_path / "late") as late:
            link.symlink_to(Path(str(late.settings.unix_socket_path)).parent)
            queue = ArqQueue(settings)
            await queue.wake(READ)
            await soon(work.ended)
            await queue.close()


# --- what is stored ------------------------------------------------------------------------------


async def test_the_server_holds_the_lane_as_json_and_nothing_after_the_run(
    valkey: EmbeddedValkey, queue: ArqQueue
) -> None:
    redis = client(valkey.settings)
    await queue.wake(READ)
    stored = json.loads(await redis.get("arq:job:probant:read~0"))
    assert (stored["f"], stored["a"], stored["k"]) == ("look", ["read"], {})
    work = short()
    async with working(worker(valkey.settings, work, grace_s=SOON_S)):
        await soon(work.ended)
    assert [key for key in await redis.keys() if not key.endswith("health-check")] == []
    await redis.aclose()


async def test_what_is_not_json_is_never_unpickled(valkey: EmbeddedValkey, queue: ArqQueue) -> None:
    work = short()
    redis = client(valkey.settings)
    await redis.set("arq:job:evil", pickle.dumps({"t": 1, "f": "run", "a": ["x"], "k": {}}))
    await redis.zadd("probant:read", {"evil": 1})
    await redis.aclose()
    await queue.wake(READ)
    async with working(worker(valkey.settings, work)):
        await soon(work.ended)
    with pytest.raises(ValueError, match="utf-8"):
        from_json(pickle.dumps({}))


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache:7000/3", ("cache", 7000, 3, None, None, False, None)),
        ("valkey://cache", ("cache", 6379, 0, None, None, False, None)),
        ("rediss://me:p%40ss%2F@cache", ("cache", 6379, 0, "me", "p@ss/", True, None)),
        ("valkeys://:secret@cache", ("cache", 6379, 0, None, "secret", True, None)),
        ("unix:///run/v.sock?db=2", ("localhost", 6379, 2, None, None, False, "/run/v.sock")),
    ],
)
async def test_an_address_is_read(url: str, expected: tuple[object, ...]) -> None:
    at = settings_at(url)
    read = (at.host, at.port, at.database, at.username, at.password, at.ssl, at.unix_socket_path)
    assert read == expected


@pytest.mark.parametrize(
    "url", ["", "cache:6379", "http://me:secret@cache", "redis://me:secret@cache/first"]
)
async def test_what_is_no_address_is_a_configuration_error(url: str) -> None:
    with pytest.raises(Misconfigured, match="PROBANT_QUEUE_URL") as raised:
        settings_at(url)
    assert "secret" not in str(raised.value)
