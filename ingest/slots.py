"""Several loops that do what they find, and end together when none of them finds any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Slots:
    """What one loop did may give another something to do: the last to look decides."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._rounds = 0
        """Times that any of them did something."""
        self._idle = 0
        """How many have looked since and found nothing."""
        self._changed = asyncio.Condition()

    async def run(self, work: Callable[[], Awaitable[bool]]) -> None:
        """Call `work` until no loop's call says that it did something."""
        while True:
            seen = self._rounds
            did = await work()
            async with self._changed:
                if did:
                    self._rounds += 1
                    self._changed.notify_all()
                elif seen == self._rounds and await self._is_over(seen):
                    return

    async def _is_over(self, seen: int) -> bool:
        self._idle += 1
        if self._idle == self._count:
            self._changed.notify_all()
        await self._changed.wait_for(lambda: self._rounds > seen or self._idle == self._count)
        if self._rounds == seen:
            return True
        self._idle -= 1
        return False
