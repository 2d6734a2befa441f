"""The life of `probant serve`: how it ends, and what it survives."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from fastapi import FastAPI

from api.server import server_of
from cli.commands.serve import serve_beside
from core.errors import Unavailable
from tests.e2e.conftest import started

_ATTEMPTS, _PAUSE_S = 300, 0.2
_SOON_S = 60
SIGNALS = [signal.SIGTERM, signal.SIGINT]


@contextmanager
def _served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server that is ready, as a process and a URL; killed at the end where it still runs."""
    port = _free_port()
    process = started(folder, "serve", "--port", str(port))
    try:
        url = f"http://127.0.0.1:{port}"
        _await(lambda: _is_ready(url))
        yield process, url
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def _await(condition: Callable[[], object]) -> None:
    for _ in range(_ATTEMPTS):
        if condition():
            return
        time.sleep(_PAUSE_S)
    pytest.fail("it did not come to that in time")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with _served(tmp_path) as (process, _):
        lock = tmp_path / "data" / "index" / "lock"
        assert lock.read_text()
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        assert process.wait(_SOON_S) == 0
        assert lock.read_text() == ""  # the index was closed, not dropped
        _, alive = psutil.wait_procs(children, timeout=_SOON_S)
        assert alive == []


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_it_starts_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = started(tmp_path, "serve", "--port", str(_free_port()))
    try:
        _await(lambda: any((tmp_path / "data").glob("*")))
        process.send_signal(number)
        assert process.wait(_SOON_S) == 0
    finally:
        process.kill()
        process.wait()


def test_a_client_that_holds_on_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with _served(tmp_path) as (process, url):
        address = ("127.0.0.1", httpx.URL(url).port or 0)
        with socket.create_connection(address, timeout=_SOON_S) as slow:
            slow.sendall(
                b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n"
            )
            process.terminate()
            assert process.wait(_SOON_S) == 0


def test_a_queue_that_died_is_started_again_and_documents_are_read(tmp_path: Path) -> None:
    with _served(tmp_path) as (process, url):
        [valkey] = _valkeys(process.pid)
        valkey.kill()
        valkey.wait(_SOON_S)
        _await(lambda: _valkeys(process.pid) and _is_ready(url))
        note = {"file": ("note.txt", b"Loyer annuel : 12 000 euros.")}
        accepted = httpx.post(f"{url}/v1/documents", files=note, timeout=30)
        document = url + accepted.headers["location"]
        _await(lambda: httpx.get(document, timeout=30).json()["status"] == "indexed")


def _valkeys(process: int) -> list[psutil.Process]:
    children = psutil.Process(process).children(recursive=True)
    return [child for child in children if "valkey" in child.name()]


async def _breaks() -> None:
    await asyncio.sleep(0.1)
    raise ValueError("broken")


async def _works_on() -> None:
    await asyncio.Event().wait()


async def test_a_worker_that_breaks_stops_the_service(caplog: pytest.LogCaptureFixture) -> None:
    server = server_of(FastAPI(), "127.0.0.1", _free_port())
    async with asyncio.timeout(_SOON_S):
        with pytest.raises(Unavailable):
            await serve_beside(server, _breaks())
    assert "broken" in caplog.text


async def test_a_worker_ends_with_the_service() -> None:
    server = server_of(FastAPI(), "127.0.0.1", _free_port())
    asyncio.get_running_loop().call_later(0.2, server.stop)
    async with asyncio.timeout(_SOON_S):
        await serve_beside(server, _works_on())
