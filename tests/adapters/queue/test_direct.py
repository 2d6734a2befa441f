"""The queue of a command."""

from __future__ import annotations

import pytest

from adapters.queue.direct import DirectQueue
from core.ids import JobId

pytestmark = pytest.mark.asyncio


async def test_jobs_run_in_the_order_they_were_woken_in() -> None:
    queue, handled = DirectQueue(), list[JobId]()

    async def handler(job: JobId) -> None:
        handled.append(job)

    for job in "cabca":
        await queue.wake(JobId(job))
    await queue.drain(handler)
    assert handled == ["c", "a", "b"]
    await queue.drain(handler)
    assert handled == ["c", "a", "b"]


async def test_the_first_error_is_raised_once_all_have_run() -> None:
    queue, handled = DirectQueue(), list[JobId]()

    async def handler(job: JobId) -> None:
        handled.append(job)
        if job != "b":
            raise LookupError(job)

    for job in "abc":
        await queue.wake(JobId(job))
    with pytest.raises(LookupError, match="a"):
        await queue.drain(handler)
    assert handled == ["a", "b", "c"]
