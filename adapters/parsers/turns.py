"""How many caged processes run at once; the others wait."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary


class Turns:
    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    def one(self) -> asyncio.Semaphore:
        """To hold while a process runs. That of this event loop, for two can't share one."""
        loop = asyncio.get_running_loop()
        return self._of_loop.setdefault(loop, asyncio.Semaphore(self.at_once))
