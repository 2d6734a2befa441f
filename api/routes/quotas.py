"""`/v1/quotas`: what one may still ask, and what an entity asked in a month."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api import json_lines
from api.context import Caller, Parts
from api.days import Month
from api.shapes.quotas import QuotaListReply

router = APIRouter(tags=["quotas"])


@router.get("/v1/quotas")
async def quotas(parts: Parts, caller: Caller) -> QuotaListReply:
    """Every limit that the caller is under, for each use case that they may ask and for none."""
    found = await parts.quotas.left(caller, await parts.uses.offered(caller))
    return {"quotas": [one.to_json() for one in found]}


@router.get(
    "/v1/quotas/export",
    response_class=StreamingResponse,
    responses=json_lines.described("What was asked on a day for a use case, of one model."),
)
async def export(
    parts: Parts,
    caller: Caller,
    month: Annotated[Month | None, Query(description="As 2026-11; else the present one.")] = None,
) -> StreamingResponse:
    """Requests and tokens of the caller's entity as JSON Lines, by day, use case and model."""
    lines = parts.quotas.metering.export(caller, month or datetime.now(UTC).date())
    return await json_lines.response(lines, "usage.jsonl")
