"""What commands do with reviews, in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from cli.backend import Json
from cli.local_documents import LocalDocuments
from core.ids import ReviewId, UseCaseId
from core.reviews import Ruling
from flows.reviews.reviewing import Told
from flows.reviews.shown import review_to_json, told_to_json


@dataclass(frozen=True, slots=True)
class LocalReviews(LocalDocuments):
    """As the local user, to whom belongs what was asked by keys that they gave."""

    async def reviews(self, count: int, use_case: str | None, *, decided: bool) -> list[Json]:
        found, _ = await self.parts.reviewing.page(
            self.user, count, waiting=not decided, use_case=_named(use_case)
        )
        now = self.parts.reviewing.clock()
        return [review_to_json(one.review, now) for one in found]

    async def review(self, review: str) -> Json:
        return self._told(await self.parts.reviewing.find(self.user, ReviewId(review)))

    async def claim_review(self, review: str) -> Json:
        return self._told(await self.parts.reviewing.claim(self.user, ReviewId(review)))

    async def release_review(self, review: str) -> Json:
        return self._told(await self.parts.reviewing.release(self.user, ReviewId(review)))

    async def decide_review(
        self, review: str, ruling: Ruling, reason: str, correction: str
    ) -> Json:
        made = await self.parts.reviewing.settle(
            self.user, ReviewId(review), ruling, reason, correction
        )
        return self._told(made)

    async def candidates(self, use_case: str | None) -> AsyncIterator[Json]:
        async for one in self.parts.reviewing.candidates(self.user, _named(use_case)):
            yield one

    def _told(self, told: Told) -> Json:
        return told_to_json(told, self.parts.reviewing.clock())


def _named(use_case: str | None) -> UseCaseId | None:
    return UseCaseId(use_case) if use_case else None
