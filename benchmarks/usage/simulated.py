"""A simulated quarter: people, declarations, and events one after the other, from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from benchmarks.usage.behaviour import Behaviour, World
from core.ids import EntityId, RecordId, TaskId, UseCaseId
from core.principals import Classification, Principal, Role
from core.usage import UsageEvent, UsageKind
from core.use_cases import UseCase
from governance.use_cases.declared import from_json

_WEEK = timedelta(days=7)
_CHANGED = 2 / 3
"""Of a baseline, in its next version."""
_MINUTES_A_DAY = 10 * 60
_MOST_BUSY = 8


def use_case_of(behaviour: Behaviour, *, renewed: bool = False) -> UseCase:
    low, high = behaviour.baseline["minutes"]
    part = _CHANGED if renewed else 1.0
    baseline: dict[str, Any] = {**behaviour.baseline, "minutes": [low * part, high * part]}
    return from_json(
        {
            "id": behaviour.use_case,
            "title": behaviour.title,
            "purpose": "Simulated, to measure and to test.",
            "owner": "Nobody",
            "entity": "*",
            "roles": ["reader"],
            "groups": [behaviour.group] if behaviour.group else [],
            "collections": "*",
            "classification": "internal",
            "models": ["extractive"],
            "retention_days": 365,
            "risk": {"class": "minimal", "reason": "It is simulated."},
            "supervision": behaviour.supervision,
            "baseline": baseline,
            "evaluation": {"suite": "samples", "bars": {"citation.source": 1.0}},
            "review_date": "2099-06-30",
        }
    )


@dataclass(frozen=True, slots=True)
class Quarter:
    world: World

    def use_cases(self) -> list[tuple[UseCase, bool]]:
        """Each version, and whether it is in use at the end."""
        found: list[tuple[UseCase, bool]] = []
        for one in self.world.behaviours:
            is_renewed = one.renewed_in is not None
            found.append((use_case_of(one), not is_renewed))
            if is_renewed:
                found.append((use_case_of(one, renewed=True), True))
        return found

    def people(self) -> Iterator[Principal]:
        chance = Random(self.world.seed)  # noqa: S311
        for entity, size in self.world.entities().items():
            for number in range(size):
                groups = frozenset(
                    one.group
                    for one in self.world.behaviours
                    if one.group and chance.random() < one.in_group
                )
                yield Principal(
                    f"user:{entity}-{number}",
                    EntityId(entity),
                    Classification.INTERNAL,
                    frozenset({Role.READER}),
                    groups,
                )

    def events(self) -> Iterator[UsageEvent]:
        """Person by person; of each use case week by week."""
        chance = Random(self.world.seed + 1)  # noqa: S311
        versions = {
            one.use_case: (
                use_case_of(one).version,
                use_case_of(one, renewed=True).version,
            )
            for one in self.world.behaviours
        }
        for person in self.people():
            for one in self.world.behaviours:
                if not one.group or one.group in person.groups:
                    life = _Life(chance, one, person, versions[one.use_case], self.world)
                    yield from life.events()


@dataclass(frozen=True, slots=True)
class _Life:
    """Of one person with one use case."""

    chance: Random
    of: Behaviour
    person: Principal
    versions: tuple[str, str]
    world: World

    def events(self) -> Iterator[UsageEvent]:
        stays: float | None = None
        for number in range(self.world.weeks):
            if stays is None:
                if self.chance.random() >= self.of.adopts:
                    continue
                stays = self.of.stays[0 if self.chance.random() < self.of.regular else 1]
            elif self.chance.random() >= stays:
                continue
            yield from self._week(self.world.first + number * _WEEK, number)

    def _week(self, monday: date, number: int) -> Iterator[UsageEvent]:
        renewed = self.of.renewed_in is not None and number >= self.of.renewed_in
        version = self.versions[renewed]
        count = self.chance.randint(*self.of.conversations)
        if self.chance.random() < self.of.busy:
            count *= self.chance.randint(2, _MOST_BUSY)
        for _ in range(count):
            yield from self._conversation(self._moment(monday), version)

    def _moment(self, monday: date) -> datetime:
        day = monday + timedelta(days=self.chance.randrange(5))
        minutes = 8 * 60 + self.chance.randrange(_MINUTES_A_DAY)
        return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)

    def _conversation(self, at: datetime, version: str) -> Iterator[UsageEvent]:
        chance, of = self.chance, self.of
        task = TaskId(self._id()) if chance.random() < of.tasks else None
        if task:
            yield self._event(UsageKind.TASK_STARTED, at, version, task=task)
        turn, now = 1, at
        while True:
            yield from self._question(now, version, turn, task)
            if chance.random() >= of.follows:
                break
            turn, now = turn + 1, now + timedelta(minutes=1)
        if task:
            took = round(60 * chance.uniform(*of.task_minutes))
            value = None if chance.random() < of.gives_up else took
            end = at + timedelta(seconds=took)
            yield self._event(UsageKind.TASK_FINISHED, end, version, value=value, task=task)

    def _question(
        self, at: datetime, version: str, turn: int, task: TaskId | None
    ) -> Iterator[UsageEvent]:
        chance, of = self.chance, self.of
        record = RecordId(self._id())
        said = {"record": record, "value": turn}
        yield self._event(UsageKind.ASKED, at, version, **said)
        if chance.random() < of.abstains:
            yield self._event(UsageKind.ABSTAINED, at, version, **said)
            return
        yield self._event(UsageKind.ANSWERED, at, version, **said)
        while chance.random() < of.opens:
            yield self._event(UsageKind.CITATION_OPENED, at, version, record=record)
        if chance.random() < of.reviewed:
            yield self._review(at + timedelta(hours=chance.randrange(1, 40)), version, record)
        if chance.random() < of.rates:
            [rating] = chance.choices(range(1, 6), of.ratings)
            kind = UsageKind.FEEDBACK
            yield self._event(kind, at, version, record=record, value=rating, task=task)

    def _review(self, at: datetime, version: str, record: RecordId) -> UsageEvent:
        decisions = [self._decision() for _ in range(2 if self.of.twice else 1)]
        kind = next((one for one in decisions if one is not UsageKind.ACCEPTED), decisions[0])
        return self._event(kind, at, version, record=record, decisions=tuple(decisions))

    def _decision(self) -> UsageKind:
        drawn, (accepts, corrects) = self.chance.random(), self.of.decides
        if drawn < accepts:
            return UsageKind.ACCEPTED
        return UsageKind.CORRECTED if drawn < accepts + corrects else UsageKind.REJECTED

    def _event(self, kind: UsageKind, at: datetime, version: str, **more: Any) -> UsageEvent:
        used, person = UseCaseId(self.of.use_case), self.person
        return UsageEvent(kind, person.entity, used, person.id, at, version, **more)

    def _id(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"
