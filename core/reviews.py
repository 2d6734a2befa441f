"""Human supervision: an answer that waits for people, and what they decide of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.ids import DocumentId, EntityId, RecordId, ReviewId, UseCaseId
from core.use_cases import Supervision


class Ruling(StrEnum):
    """What somebody decides of an answer, in the order of how grave it is."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    """It is not to be used as it is: what it should have said is told."""
    REJECTED = "rejected"


class ReviewState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    VOID = "void"
    """The answer, or the evidence that it shows, is gone: nobody can decide any more."""


@dataclass(frozen=True, slots=True)
class Decision:
    by: str
    """Id of the principal."""
    ruling: Ruling
    at: datetime
    record: RecordId
    """Of the ledger: it seals the reason and the correction."""

    def to_json(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "ruling": self.ruling.value,
            "at": self.at.isoformat(),
            "record": self.record,
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody looks at it, and nobody else decides meanwhile."""

    by: str
    until: datetime

    def holds(self, who: str, now: datetime) -> bool:
        return self.by == who and now < self.until


@dataclass(frozen=True, slots=True)
class Review:
    """Of one answer. It holds nothing of the answer, which the ledger seals."""

    id: ReviewId
    entity: EntityId
    use_case: UseCaseId
    version: str
    """Of the use case."""
    mode: Supervision
    record: RecordId
    """That opened the question."""
    closing: RecordId
    """That seals the answer and its evidence."""
    documents: tuple[DocumentId, ...]
    """Those that the answer quotes: who may not read all of them does not review it."""
    created_at: datetime
    due_at: datetime
    state: ReviewState = ReviewState.WAITING
    claim: Claim | None = None
    decisions: tuple[Decision, ...] = ()
    """In order."""

    @property
    def is_waiting(self) -> bool:
        return self.state is ReviewState.WAITING

    @property
    def wanted(self) -> int:
        """How many people decide."""
        return 2 if self.mode is Supervision.FOUR_EYES else 1

    def is_overdue(self, now: datetime) -> bool:
        return self.is_waiting and now > self.due_at


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that is not to be used before people have decided of it."""

    review: ReviewId
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Supervised:
    """What an answer is told with where its use case lets people look at answers."""

    mode: Supervision
    draft: Draft | None
    """None: it was not chosen to be looked at."""

    def to_json(self) -> dict[str, Any]:
        """Of the moment of the answer: `GET /v1/reviews/{id}` tells what became of it."""
        draft = self.draft
        return {
            "mode": self.mode.value,
            "state": "draft" if draft else "not chosen",
            "review": draft.review if draft else None,
            "due_at": draft.due_at.isoformat() if draft else None,
        }


def state_after(mode: Supervision, rulings: Sequence[Ruling]) -> ReviewState:
    """What so many decisions make of a review: the gravest of them, once there are enough."""
    if len(rulings) < (2 if mode is Supervision.FOUR_EYES else 1):
        return ReviewState.WAITING
    order = list(Ruling)
    return ReviewState(max(rulings, key=order.index).value)
