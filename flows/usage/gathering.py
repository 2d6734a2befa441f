"""Gathers events of usage in the process, and writes them behind the answers that they are of."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.stores import Database
from core.usage import UsageEvent

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""Between two writes."""
MOST_WAITING = 20_000
"""Events that wait while the database is away; what comes on top of them is lost, and counted."""
_AT_ONCE = 1_000


@dataclass(slots=True)
class Gathering:
    """One a process. What is lost of it is missing from the figures alone: the ledger proves each
    answer."""

    database: Database
    pause_s: float = PAUSE_S
    most_waiting: int = MOST_WAITING
    lost: int = 0
    """Events that will never be counted."""
    _waiting: deque[UsageEvent] = field(default_factory=deque)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _going: asyncio.Task[None] | None = None

    def note(self, event: UsageEvent) -> None:
        """To be called in the event loop; it does not wait."""
        if len(self._waiting) >= self.most_waiting:
            self._lose(1, "too many wait")
            return
        self._waiting.append(event)
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go_on())

    async def settle(self) -> None:
        """What was noted is written on return, as far as it can be."""
        async with self._turn:
            while self._waiting and await self._write(self._taken()):
                pass

    async def close(self) -> None:
        """The same, for the last time."""
        self._closing.set()
        if self._going:
            await self._going
        await self.settle()
        if self._waiting:
            self._lose(len(self._waiting), "the process ends")
            self._waiting.clear()

    async def _go_on(self) -> None:
        while self._waiting and not self._closing.is_set():
            await self.settle()
            try:
                async with asyncio.timeout(self.pause_s):
                    await self._closing.wait()
            except TimeoutError:
                continue

    def _taken(self) -> list[UsageEvent]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), _AT_ONCE))]

    async def _write(self, events: Sequence[UsageEvent]) -> bool:
        try:
            async with self.database.begin() as unit:
                await unit.usage.add(events)
        except Exception as error:
            log.warning("%d events of usage wait for the database: %s", len(events), error)
            self._waiting.extendleft(reversed(events))
            return False
        return True

    def _lose(self, count: int, why: str) -> None:
        if not self.lost:
            log.error("events of usage are lost: %s", why)
        self.lost += count
