"""Counts a week, or a quarter, once it has ended: how often, and of how many people.

What may be told of it is decided later (`governance.usage.withheld`), of these counts alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core.ids import EntityId, UseCaseId
from core.usage import UsageKind
from core.usage_store import NO_USE_CASE, WHOLE, Counted, Judged, PersonWeek
from governance.usage.periods import quarter_of, week_name

FEW, MANY = 2, 5
"""Questions of a person in a week from which on they are a few, and many."""
SATISFIED = 4
"""Of 5, from which on somebody is."""
Parts = Mapping[tuple[EntityId, str], int]
"""How many people may use each part of each entity."""
Json = dict[str, Any]


def part_of(use_case: UseCaseId | None) -> str:
    return use_case or NO_USE_CASE


def counted_week(week: date, people: Sequence[PersonWeek], entitled: Parts) -> list[Counted]:
    """Of each part that somebody used or may use, and of each entity."""
    parts: dict[tuple[EntityId, str], list[PersonWeek]] = defaultdict(list)
    for one in people:
        parts[one.entity, part_of(one.use_case)].append(one)
    name = week_name(week)
    found: list[Counted] = []
    for entity, part in sorted({*parts, *entitled}):
        if part == WHOLE:
            continue
        counts = _week(week, parts.get((entity, part), []))
        counts["entitled"] = max(entitled.get((entity, part), 0), counts["active"])
        found.append(Counted(name, entity, part, "", counts))
    for entity in sorted({entity for entity, _ in {*parts, *entitled}}):
        theirs = [one for one in people if one.entity == entity and _asked(one)]
        used: dict[str, set[str]] = defaultdict(set)
        for one in theirs:
            used[one.who].add(part_of(one.use_case))
        together = Counter(tuple(sorted(some)) for some in used.values())
        counts = {
            "entitled": max(entitled.get((entity, WHOLE), 0), len(used)),
            "together": [[list(some), count] for some, count in sorted(together.items())],
        }
        found.append(Counted(name, entity, WHOLE, "", counts))
    return found


def beginners(people: Iterable[PersonWeek]) -> list[PersonWeek]:
    """Those who asked a use case for the first time."""
    return [one for one in people if _asked(one) and one.first_week is None]


def _week(week: date, people: Sequence[PersonWeek]) -> Json:
    active = [one for one in people if _asked(one)]
    questions = [one.answered + one.abstained for one in active]
    cohorts = Counter((one.first_week or week).isoformat() for one in active)
    return {
        "active": len(active),
        "questions": sum(questions),
        "again": sum(n > 1 for n in questions),
        "answered": _times([one.answered for one in active]),
        "abstained": _times([one.abstained for one in active]),
        "begun": _times([one.begun for one in active]),
        "followed": _times([one.answered + one.abstained - one.begun for one in active]),
        "opened": _times([one.opened for one in people]),
        "one": sum(n < FEW for n in questions),
        "few": sum(FEW <= n < MANY for n in questions),
        "many": sum(n >= MANY for n in questions),
        "above": sum(FEW < n < MANY or n > MANY for n in questions),
        "below": sum(FEW <= n < MANY - 1 for n in questions),
        "cohorts": dict(sorted(cohorts.items())),
    }


def counted_quarter(last_week: date, judged: Sequence[Judged]) -> list[Counted]:
    """Of each version of each use case."""
    parts: dict[tuple[EntityId, str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        parts[one.entity, part_of(one.use_case), one.version].append(one)
    name = quarter_of(last_week).name
    return [
        Counted(name, entity, part, version, _quarter(found))
        for (entity, part, version), found in sorted(parts.items())
    ]


def _quarter(judged: Sequence[Judged]) -> Json:
    def of(kind: UsageKind) -> list[Judged]:
        return [one for one in judged if one.kind is kind]

    accepted = of(UsageKind.ACCEPTED)
    corrected, rejected = of(UsageKind.CORRECTED), of(UsageKind.REJECTED)
    reviewed = [*accepted, *corrected, *rejected]
    twice = [one for one in reviewed if len(one.decisions) == 2]
    ratings = of(UsageKind.FEEDBACK)
    high = [one for one in ratings if (one.value or 0) >= SATISFIED]
    tasks = of(UsageKind.TASK_FINISHED)
    done = [one for one in tasks if one.value is not None]
    return {
        "accepted": _by(accepted),
        "other": _by([*corrected, *rejected]),
        "corrected": _by(corrected),
        "rejected": _by(rejected),
        "accepted_once": _by([one for one in accepted if len(one.decisions) < 2]),
        "other_once": _by(
            [one for one in reviewed if one not in accepted and len(one.decisions) < 2]
        ),
        "accepted_apart": _by([one for one in accepted if _passed(one) in _APART]),
        **{
            name: _by([one for one in twice if _passed(one) == both]) for name, both in BOTH.items()
        },
        "apart": _by([one for one in twice if _passed(one) in _APART]),
        "rated": [_by([one for one in ratings if one.value == value]) for value in range(1, 6)],
        "low": _by([one for one in ratings if one not in high]),
        "high": _by(high),
        "high_alone": _by([one for one in high if not one.in_task]),
        "high_in_task": _by([one for one in high if one.in_task]),
        "done": _by(done),
        "given_up": _by([one for one in tasks if one.value is None]),
        "seconds": sum(one.seconds for one in done),
    }


BOTH = {
    "both": (True, True),
    "first": (True, False),
    "second": (False, True),
    "neither": (False, False),
}
"""Of two independent decisions, which ones accept."""
_APART = (BOTH["first"], BOTH["second"])


def _passed(one: Judged) -> tuple[bool, ...]:
    return tuple(decision is UsageKind.ACCEPTED for decision in one.decisions)


def _by(judged: Sequence[Judged]) -> list[int]:
    """How often, and of how many people's answers."""
    return [sum(one.count for one in judged), len({one.who for one in judged})]


def _times(each: Sequence[int]) -> list[int]:
    """How often, and by how many people."""
    return [sum(each), sum(count > 0 for count in each)]


def _asked(one: PersonWeek) -> bool:
    return one.answered + one.abstained > 0
