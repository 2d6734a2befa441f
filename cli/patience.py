"""Waits for a server that is busy or away, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from core.errors import Busy, Unavailable

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 15.0

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Patience:
    """Asks again: who is busy, for as long as it takes; who is away, for `outage_s`."""

    tell: Callable[[str], None]
    """What is waited for; empty once it is over."""
    outage_s: float = 180.0
    """Longer than a server takes to start again."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = monotonic

    async def through(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """What the call gives in the end. Raises `Unavailable` where an outage lasts."""
        since: float | None = None
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                answer = await call()
            except Busy as busy:
                self.tell(busy.detail)
                since, pause_s = None, _FIRST_PAUSE_S
                await self.sleep(busy.retry_after_s)
            except Unavailable as away:
                since = self.clock() if since is None else since
                if self.clock() - since >= self.outage_s:
                    raise
                self.tell(away.detail)
                await self.sleep(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            else:
                self.tell("")
                return answer
