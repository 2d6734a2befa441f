"""Counts each week once it has ended, and each quarter with its last week; never again after."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.identity import AccessKey
from core.ids import EntityId, KeyId
from core.principals import Classification, Principal
from core.stores import Database, UnitOfWork
from core.usage_store import NO_USE_CASE, WHOLE, Counted, RightsHeld
from core.use_case_store import StoredVersion
from core.use_cases import IN_USE, Standing
from governance.policy import Action, decide
from governance.row_seals import Unsealed
from governance.usage.counting import beginners, counted_quarter, counted_week
from governance.usage.periods import WEEK, has_ended, quarter_of
from governance.use_cases.entitled import admits
from governance.use_cases.sealing import Seals

log = logging.getLogger(__name__)

_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Settling:
    database: Database
    seals: Seals
    must_be_declared: bool
    """Whether nobody asks anything but a use case."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def settle(self) -> list[date]:
        """The Mondays of the weeks that were counted now: those that have ended since, in order."""
        found: list[date] = []
        while (week := await self._next()) is not None:
            found.append(week)
        return found

    async def forget(self, days: int, limit: int) -> int:
        """Delete events of weeks that were counted, `days` after them; how many."""
        before = self.clock().date()
        before -= (days // 7 + 1) * WEEK
        async with self.database.begin() as unit:
            return await unit.usage.forget(before, limit)

    async def _next(self) -> date | None:
        async with self.database.begin() as unit:
            if await self._due(unit) is None:
                return None
        async with self.database.begin() as unit:
            await unit.usage.hold()
            week = await self._due(unit)
            if week is None:  # another process was quicker
                return None
            people = await unit.usage.person_weeks(week)
            entities = {one.entity for one in people}
            counted = counted_week(week, people, await self._entitled(unit, entities))
            counted += await _of_quarter(unit, week)
            await unit.usage.settle(week, counted, beginners(people))
            return week

    async def _due(self, unit: UnitOfWork) -> date | None:
        settled = await unit.usage.settled()
        week = settled[-1] + WEEK if settled else await unit.usage.first_day()
        return week if week and has_ended(week, self.clock()) else None

    async def _entitled(
        self, unit: UnitOfWork, entities: Iterable[EntityId]
    ) -> dict[tuple[EntityId, str], int]:
        """People and keys, by what they may use today. A key counts as one person."""
        held = await unit.usage.rights_held()
        held += _held_by_keys(await _live_keys(unit, self.clock()))
        found: dict[tuple[EntityId, str], int] = defaultdict(int)
        of: dict[EntityId, list[Standing]] = {}
        for entity in sorted({one.entity for one in held}.union(entities)):
            rows = await unit.use_cases.standing(entity, sorted(IN_USE))
            of[entity] = list(_opened(self.seals, rows))
        for one in held:
            parts = self._parts(one, of[one.entity])
            for part in parts | ({WHOLE} if parts else set()):
                found[one.entity, part] += one.people
        return dict(found)

    def _parts(self, held: RightsHeld, standings: Iterable[Standing]) -> set[str]:
        who = Principal("", held.entity, Classification.PUBLIC, held.roles, held.groups)
        parts = {str(one.use_case.id) for one in standings if admits(one, who)}
        if not self.must_be_declared and decide(who, Action.ASK).scope:
            parts.add(NO_USE_CASE)
        return parts


async def _of_quarter(unit: UnitOfWork, week: date) -> list[Counted]:
    weeks = quarter_of(week).weeks
    if week != weeks[-1]:
        return []
    return counted_quarter(week, await unit.usage.judged(weeks[0], week))


async def _live_keys(unit: UnitOfWork, now: datetime) -> list[AccessKey]:
    found: list[AccessKey] = []
    after: KeyId | None = None
    while page := await unit.keys.page(None, _KEYS_AT_ONCE, after):
        found += [key for key in page if key.is_live(now)]
        after = page[-1].id
    return found


def _held_by_keys(keys: Iterable[AccessKey]) -> list[RightsHeld]:
    return [RightsHeld(key.entity, key.roles, key.groups, 1) for key in keys]


def _opened(seals: Seals, rows: Iterable[StoredVersion]) -> Iterable[Standing]:
    for row in rows:
        try:
            yield seals.standing(row)
        except Unsealed as error:
            log.error("a use case does not count: %s", error)
