"""Wakes workers for jobs that a lost wake-up or a dead worker left behind."""

from __future__ import annotations

import asyncio
import logging

from core.errors import ProbantError
from core.ports import Queue
from ingest.jobs import Ingestor

log = logging.getLogger(__name__)

EVERY_S = 15
"""Well under a lease: a job of a dead worker waits a minute and a quarter at most."""


async def sweep(ingestor: Ingestor, queue: Queue) -> int:
    """Wake a worker for every job that waits; how many there were."""
    jobs = await ingestor.waiting()
    for job in jobs:
        await queue.wake(job)
    return len(jobs)


async def keep_sweeping(ingestor: Ingestor, queue: Queue, every_s: float = EVERY_S) -> None:
    """Sweep until cancelled; whatever goes wrong in a round is logged and survived."""
    while True:
        try:
            await sweep(ingestor, queue)
        except ProbantError as error:
            log.warning("the sweeper could not do its round: %s", error)
        except Exception:
            log.exception("the sweeper could not do its round")
        await asyncio.sleep(every_s)
