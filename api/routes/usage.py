"""`/v1/usage`: what the service is worth; `/v1/feedback`, `/v1/tasks`: what people say of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.context import Caller, Parts
from api.flags import Flag
from api.shapes.usage import FeedbackReply, TaskReply, UsageReply
from core.ids import RecordId, TaskId

router = APIRouter(tags=["usage"])


@router.get("/v1/usage")
async def usage(
    parts: Parts,
    caller: Caller,
    period: Annotated[
        str | None, Query(max_length=10, description="2026-Q3, 2026-09 or 2026-W38.")
    ] = None,
    group: Annotated[
        Flag, Query(description="Of every entity, for the one that runs the service.")
    ] = False,
) -> UsageReply:
    """The figures of a period, by entity and use case; of the last quarter where none is named."""
    return await parts.reports.report(caller, period, group=group)


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
