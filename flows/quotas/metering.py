"""Sums up what is asked by entity, use case, model and day, and writes it beside the requests."""

from __future__ import annotations

import asyncio
import logging
from calendar import monthrange
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.chat import NO_USAGE, Usage
from core.errors import ProbantError
from core.ids import EntityId, UseCaseId
from core.principals import Principal
from core.quotas import Metered
from core.stores import Database
from core.use_cases import EXTRACTIVE, UseCase
from flows.identify import utc_now
from governance.policy import Action, decide

log = logging.getLogger(__name__)

PAUSE_S = 5.0
"""Between two writes: so much is lost where a process dies."""
_Key = tuple[EntityId, date, UseCaseId | None, str]


@dataclass(slots=True)
class Metering:
    """One a process."""

    database: Database
    clock: Callable[[], datetime] = utc_now
    pause_s: float = PAUSE_S
    _sums: dict[_Key, Metered] = field(default_factory=dict)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _going: asyncio.Task[None] | None = None

    def note(
        self,
        entity: EntityId,
        use_case: UseCase | None,
        requests: int,
        model: str = EXTRACTIVE,
        usage: Usage = NO_USAGE,
    ) -> None:
        """What was asked. To be called in the event loop; it does not wait."""
        use = use_case.id if use_case else None
        day = self.clock().date()
        prompt, completion = usage.prompt_tokens, usage.completion_tokens
        self._add(Metered(entity, day, use, model, requests, prompt, completion))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go_on())

    async def export(
        self, principal: Principal, month: date
    ) -> AsyncGenerator[dict[str, Any], None]:
        """What the caller's entity asked in the month of a day, by day, use case and model. Raises
        `Refused`, `Unavailable`."""
        entity = decide(principal, Action.OVERSEE).granted().entity
        await self.write()
        first, last = month.replace(day=1), monthrange(month.year, month.month)[1]
        async with self.database.begin() as unit:
            found = await unit.quotas.metered(entity, first, month.replace(day=last))
        for one in found:
            yield metered_to_json(one)

    async def close(self) -> None:
        """What was noted is there on return, as far as it can be."""
        self._closing.set()
        if self._going:
            await self._going
        await self.write()

    async def write(self) -> None:
        """What was noted until now; where that can't be, it waits for the next time."""
        sums, self._sums = list(self._sums.values()), {}
        if not sums:
            return
        try:
            async with self.database.begin() as unit:
                await unit.quotas.meter(sums)
        except ProbantError as error:
            log.error("what was asked could not be metered: %s", error)
            for one in sums:
                self._add(one)

    async def _go_on(self) -> None:
        while self._sums and not self._closing.is_set():
            try:
                async with asyncio.timeout(self.pause_s):
                    await self._closing.wait()
            except TimeoutError:
                await self.write()

    def _add(self, one: Metered) -> None:
        key = (one.entity, one.day, one.use_case, one.model)
        known = self._sums.get(key)
        self._sums[key] = _sum(known, one) if known else one


def _sum(one: Metered, other: Metered) -> Metered:
    return replace(
        one,
        requests=one.requests + other.requests,
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
    )


def metered_to_json(one: Metered) -> dict[str, Any]:
    return {
        "entity": one.entity,
        "day": one.day.isoformat(),
        "use_case": one.use_case,
        "model": one.model,
        "requests": one.requests,
        "prompt_tokens": one.prompt_tokens,
        "completion_tokens": one.completion_tokens,
    }
