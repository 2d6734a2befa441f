"""How long a search takes, against its encoder and its index alone, and in a larger store."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from benchmarks.reading.figure import Figure, progress
from benchmarks.report import percentile
from core.principals import SearchFilter
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user
from governance.policy import Action, decide

if TYPE_CHECKING:
    from core.indexing import Vectors

RESULTS = 10
CANDIDATES = 100
"""Asked of the raw index: as many as a search asks for."""
_THREAD = ThreadPoolExecutor(max_workers=1)
"""Where bare questions are encoded: always the same one, as in a search."""
_T = TypeVar("_T")


@dataclass(slots=True)
class Laps:
    """Milliseconds by stage, one a question."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def lap(self, stage: str, work: Awaitable[_T]) -> _T:
        started = perf_counter()
        made = await work
        self.ms[stage].append(1000 * (perf_counter() - started))
        return made

    def p95(self, stage: str) -> float:
        return percentile(self.ms[stage], 95)

    def figures(self, over: str) -> list[Figure]:
        return [
            Figure(f"{stage}, p{percent}", over, percentile(found, percent), "ms")
            for stage, found in self.ms.items()
            for percent in (50, 95)
        ]


async def latency(
    small: Installation, large: Installation, texts: Sequence[str], rounds: int
) -> list[Figure]:
    """Each question in both stores and bare, in turns, so that whatever slows one slows all."""
    near, far = Laps(), Laps()
    for number in range(-1, rounds):  # the first warms what is cached
        if number == 0:
            near, far = Laps(), Laps()
        progress(f"round {max(number, 0)} of {rounds}")
        for text in texts:
            await _bare(small, text, near)
            await _searched(small, text, near)
            await _searched(large, text, far)
            await _bare(large, text, far)
    ratio = near.p95("search") / near.p95("bare")
    growth = far.p95("search") / near.p95("search")
    sizes = [await _size(small), await _size(large)]
    return [
        Figure("search / (encode + raw index), p95", sizes[0], ratio, most=1.5),
        Figure("search in the large store / in the small, p95", " / ".join(sizes), growth, most=3),
        *near.figures(sizes[0]),
        *far.figures(sizes[1]),
    ]


async def _bare(parts: Installation, text: str, laps: Laps) -> None:
    """The question encoded, and the index asked by both ways at once; then each way alone."""
    space = await parts.spaces.live()
    where = _everything(parts)

    async def encoded() -> Vectors:
        encode = partial(space.encoder.encode_queries, [text])
        return await asyncio.get_running_loop().run_in_executor(_THREAD, encode)

    async def both() -> None:
        vectors = await encoded()
        dense = space.index.dense(vectors[0], where, CANDIDATES)
        await asyncio.gather(dense, space.index.sparse(text, where, CANDIDATES))

    await laps.lap("bare", both())
    vectors = await laps.lap("encode", encoded())
    await laps.lap("dense", space.index.dense(vectors[0], where, CANDIDATES))
    await laps.lap("bm25", space.index.sparse(text, where, CANDIDATES))


async def _searched(parts: Installation, text: str, laps: Laps) -> None:
    user = local_user(parts.settings.local_entity)
    found = await laps.lap("search", parts.asker.search(user, Question(text), RESULTS))
    for stage, took_ms in found.explanation.timings_ms.items():
        laps.ms[f"search: {stage}"].append(took_ms)
    ids = [hit.passage.chunk.id for hit in found.hits]
    async with parts.database.begin() as unit:
        await laps.lap("load", unit.readings.passages(_everything(parts), ids))


async def _size(parts: Installation) -> str:
    count = await (await parts.spaces.live()).index.count(_everything(parts))
    return f"{count:,} passages"


def _everything(parts: Installation) -> SearchFilter:
    user = local_user(parts.settings.local_entity)
    return SearchFilter(decide(user, Action.ASK).granted())
