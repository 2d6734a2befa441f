"""`/v1/people`: an end to what somebody has here."""

from __future__ import annotations

from fastapi import APIRouter

from api.context import Caller, Parts
from api.shapes.identity import EndedReply

router = APIRouter(tags=["identity"])


@router.delete("/v1/people/{person}/sessions")
async def end_sessions(parts: Parts, caller: Caller, person: str) -> EndedReply:
    """End every session of a person of the caller's entity, and the work in their name."""
    return {"ended": await parts.people.end(caller, person)}
