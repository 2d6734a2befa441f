"""Every indicator worked out once more, from the events themselves, with sets of people.

It follows docs/usage.md and imports nothing of what it judges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from statistics import NormalDist
from typing import Any

from core.principals import Principal
from core.usage import UsageEvent
from core.use_cases import UseCase

Json = dict[str, Any]
WEEK = timedelta(days=7)


def monday(event: UsageEvent) -> date:
    day = event.at.date()
    return day - timedelta(days=day.isoweekday() - 1)


def ratio(a: float, b: float, places: int = 4) -> float | None:
    return round(a / b, places) if b else None


@dataclass
class Cell:
    """Of a use case of an entity in a week: what each person did."""

    entitled: int = 0
    answered: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    abstained: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    opened: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def asked(self) -> dict[str, int]:
        who = self.answered.keys() | self.abstained.keys()
        return {one: self.answered.get(one, 0) + self.abstained.get(one, 0) for one in who}

    @property
    def active(self) -> set[str]:
        return set(self.asked())


class Oracle:
    def __init__(
        self,
        events: Iterable[UsageEvent],
        people: Iterable[Principal],
        use_cases: Sequence[tuple[UseCase, bool]],
        k: int,
    ) -> None:
        self.k = k
        self.versions = {use_case.version: use_case for use_case, _ in use_cases}
        groups = {use_case.id: use_case.groups for use_case, _ in use_cases}
        self.entitled: dict[tuple[str, str], int] = defaultdict(int)
        for person in people:
            may = {u for u, wanted in groups.items() if not wanted or wanted & person.groups}
            for part in may | ({"*"} if may else set()):
                self.entitled[person.entity, part] += 1
        self.cells: dict[tuple[str, str, date], Cell] = defaultdict(Cell)
        self.began: dict[tuple[str, str, str], date] = {}
        self.judged: dict[tuple[str, str, str], list[UsageEvent]] = defaultdict(list)
        for event in events:
            self._take(event)

    def _take(self, event: UsageEvent) -> None:
        week, use_case = monday(event), str(event.use_case)
        cell, kind = self.cells[event.entity, use_case, week], event.kind.value
        if kind in ("answered", "abstained"):
            (cell.answered if kind == "answered" else cell.abstained)[event.who] += 1
            if event.value == 1:
                cell.first[event.who] += 1
            key = event.entity, use_case, event.who
            self.began[key] = min(week, self.began.get(key, week))
        elif kind == "citation-opened":
            cell.opened[event.who] += 1
        elif kind in ("accepted", "corrected", "rejected", "feedback", "task-finished"):
            self.judged[event.entity, use_case, event.version].append(event)

    def few(self, count: int) -> bool:
        return 0 < count < self.k

    def shown_use_cases(self, entity: str, week: date) -> dict[str, bool]:
        """By use case, whether anything of it is shown in a week."""
        shown = {}
        for (of, use_case), entitled in self.entitled.items():
            if of == entity and use_case != "*":
                active = len(self.cells[entity, use_case, week].active)
                shown[use_case] = entitled >= self.k and not (
                    self.few(active) or self.few(entitled - active)
                )
        while True:
            using = {u: self.cells[entity, u, week].active for u in shown if shown[u]}
            using = {u: who for u, who in using.items() if who}
            everybody = set().union(*using.values())
            several = {who for who in everybody if sum(who in some for some in using.values()) > 1}
            rests = [len(everybody - some) for some in using.values()]
            rests += [len(several), self.entitled[entity, "*"] - len(everybody)]
            if not using or not any(map(self.few, rests)):
                return shown
            shown[min(using, key=lambda u: (len(using[u]), u))] = False

    def report(self, weeks: Sequence[date], entities: Sequence[str]) -> Json:
        """Of a quarter: `whole`, `entities`, `use_cases`, `parts`, `weeks`, `cohorts`,
        `baselines`."""
        all_weeks = [weeks[0] - n * WEEK for n in range(12, 0, -1)] + list(weeks)
        self.weeks = list(weeks)
        self.shown = {
            (entity, week): self.shown_use_cases(entity, week)
            for entity in entities
            for week in all_weeks
        }
        parts = sorted({(e, u) for e, u in self.entitled if u != "*" and e in entities})
        self.stays = {part: self._stays(*part, all_weeks) for part in parts}
        use_cases = sorted({u for _, u in parts})
        return {
            "whole": self._of_entities(parts, entities),
            "entities": [
                {"entity": one, **self._of_entities([p for p in parts if p[0] == one], [one])}
                for one in entities
            ],
            "use_cases": [
                {"use_case": one, **self._of_parts([p for p in parts if p[1] == one])}
                for one in use_cases
            ],
            "parts": [{"entity": e, "use_case": u, **self._of_parts([(e, u)])} for e, u in parts],
            "weeks": [self._week(week, entities) for week in weeks],
            "cohorts": self._cohorts(),
            "baselines": self._baselines(parts),
        }

    # Weeks

    def _everybody(self, entity: str, week: date) -> set[str] | None:
        """Who is active in what is shown; None where nothing may be told."""
        shown = self.shown[entity, week]
        used = {u: self.cells[entity, u, week].active for u in shown}
        if self.entitled[entity, "*"] < self.k:
            return None
        if any(used.values()) and not any(used[u] for u in shown if shown[u]):
            return None
        return set().union(*(used[u] for u in shown if shown[u]))

    def _week(self, week: date, entities: Sequence[str]) -> Json:
        told = {e: who for e in entities if (who := self._everybody(e, week)) is not None}
        active = sum(map(len, told.values()))
        entitled = sum(self.entitled[e, "*"] for e in told)
        year, number, _ = week.isocalendar()
        return {
            "week": f"{year}-W{number:02}",
            "first": str(week),
            "active": active if told else None,
            "entitled": entitled if told else None,
            "share": ratio(active, entitled),
            "withheld": len(entities) - len(told),
        }

    def _activity(self, pairs: Sequence[tuple[int, int] | None]) -> Json:
        told = [pair for pair in pairs if pair is not None]
        active, entitled = sum(a for a, _ in told), sum(e for _, e in told)
        return {
            "person_weeks": active,
            "entitled_weeks": entitled,
            "per_week": round(active / len(self.weeks), 1),
            "entitled": round(entitled / len(self.weeks), 1),
            "share": ratio(active, entitled),
            "told": len(told),
            "withheld": len(pairs) - len(told),
        }

    def _of_entities(self, parts: Sequence[tuple[str, str]], entities: Sequence[str]) -> Json:
        pairs = []
        for entity in entities:
            for week in self.weeks:
                who = self._everybody(entity, week)
                pairs.append(None if who is None else (len(who), self.entitled[entity, "*"]))
        return {"activity": self._activity(pairs), **self._figures(parts)}

    def _of_parts(self, parts: Sequence[tuple[str, str]]) -> Json:
        pairs = [
            (len(self.cells[e, u, week].active), self.entitled[e, u])
            if self.shown[e, week][u]
            else None
            for e, u in parts
            for week in self.weeks
        ]
        return {"activity": self._activity(pairs), **self._figures(parts)}

    def _figures(self, parts: Sequence[tuple[str, str]]) -> Json:
        cells = [
            self.cells[e, u, week] if self.shown[e, week][u] else None
            for e, u in parts
            for week in self.weeks
        ]
        return {
            **self._asked(cells),
            "retention": self._pooled(parts),
            **self._judged([key for key in self.judged if key[:2] in set(parts)]),
        }

    def _tells_questions(self, cell: Cell | None) -> bool:
        if cell is None or len(cell.active) < 2 * self.k:
            return False
        return not self.few(sum(n > 1 for n in cell.asked().values()))

    def _asked(self, cells: Sequence[Cell | None]) -> Json:
        of_questions = [cell for cell in cells if cell and self._tells_questions(cell)]
        ended, turns, spread = [], [], []
        for cell in of_questions:
            asked = cell.asked()
            if not self.few(len(cell.answered)) and not self.few(len(cell.abstained)):
                ended.append(cell)
            further = sum(asked[who] > cell.first.get(who, 0) for who in asked)
            if not self.few(len(cell.first)) and not self.few(further):
                turns.append(cell)
            if self._tells_classes(list(asked.values())):
                spread.append(cell)
        opened = [cell for cell in ended if not self.few(len(cell.opened))]
        answered = sum(sum(cell.answered.values()) for cell in ended)
        abstained = sum(sum(cell.abstained.values()) for cell in ended)
        questions = sum(sum(cell.asked().values()) for cell in of_questions)
        people = sum(len(cell.active) for cell in of_questions)
        counts = [n for cell in spread for n in cell.asked().values()]
        classes = [
            sum(n == 1 for n in counts),
            sum(1 < n < 5 for n in counts),
            sum(n >= 5 for n in counts),
        ]
        middle = sorted(counts)[(len(counts) - 1) // 2] if counts else None
        clicks = sum(sum(cell.opened.values()) for cell in opened)
        shown = sum(sum(cell.answered.values()) for cell in opened)
        in_turns = sum(sum(cell.asked().values()) for cell in turns)
        return {
            "questions": {
                "answered": answered,
                "abstained": abstained,
                "answered_share": ratio(answered, answered + abstained),
                "withheld": len(cells) - len(ended),
            },
            "depth": {
                "questions": questions,
                "person_weeks": people,
                "mean": ratio(questions, people, 3),
                "turns": ratio(in_turns, sum(sum(cell.first.values()) for cell in turns), 3),
                "classes": [
                    {"from": 1, "to": 1, "person_weeks": classes[0]},
                    {"from": 2, "to": 4, "person_weeks": classes[1]},
                    {"from": 5, "to": None, "person_weeks": classes[2]},
                ],
                "median_class": None if middle is None else (middle > 1) + (middle > 4),
                "withheld": len(cells) - len(of_questions),
                "classes_withheld": len(cells) - len(spread),
            },
            "citations": {
                "opened": clicks,
                "answers": shown,
                "per_answer": ratio(clicks, shown, 3),
                "withheld": len(cells) - len(opened),
            },
        }

    def _tells_classes(self, counts: Sequence[int]) -> bool:
        one, few = sum(n == 1 for n in counts), sum(2 <= n <= 4 for n in counts)
        many = sum(n >= 5 for n in counts)
        not_least = sum(n not in (1, 2, 5) for n in counts)
        not_most = sum(n in (2, 3) for n in counts)
        classes = [one, few, many, not_least, *([] if many else [not_most])]
        return not any(map(self.few, classes))

    # Cohorts

    def _stays(
        self, entity: str, use_case: str, weeks: Sequence[date]
    ) -> dict[tuple[date, date], tuple[int, int]]:
        def active(week: date) -> set[str]:
            return self.cells[entity, use_case, week].active

        def new(week: date) -> set[str]:
            key = entity, use_case
            return {who for who in active(week) if self.began[*key, who] == week}

        shown = [week for week in weeks if self.shown[entity, week].get(use_case)]
        cohorts = {
            week: new(week)
            for week in shown
            if len(new(week)) >= self.k and not self.few(len(active(week) - new(week)))
        }
        found = {}
        for week in shown:
            column = {}
            for first, began in cohorts.items():
                left = began & active(week)
                if 0 < (week - first).days <= 84 and not (
                    self.few(len(left)) or self.few(len(began - left))
                ):
                    column[first] = left
            told = set().union(cohorts.get(week, set()), *column.values())
            if self.few(len(active(week) - told)):
                del column[min((f for f in column if column[f]), key=lambda f: (len(column[f]), f))]
            found.update(
                {(first, week): (len(cohorts[first]), len(left)) for first, left in column.items()}
            )
        return {pair: sizes for pair, sizes in found.items() if pair[0] >= self.weeks[0]}

    def _retention(self, some: Iterable[tuple[int, int, int]]) -> list[Json]:
        found = []
        told = list(some)
        for after in range(1, 13):
            of = [(began, left) for weeks, began, left in told if weeks == after]
            if of:
                began, left = sum(b for b, _ in of), sum(s for _, s in of)
                share = ratio(left, began)
                found.append({"after": after, "began": began, "stayed": left, "share": share})
        return found

    def _pooled(self, parts: Sequence[tuple[str, str]]) -> list[Json]:
        return self._retention(
            ((week - first).days // 7, *sizes)
            for part in parts
            for (first, week), sizes in self.stays[part].items()
        )

    def _cohorts(self) -> list[Json]:
        rows: dict[date, list[tuple[int, int, int]]] = defaultdict(list)
        for stays in self.stays.values():
            for (first, week), sizes in stays.items():
                rows[first].append(((week - first).days // 7, *sizes))
        found = []
        for first, some in sorted(rows.items()):
            year, number, _ = first.isocalendar()
            name = f"{year}-W{number:02}"
            found.append({"week": name, "first": str(first), "after": self._retention(some)})
        return found

    # Quarters

    def _in_quarter(self, key: tuple[str, str, str]) -> list[UsageEvent]:
        return [one for one in self.judged[key] if self.weeks[0] <= monday(one) <= self.weeks[-1]]

    def _few_people(self, *groups: Sequence[UsageEvent]) -> bool:
        return any(self.few(len({one.who for one in group})) for group in groups)

    def _told(self, key: tuple[str, str, str]) -> Json | None:
        """What is told of a version; None where nothing happened."""
        events = self._in_quarter(key)
        if not events:
            return None
        of = defaultdict(list)
        for one in events:
            of[one.kind.value].append(one)
        return {**self._reviewed(of), **self._said(of)}

    def _reviewed(self, of: Mapping[str, list[UsageEvent]]) -> Json:
        told: Json = {}
        other = of["corrected"] + of["rejected"]
        if self._few_people(of["accepted"], other):
            return told
        told["accepted"], told["other"] = len(of["accepted"]), len(other)
        if not self._few_people(of["corrected"], of["rejected"]):
            told["kinds"] = len(of["corrected"]), len(of["rejected"])
        pairs = defaultdict(list)
        for one in of["accepted"] + other:
            said = tuple(d.value == "accepted" for d in one.decisions)
            pairs[said if len(said) == 2 else (one.kind.value == "accepted",)].append(one)
        apart = pairs[True, False] + pairs[False, True]
        odd = [one for one in apart if one.kind.value == "accepted"]
        singles = pairs[(True,)], pairs[(False,)]
        if not self._few_people(*singles, odd, pairs[True, True], pairs[False, False], apart):
            told["twice"] = len(pairs[True, True]), len(pairs[False, False]), len(apart)
            if not self._few_people(pairs[True, False], pairs[False, True]):
                told["four"] = tuple(len(pairs[a, b]) for a in (True, False) for b in (True, False))
        return told

    def _said(self, of: Mapping[str, list[UsageEvent]]) -> Json:
        told: Json = {}
        high = [one for one in of["feedback"] if (one.value or 0) >= 4]
        low = [one for one in of["feedback"] if (one.value or 0) < 4]
        if not self._few_people(low, high):
            told["low"], told["high"] = len(low), len(high)
            stars = [[one for one in of["feedback"] if one.value == n] for n in range(1, 6)]
            if not self._few_people(*stars):
                told["points"] = sum(one.value or 0 for one in of["feedback"])
        done = [one for one in of["task-finished"] if one.value is not None]
        given_up = [one for one in of["task-finished"] if one.value is None]
        if not self._few_people(done, given_up):
            told["tasks"] = len(done), len(given_up), sum(one.value or 0 for one in done)
            alone = [one for one in high if one.task is None]
            if not self._few_people(alone, [one for one in high if one.task]):
                told["alone"] = len(alone)
        return told

    def _judged(self, keys: Sequence[tuple[str, str, str]]) -> Json:
        told = [(key, one) for key in sorted(keys) if (one := self._told(key)) is not None]

        def total(name: str, at: int | None = None) -> int:
            return sum(one[name] if at is None else one[name][at] for _, one in told if name in one)

        accepted, other = total("accepted"), total("other")
        both, neither, apart = (total("twice", n) for n in range(3))
        four = [total("four", n) for n in range(4)]
        low, high = total("low"), total("high")
        rated = sum(one["low"] + one["high"] for _, one in told if "points" in one)
        done = total("tasks", 0)
        return {
            "reviews": {
                "reviewed": accepted + other,
                "accepted": accepted,
                **wilson("acceptance", accepted, accepted + other),
                "corrected": total("kinds", 0),
                "rejected": total("kinds", 1),
                "of": total("kinds", 0) + total("kinds", 1),
                "reviewed_twice": both + neither + apart,
                "agreed": both + neither,
                **wilson("agreement", both + neither, both + neither + apart),
                "kappa": cohen(*four),
                "kappa_reviews": sum(four),
                "withheld": sum("accepted" not in one for _, one in told),
            },
            "satisfaction": {
                "ratings": low + high,
                "satisfied": high,
                **wilson("satisfied", high, low + high),
                "mean": ratio(total("points"), rated, 3),
                "mean_ratings": rated,
                "withheld": sum("low" not in one for _, one in told),
            },
            "tasks": {
                "done": done,
                "given_up": total("tasks", 1),
                "minutes": ratio(total("tasks", 2) / 60, done, 3),
                "withheld": sum("tasks" not in one for _, one in told),
            },
            "time_saved": self._saved(told),
        }

    def _saved(self, told: Sequence[tuple[tuple[str, str, str], Json]]) -> Json:
        completions = timed = withheld = 0
        low = high = spent = 0.0
        for (_, _, version), one in told:
            use_case = self.versions[version]
            by_people = use_case.oversight.mode.value != "none"
            if ("accepted" if by_people else "alone") not in one:
                withheld += 1
                continue
            tasks = (0, 0, 0) if by_people else one["tasks"]
            count = one["accepted"] if by_people else tasks[0] + one["alone"]
            completions, timed = completions + count, timed + tasks[0]
            spent += tasks[2] / 3600
            low += count * use_case.baseline.minutes_low / 60 - tasks[2] / 3600
            high += count * use_case.baseline.minutes_high / 60 - tasks[2] / 3600
        return {
            "completions": completions,
            "timed": timed,
            "hours_low": round(low, 1),
            "hours_high": round(high, 1),
            "hours_spent": round(spent, 1),
            "withheld": withheld,
        }

    def _baselines(self, parts: Sequence[tuple[str, str]]) -> list[Json]:
        keys: Mapping[tuple[str, str], list[Any]] = defaultdict(list)
        for key in sorted(self.judged):
            told = self._told(key)
            if key[:2] in set(parts) and told is not None:
                keys[key[1], key[2]].append((key, told))
        found = []
        for (use_case, version), told in sorted(keys.items()):
            declared = self.versions[version]
            found.append(
                {
                    "use_case": use_case,
                    "version": version,
                    "title": declared.title,
                    "supervision": declared.oversight.mode.value,
                    "share": declared.oversight.share,
                    "minutes_low": declared.baseline.minutes_low,
                    "minutes_high": declared.baseline.minutes_high,
                    "method": declared.baseline.method.value,
                    "sample": declared.baseline.sample,
                    "how": declared.baseline.how,
                    **self._saved(told),
                }
            )
        return found


def wilson(name: str, part: int, whole: int) -> Json:
    if not whole:
        return {f"{name}_share": None, f"{name}_low": None, f"{name}_high": None}
    z, p = NormalDist().inv_cdf(0.975), part / whole
    root = z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    low = (p + z * z / (2 * whole) - root) / (1 + z * z / whole)
    high = (p + z * z / (2 * whole) + root) / (1 + z * z / whole)
    bounds = round(max(0.0, low), 4), round(min(1.0, high), 4)
    return {f"{name}_share": round(p, 4), f"{name}_low": bounds[0], f"{name}_high": bounds[1]}


def cohen(both: int, first: int, second: int, neither: int) -> float | None:
    total = both + first + second + neither
    if not total:
        return None
    seen = (both + neither) / total
    by_chance = (both + first) * (both + second) + (second + neither) * (first + neither)
    expected = by_chance / total**2
    return round((seen - expected) / (1 - expected), 4) if expected < 1 else None
