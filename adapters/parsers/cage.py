"""Runs parsers and renderers in a child process that can be killed.

Whatever a file does to a library (crash, hang, fill the memory, write without end, call home), it
costs one document an error and never the worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from adapters.parsers import formats
from adapters.parsers.checks import check
from adapters.parsers.child import REQUEST
from adapters.parsers.confine import Limits
from adapters.parsers.ending import NOISE_BYTES, outcome
from adapters.parsers.offline import SWITCHES
from adapters.parsers.paged import Run, read_paged
from adapters.parsers.turns import Turns
from core.errors import Unreadable
from core.formats import Sign
from core.ports import PagesTold, untold
from core.reading_json import parsed_from_json
from core.readings import Parsed

PARSE = "adapters.parsers.task:parse"
RENDER = "adapters.parsers.render:run"
_NETWORK = "adapters.parsers.task:network"

_ROOT = Path(__file__).resolve().parents[2]
# -P keeps the child's folder off the import path, -s the user's packages; -I would also drop
# PYTHONPATH, which a checkout that is not installed needs. -B: a killed child leaves no half file.
_COMMAND = ("-P", "-s", "-B", "-m", "adapters.parsers.child")
_PASSED = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "TESSDATA_PREFIX")
_LAST_WORDS_S = 1.0
"""For output that is still in the pipe when the child has ended."""
_log = logging.getLogger(__name__)


class CagedParser:
    """The `Parser` port."""

    def __init__(
        self,
        limits: Limits | None = None,
        page_s: float = 180.0,
        at_once: int | None = None,
        caged: Run | None = None,
    ) -> None:
        """`page_s` is the longest time for a scanned page; `at_once` bounds the processes, one a
        core if not given."""
        self._caged = caged or run_caged
        self._limits = limits or Limits()
        self._page_s = page_s
        self._turns = Turns(at_once or os.cpu_count() or 1)

    @property
    def signs(self) -> tuple[Sign, ...]:
        return formats.signs()

    def fingerprint(self, media_type: str) -> str:
        return formats.fingerprint(media_type)

    async def parse(self, path: Path, media_type: str, tell: PagesTold = untold) -> Parsed:
        found = formats.format_of(media_type)
        there = _absolute(path)
        try:
            if found.tasks:
                parsed = await self._in_parts(there, found.tasks, tell)
            else:
                parsed = await self._at_once(there, media_type)
            await asyncio.to_thread(check, parsed)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Unreadable("the parser gave a broken result", "internal") from error
        return parsed

    async def _at_once(self, path: Path, media_type: str) -> Parsed:
        arguments = {"path": str(path), "media_type": media_type}
        result = await self._run(PARSE, arguments, self._limits)
        return await asyncio.to_thread(lambda: parsed_from_json(json.loads(result)))

    async def _in_parts(self, path: Path, tasks: str, tell: PagesTold) -> Parsed:
        limits, page_s = self._limits, self._page_s
        return await read_paged(path, tasks, self._run, limits, page_s, tell)

    async def _run(self, task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
        async with self._turns.one():
            return await self._caged(task, arguments, limits)


def _absolute(path: Path) -> Path:
    """For the child, which lives in another folder."""
    return path.absolute()


async def isolates_network() -> bool:
    """Whether children are really cut off from the network on this machine."""
    return await run_caged(_NETWORK, {}, Limits()) == b"cut"


async def run_caged(task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
    """The bytes that `task` ("module:function") makes of the arguments, in a caged process.

    Raises `Unreadable` with category timeout, memory, crash, too_large or what the task says, and
    `NotFound` where the task does; `Unavailable` where the disk of the temporary folder is full,
    through no fault of the document's. Cancelling kills the child and everything it has started.
    """
    with tempfile.TemporaryDirectory(prefix="probant-cage-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        request = {
            "task": task,
            "arguments": arguments,
            "limits": asdict(limits),
            "parent": os.getpid(),
        }
        (folder / REQUEST).write_text(json.dumps(request), "utf-8")
        code, noise = await _run(folder, limits)
        return await asyncio.to_thread(outcome, folder, limits, code, noise)


async def _run(folder: Path, limits: Limits) -> tuple[int, bytes]:
    """Exit status (negative: the signal) and the first bytes of output."""
    # A pipe of ours: asyncio's would keep `wait` waiting for whoever else holds its other end.
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", 0) as pipe:
        try:
            process = await _start(folder, writing)
        finally:
            os.close(writing)
        noise = bytearray()
        drain = asyncio.create_task(_drain(pipe, noise))
        try:
            async with asyncio.timeout(limits.wall_s):
                code = await process.wait()
            _kill_group(process.pid)
            await asyncio.wait({drain}, timeout=_LAST_WORDS_S)
            return code, bytes(noise)
        except TimeoutError:
            raise Unreadable(f"not read within {limits.wall_s:g} s", "timeout") from None
        finally:
            _kill_group(process.pid)
            await process.wait()
            drain.cancel()
            await asyncio.wait({drain})


async def _start(folder: Path, output: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *_COMMAND,
        cwd=folder,
        env=_environment(folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


async def _drain(pipe: IO[bytes], noise: bytearray) -> None:
    """Read what the child prints, so that it never waits for a reader; keep the beginning."""
    stream = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), pipe
    )
    try:
        while chunk := await stream.read(65_536):
            noise += chunk[: max(0, NOISE_BYTES - len(noise))]
    finally:
        transport.close()


def _environment(folder: Path) -> dict[str, str]:
    """No secret of the worker's: only what an interpreter and its libraries need."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **{name: os.environ[name] for name in _PASSED if name in os.environ},
        **SWITCHES,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUTF8": "1",
        # The same bytes give the same reading, down to the order of a set.
        "PYTHONHASHSEED": "0",
        # One core and one memory arena each: the address space is limited, workers are many.
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _kill_group(leader: int) -> None:
    """End the child and what it has started, also where the child itself has ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
