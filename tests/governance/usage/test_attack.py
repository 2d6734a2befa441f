"""A director with every query there is tries to tell how many a few people are.

In worlds small enough to go through, for each group of fewer than k people there is another world
with another number of them in which all reports are the same, of every period, of the group and of
each entity. So the number follows from no difference and no sum of figures, nor in any other way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from core.ids import EntityId, UseCaseId
from core.usage import UsageKind
from core.usage_store import WHOLE, Counted, Judged, PersonWeek
from governance.usage.counting import counted_quarter, counted_week
from governance.usage.periods import WEEK, period_of, week_name
from governance.usage.telling import Told, assembled
from governance.usage.withheld import FOLLOWED_WEEKS, Rule, told_part, told_quarter

K = 3
RULE = Rule(K)
NORTH, SOUTH = EntityId("north"), EntityId("south")
SIZES = {NORTH: 9, SOUTH: 4}
USES = ("audit", "leases")
FIRST = date(2026, 7, 20)
WEEKS = [FIRST + number * WEEK for number in range(3)]
"""Two of July, and one of August."""
PERIODS = ("2026-Q3", "2026-07", "2026-08", *map(week_name, WEEKS))

Did = tuple[int, int, int, int]
"""Answered, abstained, conversations begun, citations opened."""
NOTHING: Did = (0, 0, 0, 0)
ONCE: Did = (1, 0, 1, 0)
At = tuple[EntityId, str, str, date]
"""Entity, who, use case, week."""
PEOPLE = [(entity, f"{entity}{number}") for entity, size in SIZES.items() for number in range(size)]
LEASES = {NORTH: 7, SOUTH: 4}
"""How many of them may use leases; all may use audit."""
PLACES: list[At] = [
    (entity, who, use, week)
    for (entity, who), use, week in product(PEOPLE, USES, WEEKS)
    if use == "audit" or int(who[-1]) < LEASES[entity]
]
ENTITLED = {(entity, part): size for entity, size in SIZES.items() for part in ("audit", WHOLE)}
ENTITLED |= {(entity, "leases"): size for entity, size in LEASES.items()}
ENTITLED_OF = {
    entity: {key: people for key, people in ENTITLED.items() if key[0] == entity}
    for entity in SIZES
}


@dataclass(frozen=True, eq=False)
class World:
    did: Mapping[At, Did]
    old: frozenset[tuple[str, str]]
    """Who and use case: they had begun before."""

    @cached_property
    def counted(self) -> list[Counted]:
        return [one for week in WEEKS for one in counted_week(week, self._rows(week), ENTITLED)]

    def _rows(self, week: date, entity: EntityId | None = None) -> list[PersonWeek]:
        return [
            PersonWeek(of, UseCaseId(use), who, self.first(of, who, use, week), *did)
            for (of, who, use, when), did in self.did.items()
            if when == week and did != NOTHING and entity in (None, of)
        ]

    def first(self, entity: EntityId, who: str, use: str, week: date) -> date | None:
        """As it is known when a week is counted."""
        if (who, use) in self.old:
            return FIRST - 9 * WEEK
        before = [of for of in WEEKS if of < week and self.asked(entity, who, use, of)]
        return min(before, default=None)

    def asked(self, entity: EntityId, who: str, use: str, week: date) -> int:
        answered, abstained, *_ = self.did.get((entity, who, use, week), NOTHING)
        return answered + abstained

    def told(self, entity: EntityId) -> Any:
        """All of an entity that any report is made of."""
        names = {week_name(week): week for week in WEEKS}
        counted = [
            one
            for week in WEEKS
            for one in counted_week(week, self._rows(week, entity), ENTITLED_OF[entity])
        ]
        told = Told.of(counted, names, period_of("2026-Q3"), RULE)
        weeks = [(one.whole, one.parts) for _, one in sorted(told.weeks.items())]
        return weeks, told.cohorts

    def reports(self) -> list[Any]:
        """Of every period, of the group and of each entity."""
        found = []
        for name, entity in product(PERIODS, (None, *SIZES)):
            period = period_of(name)
            before = [period.first - n * WEEK for n in range(FOLLOWED_WEEKS, 0, -1)]
            names = {week_name(week): week for week in (*before, *period.weeks)}
            counted = [
                one for one in self.counted if one.period in names and entity in (None, one.entity)
            ]
            told = Told.of(counted, names, period, RULE)
            found.append(assembled(told, {}, period.weeks, is_quarter=False))
        return found

    def groups(self, *entities: EntityId) -> dict[tuple[Any, ...], int]:
        """How many people are in each group that figures could give away."""
        found: dict[tuple[Any, ...], int] = {}
        for entity, week in product(entities or SIZES, WEEKS):
            theirs = [who for of, who in PEOPLE if of == entity]
            using = {
                use: {who for who in theirs if self.asked(entity, who, use, week)} for use in USES
            }
            everybody = set().union(*using.values())
            here = entity, week
            found[*here, "active"] = len(everybody)
            found[*here, "idle"] = SIZES[entity] - len(everybody)
            found[*here, "several"] = len(set.intersection(*using.values()))
            for use, active in using.items():
                found[*here, use, "others alone"] = len(everybody - active)
                found |= self._of_part(entity, use, week, active)
        return found

    def _of_part(
        self, entity: EntityId, use: str, week: date, active: set[str]
    ) -> Iterator[tuple[tuple[Any, ...], int]]:
        key = entity, use, week
        since = {who: self.first(entity, who, use, week) or week for who in active}
        yield (*key, "active"), len(active)
        yield (*key, "idle"), ENTITLED[entity, use] - len(active)
        yield (*key, "new"), sum(first == week for first in since.values())
        yield (*key, "returning"), sum(first < week for first in since.values())
        for first in WEEKS:
            if first < week:
                stayed = sum(of == first for of in since.values())
                before = [who for of, who in PEOPLE if of == entity and (who, use) not in self.old]
                began = sum(self._began(entity, who, use) == first for who in before)
                yield (*key, first, "stayed"), stayed
                yield (*key, first, "left"), began - stayed
                yield (*key, first, "others"), len(active) - stayed

    def _began(self, entity: EntityId, who: str, use: str) -> date | None:
        return next((week for week in WEEKS if self.asked(entity, who, use, week)), None)

    def others(self, entity: EntityId) -> Iterator[World]:
        """Worlds in which one thing of an entity was different, or two."""
        things: list[At | tuple[str, str]] = [at for at in PLACES if at[0] == entity]
        things += product((who for of, who in PEOPLE if of == entity), USES)
        for some in (*combinations(things, 1), *combinations(things, 2)):
            did, old = dict(self.did), self.old
            for one in some:
                if len(one) == 2:
                    old ^= {one}
                else:
                    did[one] = NOTHING if did[one] != NOTHING else ONCE
            yield World(did, old)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    busy = {part: draw(st.integers(0, 9)) for part in product(SIZES, USES, WEEKS)}
    did = {
        at: ONCE if draw(st.integers(0, 9)) < busy[at[0], at[2], at[3]] else NOTHING
        for at in PLACES
    }
    old = draw(st.frozensets(st.sampled_from(list(product((w for _, w in PEOPLE), USES)))))
    return World(did, old)


def told_apart(world: World, entity: EntityId) -> tuple[dict[tuple[Any, ...], int], set[World]]:
    """Groups of a few whose number follows from what is told; and worlds that show it of others."""
    few = {group: count for group, count in world.groups(entity).items() if 0 < count < K}
    told, alike = world.told(entity), set[World]()
    for other in world.others(entity):
        if not few:
            break
        groups = other.groups(entity)
        found = [group for group, count in few.items() if groups[group] != count]
        if found and other.told(entity) == told:
            alike.add(other)
            for group in found:
                del few[group]
    return few, alike


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(worlds())
@example(
    World(
        dict.fromkeys(PLACES, NOTHING)
        | {(NORTH, f"north{n}", "audit", week): ONCE for n in range(3) for week in WEEKS[:2]}
        | {(NORTH, "north3", "audit", WEEKS[1]): ONCE},
        frozenset(),
    )
)
def test_no_figure_and_no_difference_tells_how_many_a_few_are(world: World) -> None:
    for entity in SIZES:
        few, alike = told_apart(world, entity)
        assert not few, "how many these are follows from what is told"
        for other in list(alike)[:2]:
            assert other.reports() == world.reports()


Cell = tuple[Any, ...]
"""What each of some people did, in whatever order."""


def determined(
    cells: Iterable[Cell],
    tell: Callable[[Cell], Any],
    groups: Callable[[Cell], Mapping[str, int]],
    is_judged: Callable[[Cell], bool] = lambda cell: True,
) -> set[str]:
    """Groups of a few of which all cells that tell the same have the same number."""
    numbers: dict[Any, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    judged: set[Any] = set()
    for cell in cells:
        told = tell(cell)
        if is_judged(cell):
            judged.add(told)
        of = numbers[told]
        for group, count in groups(cell).items():
            of[group].add(count)
    return {
        f"{group}: {count} {dict(told)}"
        for told, of in numbers.items()
        if told in judged
        for group, counts in of.items()
        if len(counts) == 1 and 0 < (count := next(iter(counts))) < K
    }


MORE = 5
"""Questions on top of one each: nobody has more than 6, and every way to share them is tried."""
DEEDS = [(total - abstained, abstained) for total in range(1, 7) for abstained in range(total + 1)]


def shared(people: int, most: int, least: int = 0) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way in which some people can have so many answers and abstentions, in any order."""
    if not people:
        yield ()
        return
    for number in range(least, len(DEEDS)):
        left = most - sum(DEEDS[number])
        if left < people - 1:  # each of the others has one question at least
            return
        for rest in shared(people - 1, left, number):
            yield (DEEDS[number], *rest)


def week_of(cell: Cell) -> Mapping[str, Any]:
    rows = [
        PersonWeek(NORTH, UseCaseId("u"), str(who), None, *did, sum(did), 0)
        for who, did in enumerate(cell)
    ]
    return counted_week(FIRST, rows, {(NORTH, "u"): 40, (NORTH, WHOLE): 40})[0].counts


def told_of_week(cell: Cell) -> Any:
    return tuple(sorted((told_part(week_of(cell), RULE) or {}).items()))


def groups_of_week(cell: Cell) -> dict[str, int]:
    counts = week_of(cell)
    people = {name: counts[name][1] for name in ("answered", "abstained")}
    people |= {name: counts[name] for name in ("again", "one", "few", "many")}
    return people | {f"not {name}": len(cell) - count for name, count in people.items()}


@pytest.mark.slow
@pytest.mark.parametrize("people", range(K, 2 * K + 1))
def test_what_few_did_of_those_who_used_it_is_not_told_either(people: int) -> None:
    assert determined(shared(people, people + MORE), told_of_week, groups_of_week) == set()


YES, MENDED, NO = UsageKind.ACCEPTED, UsageKind.CORRECTED, UsageKind.REJECTED
DECIDED = (
    *((kind, (kind,)) for kind in (YES, MENDED, NO)),
    (YES, (YES, YES)),
    *((end, pair) for end in (MENDED, NO) for pair in ((YES, end), (end, YES), (end, end))),
)
SAID = [(UsageKind.FEEDBACK, stars, in_task) for stars in (1, 3, 4, 5) for in_task in (False, True)]
DONE = [
    *((UsageKind.TASK_FINISHED, value, True) for value in (1, None)),
    *(
        (UsageKind.FEEDBACK, stars, in_task)
        for stars, in_task in ((2, False), (4, False), (4, True))
    ),
]
ALL = (*DECIDED, *SAID, *DONE)


def quarter_of(cell: Cell) -> Mapping[str, Any]:
    rows = []
    for who, (kind, *more) in enumerate(cell):
        decisions, value, in_task = (), None, False
        if kind in (UsageKind.FEEDBACK, UsageKind.TASK_FINISHED):
            value, in_task = more
        else:
            [decisions] = more
        of = NORTH, UseCaseId("u"), "v", str(who), kind
        rows.append(Judged(*of, decisions, value, in_task, 1, 60 if value else 0))
    return counted_quarter(FIRST, rows)[0].counts if rows else {}


def told_of_quarter(cell: Cell) -> Any:
    return tuple(sorted(told_quarter(quarter_of(cell), RULE).items()))


def groups_of_quarter(cell: Cell) -> dict[str, int]:
    """By each thing that can be said or decided, and by all that figures put together."""
    counts = quarter_of(cell)
    groups = {name: of[1] for name, of in counts.items() if name not in ("rated", "seconds")}
    return groups | {f"{one[0].value} {one[1:]}": cell.count(one) for one in ALL}


@pytest.mark.slow
@pytest.mark.parametrize("things", [DECIDED, SAID, DONE], ids=["reviews", "ratings", "tasks"])
def test_what_was_decided_and_said_of_a_few_is_not_told(things: Sequence[Any]) -> None:
    """Of up to 2k people, where there might be a few more."""
    cells = (
        cell for people in range(1, 3 * K) for cell in combinations_with_replacement(things, people)
    )
    found = determined(cells, told_of_quarter, groups_of_quarter, lambda cell: len(cell) <= 2 * K)
    assert found == set()
