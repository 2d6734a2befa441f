"""The figures of a period, as they may be told: of an entity, or of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from core.errors import Refused
from core.ids import EntityId, UseCaseId
from core.principals import Principal
from core.stores import Database
from core.usage_store import WHOLE, Counted
from core.use_cases import UseCase
from flows.usage.settling import Settling
from flows.use_cases.registry import Registry
from governance.policy import Action, decide
from governance.usage.figures import (
    QuarterPart,
    activity,
    baselines,
    of_quarter,
    of_weeks,
    retention,
)
from governance.usage.periods import WEEK, Period, period_of, quarter_of, week_name
from governance.usage.shares import share
from governance.usage.withheld import (
    FOLLOWED_WEEKS,
    Rule,
    ToldWeek,
    Values,
    told_cohorts,
    told_quarter,
    told_week,
)

Json = dict[str, Any]
_Part = tuple[EntityId, str]
Cohorts = dict[_Part, dict[tuple[date, date], tuple[int, int]]]


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
        told = _Told.of([one for one in counted if one.period in names], names, period, rule)
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
            **_assembled(told, parts, ended, is_quarter=is_whole),
        }

    async def _parts(
        self, counted: Sequence[Counted], rule: Rule
    ) -> dict[_Part, list[QuarterPart]]:
        known: dict[tuple[str, str], UseCase | None] = {}
        for one in counted:
            if one.part and (one.part, one.version) not in known:
                found = await self.registry.as_it_was(UseCaseId(one.part), one.version)
                known[one.part, one.version] = found.use_case if found else None
        parts: dict[_Part, list[QuarterPart]] = defaultdict(list)
        for one in counted:
            told = told_quarter(one.counts, rule)
            use_case = known.get((one.part, one.version))
            parts[one.entity, one.part].append(QuarterPart(told, use_case))
        return parts


@dataclass(frozen=True, slots=True)
class _Told:
    """By entity and week, of the period; and cohorts that began in it."""

    weeks: Mapping[tuple[EntityId, date], ToldWeek]
    cohorts: Cohorts

    @classmethod
    def of(
        cls, counted: Sequence[Counted], names: Mapping[str, date], period: Period, rule: Rule
    ) -> _Told:
        together: dict[tuple[EntityId, date], list[Counted]] = defaultdict(list)
        for one in counted:
            together[one.entity, names[one.period]].append(one)
        told = {key: told_week(some, rule) for key, some in together.items()}
        counts: dict[_Part, dict[date, Mapping[str, Any]]] = defaultdict(dict)
        shown: dict[_Part, dict[date, Values | None]] = defaultdict(dict)
        for (entity, week), some in together.items():
            for one in some:
                if one.part != WHOLE:
                    counts[entity, one.part][week] = one.counts
                    shown[entity, one.part][week] = told[entity, week].parts[one.part]
        cohorts = {
            part: {
                pair: sizes
                for pair, sizes in told_cohorts(of, shown[part], rule).items()
                if period.first <= pair[0] and pair[1] <= period.last
            }
            for part, of in counts.items()
        }
        wanted = {key: one for key, one in told.items() if period.first <= key[1] <= period.last}
        return cls(wanted, cohorts)

    @property
    def parts(self) -> list[_Part]:
        """Those of the period, in order."""
        return sorted({(key[0], part) for key, one in self.weeks.items() for part in one.parts})

    def of_parts(self, parts: Iterable[_Part]) -> list[Values | None]:
        """By week."""
        wanted = set(parts)
        return [
            one.parts[part]
            for (entity, _), one in self.weeks.items()
            for part in one.parts
            if (entity, part) in wanted
        ]

    def cohorts_of(self, parts: Iterable[_Part]) -> list[tuple[int, int, int]]:
        return [
            ((week - first) // WEEK, *sizes)
            for part in parts
            for (first, week), sizes in self.cohorts.get(part, {}).items()
        ]


def _assembled(
    told: _Told,
    quarter: Mapping[_Part, Sequence[QuarterPart]],
    weeks: Sequence[date],
    *,
    is_quarter: bool,
) -> Json:
    every = sorted({*told.parts, *quarter})
    entities = sorted({entity for entity, _ in every})
    use_cases = sorted({part for _, part in every})

    def block(parts: Sequence[_Part], active: Json) -> Json:
        judged = [one for part in parts for one in quarter.get(part, [])]
        return {
            "activity": active,
            **of_weeks(told.of_parts(parts)),
            "retention": retention(told.cohorts_of(parts)),
            **(of_quarter(judged) if is_quarter else _NOT_A_QUARTER),
        }

    def of_entities(some: Sequence[EntityId]) -> Json:
        wholes = [one.whole for (entity, _), one in told.weeks.items() if entity in some]
        return block([part for part in every if part[0] in some], activity(wholes, len(weeks)))

    def of_parts(parts: Sequence[_Part]) -> Json:
        return block(parts, activity(told.of_parts(parts), len(weeks)))

    judged = [one for part in every for one in quarter.get(part, [])]
    return {
        "whole": of_entities(entities),
        "weeks": [_week(told, week) for week in weeks],
        "cohorts": _grid(told),
        "entities": [{"entity": entity, **of_entities([entity])} for entity in entities],
        "use_cases": [
            {"use_case": part or None, **of_parts([one for one in every if one[1] == part])}
            for part in use_cases
        ],
        "parts": [
            {"entity": entity, "use_case": part or None, **of_parts([(entity, part)])}
            for entity, part in every
        ],
        "baselines": baselines(judged) if is_quarter else [],
    }


_NOT_A_QUARTER = dict.fromkeys(("reviews", "satisfaction", "tasks", "time_saved"))


def _week(told: _Told, week: date) -> Json:
    wholes = [one.whole for (_, of), one in told.weeks.items() if of == week]
    shown = [one for one in wholes if one]
    active = sum(one["active"] for one in shown)
    entitled = sum(one["entitled"] for one in shown)
    return {
        "week": week_name(week),
        "first": week.isoformat(),
        "active": active if shown else None,
        "entitled": entitled if shown else None,
        "share": share(active, entitled),
        "withheld": len(wholes) - len(shown),
    }


def _grid(told: _Told) -> list[Json]:
    """By the week in which people began."""
    by_first: dict[date, list[tuple[int, int, int]]] = defaultdict(list)
    for cohorts in told.cohorts.values():
        for (first, week), sizes in cohorts.items():
            by_first[first].append(((week - first) // WEEK, *sizes))
    return [
        {"week": week_name(first), "first": first.isoformat(), "after": retention(some)}
        for first, some in sorted(by_first.items())
    ]
