"""Usage: what people did with the service, kept to count it, and never by their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.ids import EntityId, RecordId, TaskId, UseCaseId


class UsageKind(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    ABSTAINED = "abstained"
    CITATION_OPENED = "citation-opened"
    ACCEPTED = "accepted"
    """An answer, by who reviewed it; so for the next two."""
    CORRECTED = "corrected"
    REJECTED = "rejected"
    FEEDBACK = "feedback"
    TASK_STARTED = "task-started"
    TASK_FINISHED = "task-finished"
    """It was done, or given up."""


REVIEWED = (UsageKind.ACCEPTED, UsageKind.CORRECTED, UsageKind.REJECTED)


@dataclass(frozen=True, slots=True)
class UsageEvent:
    kind: UsageKind
    entity: EntityId
    use_case: UseCaseId | None
    """None: the model of none."""
    who: str
    """Id of the principal who asked, also of what others decided on their answer. It is kept under
    a pseudonym."""
    at: datetime
    version: str = ""
    """Of the use case, where there is one."""
    record: RecordId | None = None
    """The question's."""
    value: int | None = None
    """Asked, answered, abstained: which question of its conversation, from 1. Feedback: from 1 to
    5. A task that was done: how many seconds it took; None: it was given up."""
    decisions: tuple[UsageKind, ...] = ()
    """Of what was reviewed: the decisions that were made independently of each other, one or two,
    in their order. The event's own kind is what came of them."""
    task: TaskId | None = None
    """Of a task: its id. Of feedback: the task in which the answer was asked for."""


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event as it is told to whose it is."""

    kind: UsageKind
    use_case: UseCaseId | None
    at: datetime
    record: RecordId | None
    value: int | None
    task: TaskId | None


def week_of(moment: datetime) -> date:
    """The Monday of its week, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


class Pseudonyms(Protocol):
    """Of people, where what they did is counted."""

    def of(self, entity: EntityId, who: str) -> str:
        """The same each time; nobody finds who it is without a key of the installation. Raises
        `Unavailable` where that can't be read."""
        ...

    def fresh(self) -> str:
        """Of nobody any more."""
        ...
