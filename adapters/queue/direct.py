"""The queue of a command: whoever wakes a lane is also the one who works in it."""

from __future__ import annotations

import asyncio

from core.jobs import Lane


class DirectQueue:
    """Implements `core.ports.Queue` in this process, without any service."""

    def __init__(self) -> None:
        self._lanes: set[Lane] = set()
        self._any = asyncio.Event()

    async def wake(self, lane: Lane) -> None:
        """Keep it until somebody asks."""
        self._lanes.add(lane)
        self._any.set()

    async def woken(self) -> frozenset[Lane]:
        """The lanes woken since this was last asked; waits for one where there is none."""
        await self._any.wait()
        lanes = frozenset(self._lanes)
        self._lanes.clear()
        self._any.clear()
        return lanes

    async def check(self) -> None:
        """There is nothing that could fail to answer."""

    async def close(self) -> None:
        """Nothing is open."""
