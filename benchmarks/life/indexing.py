"""Passages a second through the embed lane where embedding takes no time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from benchmarks.life.instant import InstantEncoder
from benchmarks.life.shop import add, bundled, open_shop, passages_in, texts
from benchmarks.reading.figure import Figure
from core.jobs import Lane
from core.settings import Settings


def indexing(folder: Path, documents: int, paragraphs: int) -> list[Figure]:
    """Loading from the database, weighing words, writing the index, publishing."""
    return asyncio.run(_indexing(folder, documents, paragraphs))


async def _indexing(folder: Path, documents: int, paragraphs: int) -> list[Figure]:
    encoder = InstantEncoder(bundled(Settings.read()))
    async with open_shop(folder / "indexing", encoder) as parts:
        await add(parts, texts(folder / "long", documents, paragraphs, seed=2))
        await parts.worker.until_idle([Lane.READ])
        started = perf_counter()
        await parts.worker.until_idle([Lane.EMBED])
        taken_s = perf_counter() - started
        count = await passages_in(parts)
    on = f"{documents} documents, {count:,} passages"
    return [Figure("indexed, without embedding", on, count / taken_s, "passages/s", least=2000)]
