"""Lets through what is within the quotas of who asks, and counts it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.chat import NO_USAGE, Usage
from core.errors import ProbantError, QuotaSpent
from core.evidence import Writing
from core.principals import Principal
from core.quotas import Counter, Measure
from core.stores import Database, UnitOfWork
from core.use_cases import EXTRACTIVE, Standing, UseCase
from flows.identify import utc_now
from flows.notices import Notices
from flows.quotas.metering import Metering
from flows.quotas.shown import Left
from governance.quotas.bounds import Bounds, amounts, bounds_of, check, check_size, of_requests
from governance.quotas.declared import InstallationQuotas

log = logging.getLogger(__name__)

_MOST_TOLD = 10_000
"""Refusals that are known to be in the ledger."""


@dataclass(frozen=True, slots=True)
class Quotas:
    database: Database
    declared: InstallationQuotas
    metering: Metering
    clock: Callable[[], datetime] = utc_now
    _told: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """By who was refused and by which rule: until when nothing of it is recorded again."""
    _going: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(
        self,
        principal: Principal,
        use_case: Standing | None,
        requests: int = 1,
        *,
        by_model: bool = False,
    ) -> None:
        """Count what is about to be asked: all of it, or nothing where it is more than is left.

        `by_model`: a model may write it, for which tokens have to be left. Raises `QuotaSpent`;
        `Refused` where it is more than is ever let through at once; `Unavailable`. Does nothing
        where no quota applies.
        """
        bounds = self._bounds(principal, use_case, by_model=by_model)
        if bounds:
            async with self.database.begin() as unit:
                await self._take(unit, principal, bounds, requests)

    async def take_in(
        self, unit: UnitOfWork, principal: Principal, use_case: Standing | None, requests: int
    ) -> None:
        """The same of what no model writes, with what the unit of work does besides: it is counted
        if that commits."""
        bounds = self._bounds(principal, use_case, by_model=False)
        if bounds:
            await self._take(unit, principal, bounds, requests)

    async def _take(
        self, unit: UnitOfWork, principal: Principal, bounds: Bounds, requests: int
    ) -> None:
        check_size(bounds, requests)
        now = self.clock()
        counted = await unit.quotas.count(amounts(bounds, requests), now)
        try:
            check(bounds, counted, requests, now)
        except QuotaSpent as refusal:
            refusal.is_recorded = self._is_told(principal, refusal, now)
            raise

    def _is_told(self, principal: Principal, refusal: QuotaSpent, now: datetime) -> bool:
        """Whether the ledger has it already: who goes on asking would fill it."""
        key = (principal.id, refusal.rule)
        if self._told.get(key, now) > now:
            return True
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        self._told[key] = now + timedelta(seconds=refusal.retry_after_s)
        return False

    def note(self, principal: Principal, use_case: Standing | None, requests: int) -> None:
        """Meter what was asked and no model writes."""
        self.metering.note(principal.entity, _declared(use_case), requests)

    @contextmanager
    def spending(
        self, principal: Principal, use_case: Standing | None, notices: Notices
    ) -> Iterator[Spending]:
        """What a model writes meanwhile is counted, also where nobody waits for its end."""
        spending = Spending(self, principal, use_case)
        try:
            yield spending
        finally:
            if not spending.is_over:
                self._hand_over(spending.break_off(notices))

    async def spend(
        self, principal: Principal, use_case: Standing | None, model: str, usage: Usage
    ) -> None:
        """Meter an answer, and count its tokens. Raises `Unavailable`."""
        self.metering.note(principal.entity, _declared(use_case), 1, model, usage)
        bounds = self._bounds(principal, use_case)
        tokens = [counter for counter in bounds if counter.measure is Measure.TOKENS]
        if tokens and usage.total_tokens:
            more = dict.fromkeys(tokens, usage.total_tokens)
            async with self.database.begin() as unit:
                await unit.quotas.count(more, self.clock())

    async def left(self, principal: Principal, use_cases: Sequence[Standing]) -> list[Left]:
        """Every limit that the caller is under, for these use cases and for none."""
        bounds: dict[Counter, int] = {}
        for use_case in (None, *use_cases):
            bounds |= self._bounds(principal, use_case)
        if not bounds:
            return []
        now = self.clock()
        async with self.database.begin() as unit:
            counted = await unit.quotas.counted(bounds, now)
        return [
            Left(counter, most, counted[counter], counter.window.end(now))
            for counter, most in bounds.items()
        ]

    async def settle(self) -> None:
        """Wait for what is counted beside requests."""
        await asyncio.gather(*self._going, return_exceptions=True)

    def _bounds(
        self, principal: Principal, use_case: Standing | None, *, by_model: bool = True
    ) -> Bounds:
        bounds = bounds_of(self.declared, principal, _declared(use_case))
        return bounds if by_model else of_requests(bounds)

    def _hand_over(self, spending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(spending)
        self._going.add(task)
        task.add_done_callback(self._going.discard)


@dataclass(slots=True)
class Spending:
    """Of one answer."""

    quotas: Quotas
    principal: Principal
    use_case: Standing | None
    is_over: bool = False

    async def end(self, writing: Writing | None) -> None:
        """The answer is whole. Raises `Unavailable`."""
        self.is_over = True
        model, usage = (writing.model, writing.usage) if writing else (EXTRACTIVE, NO_USAGE)
        await self.quotas.spend(self.principal, self.use_case, model, usage)

    async def break_off(self, notices: Notices) -> None:
        """It never will be: what was written until then is counted."""
        self.is_over = True
        draft = notices.draft
        try:
            if draft is None:
                model, usage = EXTRACTIVE, NO_USAGE
            else:
                model, usage = draft.model.name, await draft.spent()
            await self.quotas.spend(self.principal, self.use_case, model, usage)
        except ProbantError as error:
            log.error("tokens of an answer that broke off could not be counted: %s", error)


def _declared(use_case: Standing | None) -> UseCase | None:
    return use_case.use_case if use_case else None
