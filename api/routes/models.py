"""`GET /v1/models`: what can be asked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api import wire
from api.context import Caller
from api.shapes.answers import ModelListReply

router = APIRouter(tags=["chat"])

_SINCE = 1_735_689_600
"""2025-01-01: clients want a date of creation; these models have none."""


@router.get("/v1/models")
async def models(caller: Caller) -> ModelListReply:
    """The models the caller may ask, in the shape of OpenAI's and Mistral's lists."""
    return {"object": "list", "data": [_card(name) for name in wire.MODELS]}


def _card(name: str) -> dict[str, Any]:
    abilities = {"completion_chat": True, "function_calling": False, "fine_tuning": False}
    return {
        "id": name,
        "object": "model",
        "created": _SINCE,
        "owned_by": "probant",
        "type": "base",  # what the client of Mistral tells its two kinds of model apart by
        "capabilities": abilities,
    }
