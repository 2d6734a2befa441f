"""`/v1/reviews`: answers that wait for people, and what they decide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api import json_lines
from api.context import Caller, Parts
from api.flags import Flag
from api.said import Text
from api.shapes.reviews import ReviewPageReply, ReviewReply
from core.errors import InvalidRequest
from core.ids import ReviewId, UseCaseId
from core.review_store import ReviewPlace
from core.reviews import Ruling
from flows.reviews.reviewing import Told
from flows.reviews.shown import review_to_json, told_to_json
from governance.reviews.rules import MOST_CORRECTION_CHARS, MOST_REASON_CHARS

router = APIRouter(tags=["reviews"])

_Id = Annotated[str, Path(max_length=64)]
_UseCase = Annotated[str | None, Query(max_length=100)]


@router.get("/v1/reviews")
async def reviews(
    parts: Parts,
    caller: Caller,
    use_case: _UseCase = None,
    decided: Annotated[Flag, Query(description="Those that were decided.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> ReviewPageReply:
    """What waits for the caller, the soonest due first. Answers are shown to who claims one."""
    found, following = await parts.reviewing.page(
        caller,
        limit,
        waiting=not decided,
        use_case=UseCaseId(use_case) if use_case else None,
        after=_place(after) if after else None,
    )
    now = parts.reviewing.clock()
    return {
        "reviews": [review_to_json(one.review, now) for one in found],
        "next": f"{following.due_at.isoformat()}~{following.id}" if following else None,
    }


def _place(after: str) -> ReviewPlace:
    due_at, _, review = after.partition("~")
    try:
        return ReviewPlace(datetime.fromisoformat(due_at).astimezone(UTC), ReviewId(review))
    except (ValueError, OverflowError) as error:
        raise InvalidRequest("`after` is no `next` of a page before.") from error


@router.get(
    "/v1/reviews/candidates",
    response_class=StreamingResponse,
    responses=json_lines.described("A question, what was answered, and what is right."),
)
async def candidates(parts: Parts, caller: Caller, use_case: _UseCase = None) -> StreamingResponse:
    """What was corrected, as JSON Lines: questions that an evaluation suite may take up."""
    which = UseCaseId(use_case) if use_case else None
    lines = parts.reviewing.candidates(caller, which)
    return await json_lines.response(lines, "candidates.jsonl")


@router.get("/v1/reviews/{review}")
async def review(parts: Parts, caller: Caller, review: _Id) -> ReviewReply:
    """What became of an answer; with the answer for who asked, and who is at it."""
    return _shown(parts, await parts.reviewing.find(caller, ReviewId(review)))


@router.post("/v1/reviews/{review}/claim")
async def claim(parts: Parts, caller: Caller, review: _Id) -> ReviewReply:
    """Have it to oneself for 30 minutes, and see the question, the answer and its evidence."""
    return _shown(parts, await parts.reviewing.claim(caller, ReviewId(review)))


@router.post("/v1/reviews/{review}/release")
async def release(parts: Parts, caller: Caller, review: _Id) -> ReviewReply:
    """Leave it to others."""
    return _shown(parts, await parts.reviewing.release(caller, ReviewId(review)))


class Decision(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"ruling": "accepted"},
                {
                    "ruling": "corrected",
                    "reason": "C'est le loyer hors charges.",
                    "correction": "Le loyer annuel est de 48 000 euros hors charges.",
                },
            ]
        },
    )

    ruling: Ruling
    reason: Text = Field("", max_length=MOST_REASON_CHARS, description="Of who overrules.")
    correction: Text = Field(
        "", max_length=MOST_CORRECTION_CHARS, description="What it should have said: `corrected`."
    )


@router.post("/v1/reviews/{review}/decision")
async def decide(parts: Parts, caller: Caller, review: _Id, request: Decision) -> ReviewReply:
    """Decide of an answer that one has claimed."""
    made = await parts.reviewing.settle(
        caller, ReviewId(review), request.ruling, request.reason, request.correction
    )
    return _shown(parts, made)


def _shown(parts: Parts, told: Told) -> ReviewReply:
    return told_to_json(told, parts.reviewing.clock())
