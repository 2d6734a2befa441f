"""The queue of a command: nothing runs until the command itself does the work."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from core.ids import JobId

log = logging.getLogger(__name__)


class DirectQueue:
    """Implements `core.ports.Queue` in this process, without any service."""

    def __init__(self) -> None:
        self._woken: dict[JobId, None] = {}

    async def wake(self, job: JobId) -> None:
        """Keep the id until `drain`. Waking it again before it runs changes nothing."""
        self._woken.setdefault(job)

    async def check(self) -> None:
        """There is nothing that could fail to answer."""

    async def drain(self, handler: Callable[[JobId], Awaitable[None]]) -> None:
        """Run what was woken, in order, and what that wakes, until nothing is left.

        A handler's error does not keep the others from running; the first one is raised at the
        end, and all are logged.
        """
        errors: list[Exception] = []
        while self._woken:
            job = next(iter(self._woken))
            del self._woken[job]
            try:
                await handler(job)
            except Exception as error:
                log.exception("job %s failed in its handler", job)
                errors.append(error)
        if errors:
            raise errors[0]

    async def close(self) -> None:
        """Forget what was not run: the job rows keep it."""
        self._woken.clear()
