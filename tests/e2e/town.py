"""Several processes of Probant that share PostgreSQL, Valkey, an index server and a folder."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql.address import parse_address
from adapters.sql.work_tables import jobs
from core.jobs import JobState, Lane
from tests.contracts.databases import fresh_postgres
from tests.e2e.conftest import environment
from tests.e2e.outages import valkey

ROOT = Path(__file__).parents[2]
_PROBANT = Path(sys.executable).with_name("probant")
_SOON_S, _PAUSE_S = 120, 0.1
_LEASE_S = "20"
"""After so long a silence its jobs are somebody else's. A process that loads its model on a busy
machine tells nothing for some seconds."""


@dataclass(frozen=True, slots=True)
class Served:
    """One `probant serve`."""

    url: str
    process: subprocess.Popen[bytes]

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Meanwhile it does nothing at all."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def die_while(self, condition: Callable[[], object]) -> None:
        """Killed at a moment at which that holds: it is looked at while it does nothing."""

        def is_killed() -> bool:
            with self.paused():
                if is_so := bool(condition()):
                    self.process.kill()
            return is_so

        until(is_killed)
        self.process.wait()

    def get(self, path: str, **asked: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=60, **asked)

    def post(self, path: str, **sent: Any) -> httpx.Response:
        return httpx.post(self.url + path, timeout=60, **sent)

    def upload(self, name: str, data: bytes, **said: str) -> str:
        """The id of what was accepted."""
        answer = self.post("/v1/documents", files={"file": (name, data)}, data=said)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def status(self, document: str) -> str:
        return str(self.get(f"/v1/documents/{document}").json()["status"])

    def hits(self, question: str) -> list[str]:
        """Ids of the documents that a search finds."""
        found = self.post("/v1/search", json={"query": question}).json()["hits"]
        return [hit["document_id"] for hit in found]


@dataclass(frozen=True, slots=True)
class Town:
    folder: Path
    settings: Mapping[str, str]

    @contextmanager
    def serve(self) -> Iterator[Served]:
        """One more process, ready."""
        port = _free_port()
        command = [str(_PROBANT), "serve", "--port", str(port)]
        with _running(command, self.folder, self.settings) as process:
            served = Served(f"http://127.0.0.1:{port}", process)
            until(lambda: _answers(f"{served.url}/readyz"))
            yield served

    def embedding(self) -> set[str]:
        """Ids of documents that a process holds to embed them, by what the database says."""
        return asyncio.run(_embedding(self.settings["PROBANT_DATABASE_URL"]))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        return subprocess.run(
            [_PROBANT, *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=environment(self.folder, self.settings),
            check=False,
        )


@contextmanager
def a_town(folder: Path, postgres: str) -> Iterator[Town]:
    socket_, port = folder / "valkey.sock", _free_port()
    index = [sys.executable, "-m", "tests.e2e.index_server", str(port)]
    with (
        fresh_postgres(postgres) as database,
        valkey(socket_),
        _running(index, ROOT, {}),
    ):
        until(lambda: _answers(f"http://127.0.0.1:{port}/"))
        yield Town(
            folder,
            {
                "PROBANT_DATABASE_URL": database,
                "PROBANT_QUEUE_URL": f"unix://{socket_}",
                "PROBANT_INDEX_URL": f"http://127.0.0.1:{port}",
                "PROBANT_LEASE_SECONDS": _LEASE_S,
            },
        )


async def _embedding(url: str) -> set[str]:
    held = jobs.c.lane == Lane.EMBED.value, jobs.c.state == JobState.RUNNING.value
    engine = create_async_engine(parse_address(url).url)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(select(jobs.c.document_id).where(*held))
            return set(found.scalars())
    finally:
        await engine.dispose()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + _SOON_S
    while not condition():
        if time.monotonic() > end:
            pytest.fail("it did not come to that in time")
        time.sleep(_PAUSE_S)


@contextmanager
def _running(
    command: list[str], folder: Path, settings: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment(folder, settings),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
