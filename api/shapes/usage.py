"""Usage, as it is shown."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes.shaped import Count, Moment, Shaped


class FeedbackKept(BaseModel):
    record: str
    satisfaction: Annotated[int, Field(ge=1, le=5)]


class Task(BaseModel):
    id: str
    use_case: str
    started_at: Moment
    finished_at: Moment | None
    outcome: Literal["done", "abandoned"] | None
    seconds: Count | None = Field(description="Of what was done.")


FeedbackReply = Annotated[dict[str, Any], Shaped(FeedbackKept)]
TaskReply = Annotated[dict[str, Any], Shaped(Task)]
