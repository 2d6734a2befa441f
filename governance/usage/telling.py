"""All figures that may be told of a period, put together: pure, and the same each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.ids import EntityId
from core.usage_store import WHOLE, Counted
from governance.usage.figures import (
    QuarterPart,
    activity,
    baselines,
    of_quarter,
    of_weeks,
    retention,
)
from governance.usage.periods import WEEK, Period, week_name
from governance.usage.shares import share
from governance.usage.withheld import Rule, ToldWeek, Values, told_cohorts, told_week

Json = dict[str, Any]
Part = tuple[EntityId, str]
Cohorts = dict[Part, dict[tuple[date, date], tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Told:
    """Of a period, by entity and week; and cohorts that began in it."""

    weeks: Mapping[tuple[EntityId, date], ToldWeek]
    cells: Mapping[Part, Sequence[Values | None]]
    """Of each part, by week."""
    cohorts: Cohorts

    @classmethod
    def of(
        cls, counted: Sequence[Counted], names: Mapping[str, date], period: Period, rule: Rule
    ) -> Told:
        """Of what was counted of weeks, by their names; of those before the period too, as far
        back as people are followed."""
        together: dict[tuple[EntityId, date], list[Counted]] = defaultdict(list)
        for one in counted:
            together[one.entity, names[one.period]].append(one)
        told = {key: told_week(some, rule) for key, some in together.items()}
        counts: dict[Part, dict[date, Mapping[str, Any]]] = defaultdict(dict)
        shown: dict[Part, dict[date, Values | None]] = defaultdict(dict)
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
        cells: dict[Part, list[Values | None]] = defaultdict(list)
        for (entity, _), shown_week in wanted.items():
            for part, values in shown_week.parts.items():
                cells[entity, part].append(values)
        return cls(wanted, cells, cohorts)

    @property
    def parts(self) -> list[Part]:
        """Those of the period, in order."""
        return sorted(self.cells)

    def of_parts(self, parts: Iterable[Part]) -> list[Values | None]:
        """By week."""
        return [one for part in parts for one in self.cells.get(part, [])]

    def cohorts_of(self, parts: Iterable[Part]) -> list[tuple[int, int, int]]:
        return [
            ((week - first) // WEEK, *sizes)
            for part in parts
            for (first, week), sizes in self.cohorts.get(part, {}).items()
        ]


def assembled(
    told: Told,
    quarter: Mapping[Part, Sequence[QuarterPart]],
    weeks: Sequence[date],
    *,
    is_quarter: bool,
) -> Json:
    """All figures of a period whose `weeks` were counted; those of `quarter` where it is whole."""
    every = sorted({*told.parts, *quarter})
    entities = sorted({entity for entity, _ in every})
    use_cases = sorted({part for _, part in every})

    def block(parts: Sequence[Part], active: Json) -> Json:
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

    def of_parts(parts: Sequence[Part]) -> Json:
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


def _week(told: Told, week: date) -> Json:
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


def _grid(told: Told) -> list[Json]:
    """By the week in which people began."""
    by_first: dict[date, list[tuple[int, int, int]]] = defaultdict(list)
    for cohorts in told.cohorts.values():
        for (first, week), sizes in cohorts.items():
            by_first[first].append(((week - first) // WEEK, *sizes))
    return [
        {"week": week_name(first), "first": first.isoformat(), "after": retention(some)}
        for first, some in sorted(by_first.items())
    ]
