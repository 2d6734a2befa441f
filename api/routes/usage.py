"""`/v1/feedback`, `/v1/tasks`: what people say of answers and of their work."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.context import Caller, Parts
from api.shapes.usage import FeedbackReply, TaskReply
from core.ids import RecordId, TaskId

router = APIRouter(tags=["usage"])


class Feedback(BaseModel):
    model_config = ConfigDict(extra="forbid")

    record: str = Field(max_length=100, description="The answer's `probant.record`.")
    satisfaction: Annotated[int, Field(ge=1, le=5, strict=True)]


@router.post("/v1/feedback")
async def feedback(request: Feedback, parts: Parts, caller: Caller) -> FeedbackReply:
    """How satisfied one is with an answer of one's own; the last word counts."""
    return await parts.said.rate(caller, RecordId(request.record), request.satisfaction)


class Task(BaseModel):
    model_config = ConfigDict(extra="forbid")

    use_case: str = Field(max_length=200)


@router.post("/v1/tasks", status_code=201)
async def start(request: Task, parts: Parts, caller: Caller) -> TaskReply:
    """Begin a piece of work of a use case, so that the time that it takes is known."""
    return await parts.said.start(caller, request.use_case)


class End(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: Literal["done", "abandoned"]


@router.post("/v1/tasks/{task}/finish")
async def finish(
    parts: Parts, caller: Caller, task: Annotated[str, Path(max_length=100)], request: End
) -> TaskReply:
    """It is done, or given up."""
    return await parts.said.finish(caller, TaskId(task), is_done=request.outcome == "done")
