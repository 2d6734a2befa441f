"""What a worker could not finish goes back; of what it lost, nothing stays in the index."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import monotonic

from core.errors import ProbantError
from core.stores import Database
from ingest.backoff import Backoff, outage_item
from ingest.closing import purge_unshown
from ingest.lease import Lease

PATIENCE_S = 120.0
"""How long a database that does not answer is waited for to give jobs back. One that is away for
longer costs them an attempt, when their lease has ended."""


async def give_back(
    database: Database, lease: Lease, backoff: Backoff, outage: Exception | None
) -> None:
    """`release`, tried until the database answers. Raises `Unavailable` when patience ends."""
    deadline = monotonic() + PATIENCE_S
    while True:
        try:
            return await release(database, lease, backoff, outage)
        except ProbantError as error:
            if monotonic() > deadline:
                raise
            await asyncio.sleep(backoff.pause(error, 0).total_seconds())


async def release(
    database: Database, lease: Lease, backoff: Backoff, outage: Exception | None
) -> None:
    """Jobs that an outage stopped wait for a while; others may be taken at once."""
    if not lease.open and not lease.lost:
        return
    error = outage_item(outage) if outage else None
    async with database.begin() as unit:
        for job in lease.open:
            pause = backoff.pause(outage, job.retries) if outage else None
            until = datetime.now(UTC) + pause if pause else None
            if not await unit.jobs.release(job.id, lease.worker, until, error):
                await purge_unshown(unit, job)  # lost, and no heartbeat has told yet
            unit.after_commit(job.lane)
        for job in lease.lost:
            await purge_unshown(unit, job)
