"""The part of the database port that keeps reviews."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ids import EntityId, RecordId, ReviewId, UseCaseId
from core.reviews import Review, ReviewState


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review as a row."""

    review: Review
    seal: bytes
    """Over all of it: proves that the service wrote it."""


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """Where a page of reviews goes on."""

    due_at: datetime
    id: ReviewId


class Reviews(Protocol):
    async def add(self, review: StoredReview) -> None: ...

    async def change(self, review: StoredReview, seal: bytes) -> bool:
        """Let it take the place of the row with that seal; False where that is not there (any
        more): of two who change it at once, one does."""
        ...

    async def find(self, entity: EntityId, review: ReviewId) -> StoredReview | None: ...

    async def of_records(
        self, entity: EntityId, records: Collection[RecordId]
    ) -> list[StoredReview]:
        """Those of questions, by the records that opened them."""
        ...

    async def page(
        self,
        entity: EntityId,
        states: Collection[ReviewState],
        limit: int,
        use_case: UseCaseId | None = None,
        after: ReviewPlace | None = None,
    ) -> list[StoredReview]:
        """The soonest due first."""
        ...
