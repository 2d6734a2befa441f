"""What waits for results goes on beside the work that makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def beside(work: Coroutine[Any, Any, None], journey: Coroutine[Any, Any, Result]) -> Result:
    """The journey's result. Where the work breaks, it is what is raised."""
    working, going = asyncio.create_task(work), asyncio.create_task(journey)
    try:
        await asyncio.wait({working, going}, return_when=asyncio.FIRST_COMPLETED)
        if working.done() and not going.done():
            working.result()
        return await going
    finally:
        working.cancel()
        going.cancel()
        await asyncio.wait({working, going})
