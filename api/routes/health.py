"""`/healthz`: the process lives. `/readyz`: it can do its work."""

from __future__ import annotations

from fastapi import APIRouter

from api.context import Parts
from api.problems import unavailable_to_strangers
from api.shapes.health import HealthReply
from core.errors import Unavailable

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> HealthReply:
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Parts) -> HealthReply:
    """503 where the database or the index does not answer; the log says which, and where."""
    try:
        await parts.check()
    except Unavailable as error:
        raise unavailable_to_strangers(error) from error
    return {"status": "ready"}
