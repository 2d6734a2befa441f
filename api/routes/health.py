"""`/healthz`: the process lives. `/readyz`: it can do its work."""

from __future__ import annotations

from fastapi import APIRouter

from api.context import Parts
from api.shapes.health import HealthReply

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> HealthReply:
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Parts) -> HealthReply:
    """Raises `Unavailable` (503) where the database or the index does not answer."""
    await parts.check()
    return {"status": "ready"}
