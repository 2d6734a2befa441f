"""What a second core brings to one long document.

By the clock, which others on the machine disturb; and by the processor time of each task, laid out
on two cores as the reader does: what the clock would say on a quiet machine.
"""

from __future__ import annotations

import asyncio
import os
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any

from adapters.parsers.cage import CagedParser, run_caged
from adapters.parsers.checks import check
from adapters.parsers.confine import Limits
from adapters.parsers.paged import read_paged
from benchmarks.reading.figure import Figure, over, progress
from benchmarks.reading.files import page_count
from benchmarks.reading.meter import children_s, cpu_s
from benchmarks.reading.passes import PDF
from core.ports import untold

_PDF = "adapters.parsers.pdf.tasks"
_PAGE_S = 120.0


class Metered:
    """Runs tasks in the cage one after another, and notes what each took."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, float]] = []
        """Name and processor seconds."""
        self._turn = asyncio.Semaphore(1)

    async def run(self, task: str, arguments: dict[str, Any], limits: Limits) -> bytes:
        async with self._turn:
            started = children_s()
            result = await run_caged(task, arguments, limits)
            self.tasks.append((task, children_s() - started))
            return result


def by_clock(path: Path, at_once: int) -> float:
    started = perf_counter()
    asyncio.run(CagedParser(at_once=at_once).parse(path, PDF))
    return perf_counter() - started


def by_tasks(path: Path, cores: int) -> float:
    """Seconds by the clock of a quiet machine, for a reading in that many parts at once."""
    metered = Metered()
    started = cpu_s()
    check(asyncio.run(read_paged(path.absolute(), _PDF, metered.run, Limits(), _PAGE_S, untold)))
    own_s = cpu_s() - started - sum(seconds for _, seconds in metered.tasks)
    # Each pass waits for the one before it.
    passes = groupby(metered.tasks, key=lambda task: task[0])
    return own_s + sum(laid_out([seconds for _, seconds in tasks], cores) for _, tasks in passes)


def laid_out(seconds: list[float], cores: int) -> float:
    """When the last of the tasks ends, each begun as soon as a core is free."""
    ends = [0.0] * cores
    for taken in seconds:
        ends[ends.index(min(ends))] += taken
    return max(ends)


def two_cores(path: Path, repeats: int) -> list[Figure]:
    on = over(1, page_count(path))
    progress(f"one core and two: {path.name}")
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(repeats):
        for at_once, taken in times.items():
            taken.append(by_clock(path, at_once))
    one_s, two_s = min(times[1]), min(times[2])
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    by_task = by_tasks(path, 1) / by_tasks(path, 2)
    return [
        Figure("two cores / one, by the clock", f"{on}; {load}", one_s / two_s, "ratio", least=1.7),
        Figure("two cores / one, by processor time", on, by_task, "ratio", least=1.7),
    ]
