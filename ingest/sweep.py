"""What is done again and again, whatever happens: lost wake-ups made good, old things put away."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.errors import ProbantError
from core.ports import Queue
from core.stores import Database
from ingest.backoff import step_back

log = logging.getLogger(__name__)

SWEEP_S = 15.0
"""Between two sweeps, at most."""
KEPT = timedelta(days=30)
"""How long what was done or cancelled is remembered."""
ABANDONED_S = 86_400
"""A temporary folder that is older belongs to a process that died: no document is read so long."""
_TEMPORARY = ("probant-cage-*", "probant-pages-*", "probant-contained-*")


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    every_s: float
    do: Callable[[], Awaitable[object]]


async def keep_at(chores: Sequence[Chore]) -> None:
    """Each at once, and again after each pause, until cancelled; errors are logged and survived."""
    async with asyncio.TaskGroup() as group:
        for chore in chores:
            group.create_task(_keep_at(chore))


async def _keep_at(chore: Chore) -> None:
    while True:
        try:
            await chore.do()
        except ProbantError as error:
            log.warning("the sweeper could not see to %s: %s", chore.name, error)
        except Exception:
            log.exception("the sweeper could not see to %s", chore.name)
        await asyncio.sleep(chore.every_s)


def sweep_pause_s(lease_s: float) -> float:
    """Well under a lease: what a dead worker held waits for a lease and a quarter at most."""
    return min(SWEEP_S, lease_s / 4)


async def sweep(database: Database, queue: Queue) -> None:
    """Queue again what dead workers held, and wake each lane in which something may be taken."""
    now = datetime.now(UTC)
    async with database.begin() as unit:
        reclaimed = await unit.jobs.reclaim(now, step_back)
        lanes = await unit.jobs.claimable(now)
    if reclaimed:
        log.warning("%d jobs of dead workers are queued again", reclaimed)
    for lane in lanes:
        await queue.wake(lane)


async def forget_jobs(database: Database) -> None:
    async with database.begin() as unit:
        await unit.jobs.forget(datetime.now(UTC) - KEPT)


async def remove_leftovers(uploads: Path, temporary: Path) -> None:
    """Remove what killed processes of this user have left of files they were reading.

    `temporary` is where the system has its temporary files.
    """
    await asyncio.to_thread(_remove_all, uploads, temporary)


def leftovers(uploads: Path, temporary: Path) -> list[Path]:
    """Files and folders that no process can be reading any more. Blocks."""
    found = [path for pattern in _TEMPORARY for path in temporary.glob(pattern)]
    return [path for path in [*found, *uploads.glob("*")] if _is_abandoned(path)]


def _is_abandoned(path: Path) -> bool:
    try:
        about = path.lstat()
    except FileNotFoundError:
        return False
    return about.st_uid == os.getuid() and about.st_mtime <= time.time() - ABANDONED_S


def _remove_all(uploads: Path, temporary: Path) -> None:
    for path in leftovers(uploads, temporary):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
