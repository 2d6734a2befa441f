"""The queue on Redis or Valkey, by arq, which stays behind this file and `arq_worker`."""

from __future__ import annotations

import asyncio
from itertools import count

from arq.connections import ArqRedis, RedisSettings
from arq.constants import in_progress_key_prefix

from adapters.queue.connection import FUNCTION, PREFIX, connect, outages, queue_of
from core.jobs import Lane


class ArqQueue:
    """Implements `core.ports.Queue`. Connects with the first wake-up, and again after an outage."""

    def __init__(
        self, redis_settings: RedisSettings, *, prefix: str = PREFIX, patience_s: float = 5.0
    ) -> None:
        """`patience_s` bounds a wake-up: a server that takes connections and does not answer must
        not hold up whoever accepted the document.
        """
        self._settings = redis_settings
        self._prefix = prefix
        self._patience_s = patience_s
        self._redis: ArqRedis | None = None
        self._connecting = asyncio.Lock()

    async def wake(self, lane: Lane) -> None:
        """On return, a run of this lane will begin after this call began. Raises Unavailable.

        Where one waits for its worker, none is added. One that has begun does not count: it may
        have looked too early to see what the caller did, or belong to a dead worker.
        """
        with outages():
            async with asyncio.timeout(self._patience_s):
                await self._wake(await self._connected(), lane)

    async def check(self) -> None:
        """Raises Unavailable where the server does not answer in time."""
        with outages():
            async with asyncio.timeout(self._patience_s):
                await (await self._connected()).ping()

    async def close(self) -> None:
        redis, self._redis = self._redis, None
        if redis is not None:
            await redis.aclose(close_connection_pool=True)

    async def _wake(self, redis: ArqRedis, lane: Lane) -> None:
        queue = queue_of(self._prefix, lane)
        refused: set[str] = set()
        while not await _is_waiting(redis, queue, names := await _names(redis, queue)):
            # arq takes a name only once until its run has ended. Callers at the same moment
            # choose the same one, and only one of them gets it.
            taken = refused.union(names)
            free = next(name for n in count() if (name := f"{queue}~{n}") not in taken)
            if await redis.enqueue_job(FUNCTION, lane.value, _job_id=free, _queue_name=queue):
                return
            refused.add(free)

    async def _connected(self) -> ArqRedis:
        async with self._connecting:
            if self._redis is None:
                self._redis = await connect(self._settings, self._prefix)
            return self._redis


async def _names(redis: ArqRedis, queue: str) -> list[str]:
    """Runs that wait or have begun, those of killed workers included."""
    names = [name.decode() for name in await redis.zrange(queue, 0, -1)]
    return [name for name in names if name.startswith(f"{queue}~")]


async def _is_waiting(redis: ArqRedis, queue: str, names: list[str]) -> bool:
    """Whether one of the runs is there and has not begun, all seen at one moment."""
    async with redis.pipeline(transaction=True) as look:
        for name in names:
            look.zscore(queue, name)
            look.exists(in_progress_key_prefix + name)
        seen = await look.execute()
    each = zip(seen[::2], seen[1::2], strict=True)
    return any(score is not None and not begun for score, begun in each)
