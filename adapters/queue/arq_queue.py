"""The queue on Redis or Valkey, by arq, which stays behind this file and `arq_worker`."""

from __future__ import annotations

import asyncio

from arq.connections import ArqRedis, RedisSettings
from arq.jobs import Job, JobStatus

from adapters.queue.connection import FUNCTION, QUEUE, connect, outages
from core.ids import JobId

_MOST_RUNS = 20

_PENDING = (JobStatus.queued, JobStatus.deferred)


class ArqQueue:
    """Implements `core.ports.Queue`. Connects with the first wake-up, and again after an outage."""

    def __init__(
        self, redis_settings: RedisSettings, *, queue: str = QUEUE, patience_s: float = 5.0
    ) -> None:
        """`patience_s` bounds a wake-up: a server that takes connections and does not answer must
        not hold up whoever accepted the document.
        """
        self._settings = redis_settings
        self._queue = queue
        self._patience_s = patience_s
        self._redis: ArqRedis | None = None
        self._connecting = asyncio.Lock()

    async def wake(self, job: JobId) -> None:
        """On return, a run of this job will begin after this call began. Raises Unavailable.

        Waking a job that waits for its run adds none. Waking one that is running adds one, for
        the run may have begun too early to see what the caller did, or belong to a dead worker.
        """
        with outages():
            async with asyncio.timeout(self._patience_s):
                await self._wake(await self._connected(), job)

    async def check(self) -> None:
        """Raises Unavailable where the server does not answer in time."""
        with outages():
            async with asyncio.timeout(self._patience_s):
                await (await self._connected()).ping()

    async def close(self) -> None:
        redis, self._redis = self._redis, None
        if redis is not None:
            await redis.aclose(close_connection_pool=True)

    async def _wake(self, redis: ArqRedis, job: JobId) -> None:
        # arq takes an id only once until its run has ended, so that each run that has begun
        # needs an id of its own. There are two or three after a crash, never this many.
        for run in range(_MOST_RUNS):
            name = f"{job}~{run}" if run else job
            if await redis.enqueue_job(FUNCTION, job, _job_id=name):
                return
            if await Job(name, redis, self._queue).status() in _PENDING:
                return

    async def _connected(self) -> ArqRedis:
        async with self._connecting:
            if self._redis is None:
                self._redis = await connect(self._settings, self._queue)
            return self._redis
