"""Works in the lanes that `ArqQueue` wakes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from arq.connections import ArqRedis, RedisSettings
from arq.worker import Worker, func

from adapters.queue.connection import (
    FUNCTION,
    OUTAGES,
    PREFIX,
    connect,
    described,
    from_json,
    queue_of,
    to_json,
)
from core.jobs import Lane

log = logging.getLogger(__name__)

LONGEST_RUN_S = 6 * 3600
"""A run that goes on for so long is cancelled, and gives back what it holds: longer than one
document may be read (PROBANT_DOCUMENT_SECONDS).

It is also how long arq keeps the mark of a run whose worker was killed. `ArqQueue` goes past it.
"""
SHIFT_S = 60.0
"""A run looks for more until then, and leaves what there is to the next."""
RECONNECT_S = 1.0
_CLEANUP_S = 5.0
"""What a cancelled handler gets to put its things away."""
_READ_AHEAD = 1000
"""Runs seen at a time. Marks of killed workers stay at the head of the queue and must
not fill this window."""


class _Worker(Worker):
    """arq's, which counts a run before it marks it: where the server dies in between, the run that
    never began would be counted for ever, and soon nothing would be taken any more.
    """

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        for job_id in job_ids:
            counted, started = self.job_counter, len(self.tasks)
            try:
                await super().start_jobs([job_id])
            except Exception:
                if self.job_counter > counted and len(self.tasks) == started:
                    self._release_sem_dec_counter_on_complete()
                raise


class ArqWorker:
    """Calls `handler` when the lane is woken, again while it finds something; `concurrency` of
    them at a time.

    A handler's error is logged and goes no further. Nothing is tried again: the jobs' rows and the
    sweeper see to that. One exception: the wake-up of a run that was cut short by the end of
    this worker stays in the queue, for another worker or the next start.
    """

    def __init__(
        self,
        redis_settings: RedisSettings,
        lane: Lane,
        handler: Callable[[Lane], Awaitable[bool]],
        concurrency: int,
        *,
        prefix: str = PREFIX,
        grace_s: float = 10.0,
        poll_s: float = 0.1,
    ) -> None:
        """`handler` says whether it found something to do. `grace_s` is what runs get to finish
        in when `run` is cancelled; `poll_s` is the time between two looks at the queue, each of
        which starts at most `concurrency` runs.
        """
        self._settings = redis_settings
        self._handler = handler
        self._concurrency = concurrency
        self._lane = lane
        self._queue = queue_of(prefix, lane)
        self._ends = False
        self._grace_s = grace_s
        self._poll_s = poll_s

    async def run(self) -> None:
        """Work until cancelled. An outage of the queue is logged and waited out."""
        self._ends = False
        worker = self._worker(await self._connected())
        try:
            while True:
                await self._poll(worker)
                await asyncio.sleep(RECONNECT_S)
        finally:
            await self._stop(worker)

    async def _connected(self) -> ArqRedis:
        while True:
            try:
                return await connect(self._settings, self._queue)
            except OUTAGES as error:
                _report(error)
                await asyncio.sleep(RECONNECT_S)

    def _worker(self, redis: ArqRedis) -> _Worker:
        return _Worker(
            functions=[func(self._run, name=FUNCTION)],
            redis_pool=redis,
            queue_name=self._queue,
            handle_signals=False,  # signals are the server's
            max_jobs=self._concurrency,
            job_timeout=LONGEST_RUN_S,
            keep_result=0,  # a result that is kept makes arq refuse the next wake-up
            poll_delay=self._poll_s,
            queue_read_limit=_READ_AHEAD,
            max_tries=1 << 30,  # attempts are counted in the row
            job_serializer=to_json,
            job_deserializer=from_json,
        )

    async def _poll(self, worker: Worker) -> None:
        """Start what is woken; returns after an outage, which leaves running jobs alone."""
        worker.main_task = asyncio.create_task(worker.main())
        try:
            # Shielded, because a poll that is cut off may have marked a job without starting it.
            await asyncio.shield(worker.main_task)
        except OUTAGES as error:
            _report(error)

    async def _run(self, ctx: dict[Any, Any], *args: Any, **kwargs: Any) -> None:
        """What arq calls; the shape is arq's, and the one argument is the lane, which is known."""
        until = monotonic() + SHIFT_S
        try:
            while await self._handler(self._lane) and not self._ends and monotonic() < until:
                pass
        except asyncio.CancelledError:
            if _is_cancelled():
                raise
            # The handler cancelled itself, and arq would start it again, and again.
            log.exception("a run of the lane %s cancelled itself", self._lane.value)
        except Exception:
            log.exception("a run of the lane %s failed", self._lane.value)

    async def _stop(self, worker: Worker) -> None:
        self._ends = True
        worker.allow_pick_jobs = False
        try:
            await self._finish(worker)
        finally:
            await _cancel([*worker.tasks.values(), *filter(None, [worker.main_task])])
            await worker.pool.aclose(close_connection_pool=True)

    async def _finish(self, worker: Worker) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._grace_s):
                while running := [task for task in worker.tasks.values() if not task.done()]:
                    await asyncio.wait(running)


def _report(error: Exception) -> None:
    log.warning("the queue does not answer: %s", described(error))


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _cancel(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CLEANUP_S):
            await asyncio.gather(*tasks, return_exceptions=True)
