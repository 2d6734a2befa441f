"""What may be told: nothing about fewer than k people, also not by subtracting figures.

A figure of one part of an entity in one week (or quarter) is told or is not, and that is decided of
the counts of that week alone, whatever is asked for. All that is told beyond it is a sum of what is
told of parts: from sums, nobody works out what was never added up. Within a part, a figure is told
only where each class of people that could be worked out from it and the others, those who did and
those who did not, are none, or k and more. docs/decisions/0040 says what that leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.usage_store import WHOLE, Counted
from governance.usage.periods import WEEK

FOLLOWED_WEEKS = 12
"""For which those who began in one week are followed."""
Json = Mapping[str, Any]
Values = dict[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    k: int

    def ok(self, *people: int) -> bool:
        """Whether each of these is nobody, or k people and more."""
        return all(count == 0 or count >= self.k for count in people)

    def times(self, counts: Json, *names: str) -> bool:
        """The same of what is counted as how often, and by how many."""
        return self.ok(*(counts[name][1] for name in names))


@dataclass(frozen=True, slots=True)
class ToldWeek:
    """What is told of an entity in a week."""

    whole: Values | None
    """`active`, `entitled`; None: withheld."""
    entitled: int
    parts: Mapping[str, Values | None]
    """By part; None: withheld."""
    entitled_of: Mapping[str, int]


def told_week(counted: Sequence[Counted], rule: Rule) -> ToldWeek:
    """Of all that was counted of an entity in a week."""
    counts = {one.part: one.counts for one in counted}
    whole = counts.pop(WHOLE)
    parts: dict[str, Values | None] = {
        part: told_part(one, rule) for part, one in sorted(counts.items())
    }
    entitled, together = whole["entitled"], whole["together"]
    while True:
        open_parts = {part for part, told in parts.items() if told is not None}
        active = _active(together, open_parts)
        told_used = [part for part in open_parts if counts[part]["active"]]
        if not told_used or _is_safe(together, open_parts, active, entitled, rule):
            break
        # The smallest goes with the others that are withheld.
        parts[min(told_used, key=lambda part: (counts[part]["active"], part))] = None
    is_told = entitled >= rule.k and (bool(told_used) or not together)
    return ToldWeek(
        {"active": active, "entitled": entitled} if is_told else None,
        entitled,
        parts,
        {part: one["entitled"] for part, one in counts.items()},
    )


def _active(together: Sequence[Any], parts: set[str]) -> int:
    """People who used one of these."""
    return sum(people for used, people in together if not parts.isdisjoint(used))


def _is_safe(
    together: Sequence[Any], parts: set[str], active: int, entitled: int, rule: Rule
) -> bool:
    """Whether nothing about a few follows from the people of the whole and of each part: those who
    use several, those who use others alone, those who use none."""
    several = sum(people for used, people in together if len(parts.intersection(used)) > 1)
    others = (active - _active(together, {part}) for part in parts)
    return rule.ok(several, entitled - active, *others)


def told_part(counts: Json, rule: Rule) -> Values | None:
    """What a part tells by itself; None: nothing."""
    active, entitled = counts["active"], counts["entitled"]
    if entitled < rule.k or not rule.ok(active, entitled - active):
        return None
    told: Values = {"active": active, "entitled": entitled}
    if active < 2 * rule.k:  # else k of them did something, and the few others did not
        return told
    if rule.times(counts, "opened"):
        told["opened"] = counts["opened"][0]
    if not rule.ok(counts["again"]):  # who asked more than once could be counted
        return told
    told["questions"] = counts["questions"]
    if rule.times(counts, "answered", "abstained"):
        told |= {name: counts[name][0] for name in ("answered", "abstained")}
    if rule.times(counts, "begun", "followed"):
        told["begun"] = counts["begun"][0]
    if rule.ok(counts["one"], counts["few"], counts["many"], counts["above"]) and (
        counts["many"] or rule.ok(counts["below"])
    ):
        told |= {name: counts[name] for name in ("one", "few", "many")}
    return told


def told_cohorts(
    part: Mapping[date, Json], told: Mapping[date, Values | None], rule: Rule
) -> dict[tuple[date, date], tuple[int, int]]:
    """Of one part of an entity, by the week in which people began and a later one: how many began,
    and how many of them used it then.

    `part` and `told` are by week, and reach `FOLLOWED_WEEKS` further back than what is wanted.
    """
    began = {
        week: size
        for week, counts in part.items()
        if told.get(week)
        and (size := counts["cohorts"].get(week.isoformat(), 0)) >= rule.k
        and rule.ok(counts["active"] - size)
    }
    found: dict[tuple[date, date], tuple[int, int]] = {}
    for week, counts in part.items():
        if not told.get(week):
            continue
        column = {
            first: counts["cohorts"].get(first.isoformat(), 0)
            for after in range(1, FOLLOWED_WEEKS + 1)
            if (first := week - after * WEEK) in began
        }
        column = {
            first: stayed
            for first, stayed in column.items()
            if rule.ok(stayed, began[first] - stayed)
        }
        rest = counts["active"] - began.get(week, 0) - sum(column.values())
        while not rule.ok(rest):  # those of all other weeks could be worked out
            smallest = min(
                (first for first in column if column[first]), key=lambda f: (column[f], f)
            )
            rest += column.pop(smallest)
        found |= {(first, week): (began[first], stayed) for first, stayed in column.items()}
    return found


def told_quarter(counts: Json, rule: Rule) -> Values:
    """Of one version of a use case of an entity; empty: nothing."""
    told: Values = {}

    def tell(*names: str) -> None:
        told.update({name: counts[name][0] for name in names})

    if rule.times(counts, "accepted", "other"):
        tell("accepted", "other")
        if rule.times(counts, "corrected", "rejected"):
            tell("corrected", "rejected")
        once = ("accepted_once", "other_once", "accepted_apart")
        if rule.times(counts, *once, "both", "neither", "apart"):
            tell("both", "neither", "apart")
            if rule.times(counts, "first", "second"):
                tell("first", "second")
    if rule.times(counts, "low", "high"):
        tell("low", "high")
        # A mean of ratings tells no more than their five counts would.
        if rule.ok(*(people for _, people in counts["rated"])):
            told["rated"] = counts["low"][0] + counts["high"][0]
            told["points"] = sum(
                value * times for value, (times, _) in enumerate(counts["rated"], start=1)
            )
    if rule.times(counts, "done", "given_up"):
        tell("done", "given_up")
        told["seconds"] = counts["seconds"]
        if rule.times(counts, "high_alone", "high_in_task"):
            tell("high_alone")
    return told
