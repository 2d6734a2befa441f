"""Whether a page costs more in a store that holds more: one file into an empty and a full one."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks.life.instant import InstantEncoder
from benchmarks.life.shop import add, bundled, copies, open_shop
from benchmarks.reading.figure import Figure, progress
from benchmarks.reading.files import filings, page_count, some
from benchmarks.reading.meter import cpu_s
from core.settings import Settings
from flows.bootstrap import Installation

_TIMES = 3


def growth(folder: Path, most: int | None) -> list[Figure]:
    """Processor time a page of one filing, without embedding, before and after all the others."""
    every = filings()
    chosen = some(every, most) if most else every
    return asyncio.run(_growth(folder, chosen))


async def _growth(folder: Path, chosen: Sequence[Path]) -> list[Figure]:
    encoder = InstantEncoder(bundled(Settings.read()))
    probe = sorted(chosen, key=page_count)[len(chosen) // 2]
    pages = page_count(probe)
    async with open_shop(folder / "growth", encoder) as parts:
        await _cost(parts, copies(folder / "probe", [probe], "warm"))
        empty_s = await _probed(parts, folder, probe, "empty")
        for rank, path in enumerate(chosen, start=1):
            progress(f"{rank}/{len(chosen)} {path.name}")
            await _cost(parts, [path])
        full_s = await _probed(parts, folder, probe, "full")
    on = f"{pages} pages, alone and beside {len(chosen)} files"
    ratio = full_s / empty_s
    return [
        Figure("a page in an empty store", on, 1000 * empty_s / pages, "ms"),
        Figure("a page, full store / empty store", on, ratio, "ratio", most=1.15),
    ]


async def _probed(parts: Installation, folder: Path, probe: Path, name: str) -> float:
    probes = [copies(folder / "probe", [probe], f"{name}{time}") for time in range(_TIMES)]
    return statistics.median([await _cost(parts, paths) for paths in probes])


async def _cost(parts: Installation, paths: Sequence[Path]) -> float:
    started = cpu_s()
    await add(parts, paths)
    await parts.worker.until_idle()
    return cpu_s() - started
