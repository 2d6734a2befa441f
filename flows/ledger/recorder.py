"""Writes records of requests: what several ask for at one moment commits together."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import ProbantError
from core.ledger import Entry
from core.review_store import StoredReview
from core.stores import Database

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 200
"""Callers whose entries share a commit."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    entries: Sequence[Entry]
    review: StoredReview | None
    written: asyncio.Future[None]


@dataclass(slots=True)
class Recorder:
    """One a process. While a transaction commits, what comes gathers for the next one."""

    database: Database
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _going: asyncio.Task[None] | None = None

    async def write(self, *entries: Entry, review: StoredReview | None = None) -> None:
        """Durable on return, with the review that waits from then on. Who is cancelled meanwhile
        has written all the same.

        Raises `Unavailable` where the database does not answer: nothing is written then.
        """
        await asyncio.shield(self.take(*entries, review=review))

    def take(self, *entries: Entry, review: StoredReview | None = None) -> asyncio.Future[None]:
        """Done when they are durable; in the order of calls. It has what `write` raises, and is
        to be shielded by who awaits it."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        written.add_done_callback(_seen)
        self._waiting.append(_Waiting(entries, review, written))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go_on())
        return written

    def hand_over(self, entry: Entry, review: StoredReview | None = None) -> None:
        """For who can't wait any more: it is written soon, or the log says why not."""
        self.take(entry, review=review).add_done_callback(_tell)

    async def close(self) -> None:
        """What was handed over is written on return."""
        while self._going and not self._going.done():
            await asyncio.wait({self._going})

    async def _go_on(self) -> None:
        while self._waiting:
            together = [
                self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))
            ]
            if await self._write(together) and len(together) > 1:
                for one in together:  # what breaks for one breaks for that one alone
                    await self._write([one])

    async def _write(self, together: Sequence[_Waiting]) -> bool:
        """Whether it is worth while to try each of them alone."""
        try:
            async with self.database.begin() as unit:
                for waiting in together:
                    for entry in waiting.entries:
                        unit.ledger.append(entry)
                    if waiting.review:
                        await unit.reviews.add(waiting.review)
        except Exception as error:
            if len(together) > 1 and not isinstance(error, ProbantError):
                return True
            for waiting in together:
                _settle(waiting.written, error)
            return False
        for waiting in together:
            _settle(waiting.written, None)
        return False


def _settle(written: asyncio.Future[None], error: Exception | None) -> None:
    if written.done():
        return
    if error is None:
        written.set_result(None)
    else:
        written.set_exception(error)


def _seen(written: asyncio.Future[None]) -> None:
    """Who asked for it may have gone."""
    if not written.cancelled():
        written.exception()


def _tell(written: asyncio.Future[None]) -> None:
    if not written.cancelled() and (error := written.exception()):
        log.error("a record could not be written: %s", error)
