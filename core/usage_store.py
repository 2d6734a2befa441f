"""The part of the database port that keeps events of usage, and what was counted of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from core.ids import EntityId, TaskId, UseCaseId
from core.principals import Role
from core.usage import KeptEvent, UsageEvent, UsageKind


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """What somebody did with one use case in one week."""

    entity: EntityId
    use_case: UseCaseId | None
    who: str
    """A pseudonym."""
    first_week: date | None
    """In which they first asked it; None: they never did before."""
    answered: int
    abstained: int
    begun: int
    """Of both, those that began a conversation."""
    opened: int
    """Citations."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How often something was decided or said of somebody's answers, in some weeks."""

    entity: EntityId
    use_case: UseCaseId | None
    version: str
    who: str
    """A pseudonym."""
    kind: UsageKind
    decisions: tuple[UsageKind, ...]
    value: int | None
    """Of feedback alone."""
    in_task: bool
    count: int
    seconds: int
    """That tasks took, of those that were done."""


@dataclass(frozen=True, slots=True)
class RightsHeld:
    """How many people have these rights."""

    entity: EntityId
    roles: frozenset[Role]
    groups: frozenset[str]
    people: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one part of an entity in a week or a quarter, once that had ended."""

    period: str
    """Its name, as `2026-W38` or `2026-Q3`."""
    entity: EntityId
    part: str
    """A use case, `NO_USE_CASE`, or `WHOLE`."""
    version: str
    """Of the use case; empty where it is counted whatever its version."""
    counts: Mapping[str, Any]


NO_USE_CASE = ""
"""As a part: the model of none."""
WHOLE = "*"
"""As a part: the whole entity."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    entity: EntityId
    use_case: UseCaseId | None
    version: str
    started_at: datetime
    is_finished: bool


class Usage(Protocol):
    async def add(self, events: Sequence[UsageEvent]) -> None:
        """Raises `Unavailable`, also where the key of pseudonyms can't be read."""
        ...

    async def rate(self, event: UsageEvent) -> None:
        """Feedback, in the place of what the same person said of the same record before: its week
        stays that of the first."""
        ...

    async def hold_of(self, entity: EntityId, who: str) -> None:
        """Until this unit of work ends, nobody else finishes a task of theirs."""
        ...

    async def task(self, entity: EntityId, who: str, task: TaskId) -> OpenTask | None:
        """A task of somebody's."""
        ...

    async def task_at(
        self, entity: EntityId, who: str, use_case: UseCaseId, moment: datetime
    ) -> TaskId | None:
        """The task of a use case that somebody was at, if any."""
        ...

    async def of_person(
        self, entity: EntityId, who: str, limit: int, after: int = 0
    ) -> list[tuple[int, KeptEvent]]:
        """What is kept of somebody, in order, each with its number, those after one alone."""
        ...

    async def detach(self, entity: EntityId, who: str) -> int:
        """Nobody can tell any more whose events these were; how many there were."""
        ...

    async def hold(self) -> None:
        """Until this unit of work ends, nobody else counts."""
        ...

    async def first_day(self) -> date | None:
        """The Monday of the first week that something is kept of."""
        ...

    async def settled(self) -> list[date]:
        """The Mondays of the weeks that were counted, in order."""
        ...

    async def person_weeks(self, week: date) -> list[PersonWeek]: ...

    async def judged(self, first: date, last: date) -> list[Judged]:
        """Of the weeks that begin on these Mondays and between them."""
        ...

    async def rights_held(self) -> list[RightsHeld]:
        """Of people as they came last."""
        ...

    async def settle(
        self, week: date, counted: Sequence[Counted], beginners: Sequence[PersonWeek]
    ) -> None:
        """Keep what was counted of a week, which is counted once, and who began in it."""
        ...

    async def counted(
        self, periods: Sequence[str], entity: EntityId | None = None
    ) -> list[Counted]:
        """In order of period, entity, part, version; of every entity where none is named."""
        ...

    async def forget(self, before: date, limit: int) -> int:
        """Delete events of weeks before a Monday that were counted, `limit` at most; how many."""
        ...
