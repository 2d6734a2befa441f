"""What a second worker process brings."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from adapters.queue.valkey import EmbeddedValkey
from benchmarks.life.shop import BENCH, copies
from benchmarks.reading.figure import Figure, progress
from benchmarks.report import SAMPLES
from core.ids import BatchId, new_batch_id
from core.jobs import JobState
from core.principals import AccessScope
from core.settings import Settings
from flows.bootstrap import Installation, build_direct_queue, open_installation
from governance.identity import local_user

_PROBANT = str(Path(sys.executable).with_name("probant"))
_LOOK_S = 0.05
_SOURCES = ("bail-commercial.pdf", "rapport-audit.pdf", "annual-report-extract.pdf")


def workers(folder: Path, documents: int) -> list[Figure]:
    """The read lane alone, by the clock, while all the workers run."""
    taken = {}
    for count in (1, 2):
        progress(f"{count} worker{'s' * (count > 1)}")
        own = folder / f"workers-{count}"
        own.mkdir()
        taken[count] = asyncio.run(_timed(own, documents, count))
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    on = f"{documents} documents; {load}"
    return [Figure("two workers / one", on, taken[1] / taken[2], "ratio", least=1.7)]


async def _timed(folder: Path, documents: int, count: int) -> float:
    """Seconds for that many documents, after some that are read while the workers start."""
    with EmbeddedValkey(folder / "queue") as valkey:
        url = f"unix://{valkey.settings.unix_socket_path}"
        settings = Settings(data=folder / "data", _env_file=None)
        async with open_installation(settings, build_direct_queue(), index=False) as parts:
            batch = await _recorded(parts, folder, documents + 6 * count)
            with _started(folder, url, count):
                await _until(parts, batch, documents)
                started = perf_counter()
                await _until(parts, batch, 0)
                return perf_counter() - started


async def _recorded(parts: Installation, folder: Path, documents: int) -> BatchId:
    batch, user = new_batch_id(), local_user(parts.settings.local_entity)
    for rank in range(documents):
        source = SAMPLES / _SOURCES[rank % len(_SOURCES)]
        (path,) = copies(folder / "files", [source], f"{rank}")
        await parts.documents.add(user, path, path.name, BENCH, batch=batch)
    return batch


async def _until(parts: Installation, batch: BatchId, left: int) -> None:
    """Until no more than `left` documents wait to be read or are being read."""
    while True:
        async with parts.database.begin() as unit:
            told = await unit.jobs.progress(AccessScope.whole(parts.settings.local_entity), batch)
        if told is None:
            raise RuntimeError("the batch is gone")
        unfinished = told.jobs[JobState.QUEUED] + told.jobs[JobState.RUNNING]
        if unfinished - told.embedding <= left:
            return
        await asyncio.sleep(_LOOK_S)


@contextmanager
def _started(folder: Path, url: str, count: int) -> Iterator[None]:
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROBANT_")},
        "PROBANT_DATA": str(folder / "data"),
        "PROBANT_QUEUE_URL": url,
        "PROBANT_READ_SLOTS": "1",
    }
    command = [_PROBANT, "worker", "--lane", "read"]
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            process = subprocess.Popen(command, env=surroundings, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        yield
