"""The queue of a command."""

from __future__ import annotations

import asyncio

import pytest

from adapters.queue.direct import DirectQueue
from core.jobs import Lane

pytestmark = pytest.mark.asyncio


async def test_the_lanes_woken_are_told_once() -> None:
    queue = DirectQueue()
    for lane in (Lane.READ, Lane.EMBED, Lane.READ):
        await queue.wake(lane)
    assert await queue.woken() == {Lane.READ, Lane.EMBED}
    await queue.wake(Lane.READ)
    assert await queue.woken() == {Lane.READ}


async def test_who_asks_waits_for_the_next_wake_up() -> None:
    queue = DirectQueue()
    asking = asyncio.create_task(queue.woken())
    await asyncio.sleep(0)
    assert not asking.done()
    await queue.wake(Lane.EMBED)
    assert await asking == {Lane.EMBED}
