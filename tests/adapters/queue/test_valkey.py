"""The embedded Valkey: private, and bound to the life of its process."""

# ruff: noqa: ASYNC220 - the test itself may wait for the disk and its children

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from arq.connections import RedisSettings

from adapters.queue.valkey import EmbeddedValkey
from core.errors import Misconfigured, Unavailable
from tests.adapters.queue.processes import await_end, client, process_of

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[3]


def socket_of(valkey: EmbeddedValkey) -> Path:
    return Path(str(valkey.settings.unix_socket_path))


async def test_only_this_user_reaches_it_and_only_by_its_socket(valkey: EmbeddedValkey) -> None:
    redis = client(valkey.settings)
    asked = {name: await redis.config_get(name) for name in ("port", "save", "appendonly")}
    await redis.aclose()
    assert asked == {
        "port": {"port": "0"},
        "save": {"save": ""},
        "appendonly": {"appendonly": "no"},
    }
    socket = socket_of(valkey)
    assert socket.stat().st_mode & 0o777 == 0o700
    assert socket.parent.stat().st_mode & 0o777 == 0o700


async def test_closing_ends_the_server_and_takes_its_socket_away(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path).start()
    socket, process = socket_of(valkey), await process_of(valkey.settings)
    valkey.close()
    await_end(process)
    assert not socket.parent.exists()
    valkey.close()


async def test_it_starts_again_and_two_of_a_folder_do_not_meet(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as first:
        one = await process_of(first.settings)
        with EmbeddedValkey(tmp_path) as second:
            assert await process_of(second.settings) != one
        assert await process_of(first.settings) == one
    with first:
        assert await process_of(first.settings) != one


@pytest.mark.parametrize("name", ["with space", 'it\'s "quoted"', "été"])
async def test_any_name_of_a_folder_will_do(name: str) -> None:
    # Not pytest's folder, whose path may be too long for a socket.
    with tempfile.TemporaryDirectory() as root:
        with EmbeddedValkey(Path(root, name)) as valkey:
            await process_of(valkey.settings)
            socket = socket_of(valkey)
            assert socket.is_relative_to(root)
        assert not socket.parent.exists()


async def test_a_path_too_long_for_a_socket_will_do(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / ("x" * 100)) as valkey:
        await process_of(valkey.settings)
        socket = socket_of(valkey)
        assert not socket.is_relative_to(tmp_path)
    assert not socket.parent.exists()


KILLED = """
import sys
from collections.abc import Callable
from pathlib import Path
from adapters.queue.valkey import EmbeddedValkey
valkey = EmbeddedValkey(Path(sys.argv[1])).start()
print(valkey.settings.unix_socket_path, flush=True)
sys.stdin.read()
"""


async def test_it_ends_when_its_process_is_killed(tmp_path: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", KILLED, tmp_path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner:
        assert owner.stdout
        server = await process_of(RedisSettings(unix_socket_path=owner.stdout.readline().strip()))
        owner.kill()
    await_end(server)
    with EmbeddedValkey(tmp_path) as valkey:
        assert await process_of(valkey.settings) != server


async def test_it_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path)
    thread = threading.Thread(target=valkey.start)
    thread.start()
    thread.join()
    try:
        assert await process_of(valkey.settings)
    finally:
        valkey.close()


async def test_what_a_killed_guard_left_is_removed_but_not_what_is_young(tmp_path: Path) -> None:
    old, young = tmp_path / "run-old", tmp_path / "run-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "valkey.sock").touch()
    os.utime(old, (time.time() - 100,) * 2)
    with EmbeddedValkey(tmp_path) as running:
        os.utime(socket_of(running).parent, (time.time() - 100,) * 2)
        with EmbeddedValkey(tmp_path):
            assert not old.exists()
            assert young.exists()
            assert await process_of(running.settings)


async def test_before_its_start_it_has_no_settings(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        _ = EmbeddedValkey(tmp_path).settings


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="PROBANT_DATA"):
        EmbeddedValkey(tmp_path / "file" / "queue").start()


async def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "valkey.log").mkdir()
    with pytest.raises(Unavailable, match="did not start"):
        EmbeddedValkey(tmp_path).start()


async def test_a_server_that_died_is_started_again_at_the_same_socket(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey:
        settings, first = valkey.settings, await process_of(valkey.settings)
        assert not valkey.revive()
        await_end(first, kill=True)
        await_true(valkey.revive)
        assert valkey.settings == settings
        second = await process_of(settings)
        assert second != first
    await_end(second)
    assert not valkey.revive()


async def test_a_server_that_outlived_its_guard_makes_room(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as valkey:
        first = await process_of(valkey.settings)
        await_end(psutil.Process(first).ppid(), kill=True)
        await_true(valkey.revive)
        await_end(first)
        assert await process_of(valkey.settings) != first


def await_true(condition: Callable[[], bool]) -> None:
    """Polls: a process that has ended may not have been waited for yet."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise TimeoutError
