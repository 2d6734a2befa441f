"""The indicators, from sums of what is told of parts. docs/usage.md defines each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.use_cases import Supervision, UseCase
from governance.usage.counting import FEW, MANY
from governance.usage.shares import interval, kappa, share
from governance.usage.withheld import FOLLOWED_WEEKS, Values

Json = dict[str, Any]
_SECONDS_A_HOUR, _MINUTES_AN_HOUR = 3600, 60
CLASSES = {"one": (1, FEW - 1), "few": (FEW, MANY - 1), "many": (MANY, None)}
"""Of people by their questions in a week: from, to."""


@dataclass(slots=True)
class Sums:
    """Of some names, over the parts that tell all of them."""

    needs: tuple[str, ...]
    values: Counter[str] = field(default_factory=Counter)
    told: int = 0
    """Parts that tell them."""
    withheld: int = 0
    """Parts that do not."""

    def add(self, told: Values | None) -> None:
        if told is None or not all(name in told for name in self.needs):
            self.withheld += 1
            return
        self.told += 1
        for name in self.needs:
            self.values[name] += told[name]

    def __getitem__(self, name: str) -> int:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class QuarterPart:
    """Of one version of a use case of an entity, in a quarter."""

    told: Values
    use_case: UseCase | None
    """None: the model of none, or a version that can't be read any more."""


def summed(needs: tuple[str, ...], told: Iterable[Values | None]) -> Sums:
    sums = Sums(needs)
    for one in told:
        sums.add(one)
    return sums


def activity(weeks: Iterable[Values | None], count: int) -> Json:
    """Of parts or entities by week, of `count` weeks."""
    sums = summed(("active", "entitled"), weeks)
    return {
        "person_weeks": sums["active"],
        "entitled_weeks": sums["entitled"],
        "per_week": round(sums["active"] / count, 1) if count else None,
        "entitled": round(sums["entitled"] / count, 1) if count else None,
        "share": share(sums["active"], sums["entitled"]),
        "told": sums.told,
        "withheld": sums.withheld,
    }


def of_weeks(weeks: Sequence[Values | None]) -> Json:
    """What people asked and opened."""
    answers = summed(("answered", "abstained"), weeks)
    return {
        "questions": {
            "answered": answers["answered"],
            "abstained": answers["abstained"],
            "answered_share": share(answers["answered"], answers.values.total()),
            "withheld": answers.withheld,
        },
        "depth": _depth(weeks),
        "citations": _citations(weeks),
    }


def _depth(weeks: Sequence[Values | None]) -> Json:
    asked = summed(("questions", "active"), weeks)
    begun = summed(("begun", "questions"), weeks)
    spread = summed(tuple(CLASSES), weeks)
    people = [spread[name] for name in CLASSES]
    return {
        "questions": asked["questions"],
        "person_weeks": asked["active"],
        "mean": _mean(asked["questions"], asked["active"]),
        "turns": _mean(begun["questions"], begun["begun"]),
        "classes": [
            {"from": first, "to": last, "person_weeks": spread[name]}
            for name, (first, last) in CLASSES.items()
        ],
        "median_class": _median(people),
        "withheld": asked.withheld,
        "classes_withheld": spread.withheld,
    }


def _citations(weeks: Sequence[Values | None]) -> Json:
    opened = summed(("opened", "answered"), weeks)
    return {
        "opened": opened["opened"],
        "answers": opened["answered"],
        "per_answer": _mean(opened["opened"], opened["answered"]),
        "withheld": opened.withheld,
    }


def _median(people: Sequence[int]) -> int | None:
    """The number of the class that the median is in, from 0."""
    passed = 0
    for number, count in enumerate(people):
        passed += count
        if count and 2 * passed >= sum(people):
            return number
    return None


def retention(cohorts: Iterable[tuple[int, int, int]]) -> list[Json]:
    """Of (weeks after the first, began, stayed)."""
    began: Counter[int] = Counter()
    stayed: Counter[int] = Counter()
    for after, size, left in cohorts:
        began[after] += size
        stayed[after] += left
    return [
        {
            "after": after,
            "began": began[after],
            "stayed": stayed[after],
            "share": share(stayed[after], began[after]),
        }
        for after in range(1, FOLLOWED_WEEKS + 1)
        if began[after]
    ]


def of_quarter(parts: Sequence[QuarterPart]) -> Json:
    """What was decided and said of answers, and what they are worth."""
    told = [part.told for part in parts]
    return {
        "reviews": _reviews(told),
        "satisfaction": _satisfaction(told),
        "tasks": _tasks(told),
        "time_saved": time_saved(parts),
    }


def _reviews(told: Sequence[Values]) -> Json:
    reviews = summed(("accepted", "other"), told)
    kinds = summed(("corrected", "rejected"), told)
    twice = summed(("both", "neither", "apart"), told)
    four = summed(("both", "first", "second", "neither"), told)
    agreed = twice["both"] + twice["neither"]
    return {
        "reviewed": reviews.values.total(),
        "accepted": reviews["accepted"],
        **_named("acceptance", interval(reviews["accepted"], reviews.values.total())),
        "corrected": kinds["corrected"],
        "rejected": kinds["rejected"],
        "of": kinds.values.total(),
        "reviewed_twice": twice.values.total(),
        "agreed": agreed,
        **_named("agreement", interval(agreed, twice.values.total())),
        "kappa": kappa(*(four[name] for name in four.needs)),
        "kappa_reviews": four.values.total(),
        "withheld": reviews.withheld,
    }


def _satisfaction(told: Sequence[Values]) -> Json:
    said = summed(("low", "high"), told)
    rated = summed(("rated", "points"), told)
    return {
        "ratings": said.values.total(),
        "satisfied": said["high"],
        **_named("satisfied", interval(said["high"], said.values.total())),
        "mean": _mean(rated["points"], rated["rated"]),
        "mean_ratings": rated["rated"],
        "withheld": said.withheld,
    }


def _tasks(told: Sequence[Values]) -> Json:
    tasks = summed(("done", "given_up", "seconds"), told)
    return {
        "done": tasks["done"],
        "given_up": tasks["given_up"],
        "minutes": _mean(tasks["seconds"], 60 * tasks["done"]),
        "withheld": tasks.withheld,
    }


def _named(name: str, told: Mapping[str, Any]) -> Json:
    return {f"{name}_{what}": value for what, value in told.items()}


@dataclass(frozen=True, slots=True)
class Saved:
    """By one version of a use case: completions, and hours that they took less than before."""

    completions: int
    timed: int
    hours_low: float
    hours_high: float
    hours_spent: float
    """That was timed with the service, and is taken off."""


def saved_by(part: QuarterPart) -> Saved | None:
    """Baseline times verified completions; None where they are not told or nothing is declared.

    Verified is what a reviewer accepted, where the use case has people look at answers. Where it
    has not: a task that was done, and besides an answer outside of any task that whoever asked was
    satisfied with. Only the time of tasks is known and taken off.
    """
    told, use_case = part.told, part.use_case
    if use_case is None:
        return None
    if use_case.oversight.mode is not Supervision.NONE:
        if "accepted" not in told:
            return None
        completions, timed, spent = told["accepted"], 0, 0.0
    else:
        if "high_alone" not in told:
            return None
        timed, spent = told["done"], told["seconds"] / _SECONDS_A_HOUR
        completions = timed + told["high_alone"]
    baseline = use_case.baseline
    low = completions * baseline.minutes_low / _MINUTES_AN_HOUR - spent
    high = completions * baseline.minutes_high / _MINUTES_AN_HOUR - spent
    return Saved(completions, timed, low, high, spent)


def time_saved(parts: Iterable[QuarterPart]) -> Json:
    """Over use cases that are declared."""
    declared = [part for part in parts if part.use_case]
    each = [saved_by(part) for part in declared]
    known = [one for one in each if one]
    return {
        "completions": sum(one.completions for one in known),
        "timed": sum(one.timed for one in known),
        "hours_low": round(sum(one.hours_low for one in known), 1),
        "hours_high": round(sum(one.hours_high for one in known), 1),
        "hours_spent": round(sum(one.hours_spent for one in known), 1),
        "withheld": sum(one is None for one in each),
    }


def baselines(parts: Iterable[QuarterPart]) -> list[Json]:
    """What the time is reckoned from: each version with its method, and what comes of it."""
    by_version: dict[tuple[str, str], list[QuarterPart]] = {}
    for part in parts:
        if part.use_case:
            by_version.setdefault((part.use_case.id, part.use_case.version), []).append(part)
    return [
        _baseline(some[0].use_case, some)
        for _, some in sorted(by_version.items())
        if some[0].use_case
    ]


def _baseline(use_case: UseCase, parts: Sequence[QuarterPart]) -> Json:
    baseline = use_case.baseline
    return {
        "use_case": use_case.id,
        "version": use_case.version,
        "title": use_case.title,
        "supervision": use_case.oversight.mode.value,
        "share": use_case.oversight.share,
        "minutes_low": baseline.minutes_low,
        "minutes_high": baseline.minutes_high,
        "method": baseline.method.value,
        "sample": baseline.sample,
        "how": baseline.how,
        **time_saved(parts),
    }


def _mean(total: float, count: float) -> float | None:
    return round(total / count, 3) if count else None
