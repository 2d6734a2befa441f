"""The figures of a period, as they may be told: of an entity, or of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from core.errors import Refused
from core.ids import EntityId, UseCaseId
from core.principals import Principal
from core.stores import Database
from core.usage_store import Counted
from core.use_cases import UseCase
from flows.usage.settling import Settling
from flows.use_cases.registry import Registry
from governance.policy import Action, decide
from governance.usage.figures import QuarterPart
from governance.usage.periods import WEEK, Period, period_of, quarter_of, week_name
from governance.usage.telling import Json, Part, Told, assembled
from governance.usage.withheld import FOLLOWED_WEEKS, Rule, told_quarter


@dataclass(frozen=True, slots=True)
class UsageReports:
    database: Database
    settling: Settling
    registry: Registry
    home: EntityId
    k: int

    async def report(
        self, principal: Principal, period: str | None = None, *, group: bool = False
    ) -> Json:
        """Of the principal's entity or, for people of the entity that runs this service, of all.

        Without a period, of the last quarter that has ended. Raises `Refused`, `InvalidRequest`.
        """
        entity = decide(principal, Action.OVERSEE).granted().entity
        if group and entity != self.home:
            raise Refused(
                "The figures of all entities are for people of the one that runs this service.",
                "Leave out `group`: you then see those of your own.",
                rule="usage: group",
            )
        wanted = period_of(period) if period else self._last_quarter()
        await self.settling.settle()
        return await self._report(wanted, None if group else entity)

    def _last_quarter(self) -> Period:
        this = quarter_of(self.settling.clock().date())
        return quarter_of(this.first - WEEK)

    async def _report(self, period: Period, entity: EntityId | None) -> Json:
        before = [period.first - after * WEEK for after in range(FOLLOWED_WEEKS, 0, -1)]
        weeks = [*before, *period.weeks]
        names = {week_name(week): week for week in weeks}
        quarters = [period.name] if period.is_quarter else []
        async with self.database.begin() as unit:
            counted = await unit.usage.counted([*names, *quarters], entity)
            settled = set(await unit.usage.settled())
        rule = Rule(self.k)
        told = Told.of([one for one in counted if one.period in names], names, period, rule)
        parts = await self._parts([one for one in counted if one.period in quarters], rule)
        is_whole = period.is_quarter and period.weeks[-1] in settled
        ended = [week for week in period.weeks if week in settled]
        return {
            "period": {
                "name": period.name,
                "first": period.first.isoformat(),
                "last": period.last.isoformat(),
                "weeks": len(period.weeks),
                "counted": len(ended),
            },
            "entity": entity,
            "k": self.k,
            "made_at": self.settling.clock().astimezone(UTC).isoformat(),
            **assembled(told, parts, ended, is_quarter=is_whole),
        }

    async def _parts(self, counted: Sequence[Counted], rule: Rule) -> dict[Part, list[QuarterPart]]:
        known: dict[tuple[str, str], UseCase | None] = {}
        for one in counted:
            if one.part and (one.part, one.version) not in known:
                found = await self.registry.as_it_was(UseCaseId(one.part), one.version)
                known[one.part, one.version] = found.use_case if found else None
        parts: dict[Part, list[QuarterPart]] = defaultdict(list)
        for one in counted:
            told = told_quarter(one.counts, rule)
            use_case = known.get((one.part, one.version))
            parts[one.entity, one.part].append(QuarterPart(told, use_case))
        return parts
