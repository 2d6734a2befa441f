"""`GET /v1/models`: what the caller may ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api import wire
from api.context import Caller, Parts
from api.shapes.answers import ModelListReply
from flows.use_cases.uses import OPEN

router = APIRouter(tags=["chat"])

_SINCE = 1_735_689_600
"""2025-01-01: clients want a date of creation; these models have none."""


@router.get("/v1/models")
async def models(parts: Parts, caller: Caller) -> ModelListReply:
    """The use cases the caller may ask, in the shape of OpenAI's and Mistral's lists; each also as
    `…:references`, which gives Mistral's list of text and references."""
    told = [(OPEN, "")] if not parts.uses.must_be_declared else []
    told += [(one.use_case.id, one.use_case.title) for one in await parts.uses.offered(caller)]
    shapes = ("", wire.REFERENCES)
    return {
        "object": "list",
        "data": [_card(id_ + how, says) for id_, says in told for how in shapes],
    }


def _card(name: str, title: str) -> dict[str, Any]:
    abilities = {"completion_chat": True, "function_calling": False, "fine_tuning": False}
    return {
        "id": name,
        "object": "model",
        "created": _SINCE,
        "owned_by": "probant",
        "name": title or name,
        "type": "base",  # what the client of Mistral tells its two kinds of model apart by
        "capabilities": abilities,
    }
