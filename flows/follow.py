"""Watches something in the database until it is final."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from core.errors import Unavailable

Watched = TypeVar("Watched")


async def follow(
    look: Callable[[], Awaitable[Watched]],
    is_final: Callable[[Watched], bool],
    every_s: float,
) -> AsyncIterator[Watched]:
    """What `look` sees: at once, then as often as it changes; the last one is final.

    A database that does not answer is asked again, as often as it takes. Whatever else `look`
    raises ends the iteration.
    """
    seen: Watched | None = None
    while True:
        try:
            now = await look()
        except Unavailable:
            if seen is None:
                raise
        else:
            if now != seen:
                seen = now
                yield now
            if is_final(now):
                return
        await asyncio.sleep(every_s)
