"""Reviews, as they are shown."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.shapes.shaped import Count, Moment, Number, Shaped
from core.reviews import ReviewState, Ruling
from core.use_cases import Supervision


class Review(BaseModel):
    id: str
    use_case: str
    version: str
    mode: Supervision
    state: ReviewState
    record: str = Field(description="Of the ledger, that opened the question.")
    created_at: Moment
    due_at: Moment
    overdue: bool
    claimed_until: Moment | None = Field(description="Somebody is at it.")
    decisions: Count
    wanted: Number = Field(description="How many people decide.")


class Said(BaseModel):
    by: str
    ruling: Ruling
    at: Moment
    record: str
    reason: str | None = Field(description="null: it was erased.")
    correction: str | None


class WholeReview(Review):
    own: bool = Field(description="Whether the caller asked what it is of.")
    question: str | None = Field(
        description="For who is at it, who decided of it, and who asked; as `answer` is."
    )
    answer: dict[str, Any] | None = Field(description="As it was told, with its evidence.")
    said: list[Said] | None = Field(description="null while it waits.")


class ReviewPage(BaseModel):
    reviews: list[Review]
    next: str | None = Field(description="`after` of the next page.")


class Supervised(BaseModel):
    mode: Supervision
    state: str = Field(description="`draft`, or `not chosen` of a sample.")
    review: str | None
    due_at: Moment | None


ReviewReply = Annotated[dict[str, Any], Shaped(WholeReview)]
ReviewPageReply = Annotated[dict[str, Any], Shaped(ReviewPage)]
