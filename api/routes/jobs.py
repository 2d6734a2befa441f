"""`/v1/jobs`: what is being done, and what was given up."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.context import Caller, Parts
from api.shapes.jobs import JobListReply, JobReply
from core.ids import JobId

router = APIRouter(tags=["jobs"])


@router.get("/v1/jobs")
async def jobs(
    parts: Parts,
    caller: Caller,
    state: Literal["unfinished", "failed"] = "unfinished",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> JobListReply:
    """Jobs that run or are queued, or those that killed their workers again and again."""
    listed = parts.jobs.failed if state == "failed" else parts.jobs.unfinished
    return {"jobs": [job.to_json() for job in await listed(caller, limit)]}


@router.post("/v1/jobs/{job}/requeue")
async def requeue(parts: Parts, caller: Caller, job: str) -> JobReply:
    """Have a failed or cancelled job done after all."""
    return (await parts.jobs.requeue(caller, JobId(job))).to_json()
