"""What commands do with reviews, by a server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any

from cli.backend import Json
from cli.remote_documents import segment
from core.reviews import Ruling

_PAGE = 200


class RemoteReviews(ABC):
    @abstractmethod
    async def _send(self, method: str, path: str, **request: Any) -> Json:
        """The JSON that the server answers. Raises `ProbantError`."""

    @abstractmethod
    def _lines(self, path: str, **query: str) -> AsyncIterator[Json]:
        """The JSON Lines that the server answers. Raises `ProbantError`."""

    async def reviews(self, count: int, use_case: str | None, *, decided: bool) -> list[Json]:
        found: list[Json] = []
        query = {**({"use_case": use_case} if use_case else {}), "decided": str(decided).lower()}
        while len(found) < count:
            size = {"limit": str(min(_PAGE, count - len(found)))}
            page = await self._send("GET", "/v1/reviews", params={**query, **size})
            found += page["reviews"]
            if page["next"] is None:
                break
            query["after"] = page["next"]
        return found

    async def review(self, review: str) -> Json:
        return await self._send("GET", f"/v1/reviews/{segment(review)}")

    async def claim_review(self, review: str) -> Json:
        return await self._send("POST", f"/v1/reviews/{segment(review)}/claim")

    async def release_review(self, review: str) -> Json:
        return await self._send("POST", f"/v1/reviews/{segment(review)}/release")

    async def decide_review(
        self, review: str, ruling: Ruling, reason: str, correction: str
    ) -> Json:
        body = {"ruling": ruling.value, "reason": reason, "correction": correction}
        return await self._send("POST", f"/v1/reviews/{segment(review)}/decision", json=body)

    def candidates(self, use_case: str | None) -> AsyncIterator[Json]:
        query = {"use_case": use_case} if use_case else {}
        return self._lines("/v1/reviews/candidates", **query)
