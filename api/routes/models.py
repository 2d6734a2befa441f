"""`GET /v1/models`: what the caller may ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api import wire
from api.context import Caller, Parts
from api.shapes.answers import ModelListReply
from core.use_cases import Standing
from flows.compose import Composer
from flows.use_cases.uses import OPEN

router = APIRouter(tags=["chat"])

_SINCE = 1_735_689_600
"""2025-01-01: clients want a date of creation; these models have none."""


@router.get("/v1/models")
async def models(parts: Parts, caller: Caller) -> ModelListReply:
    """The use cases the caller may ask, in the shape of OpenAI's and Mistral's lists; each also as
    `…:references`, which gives Mistral's list of text and references."""
    offered: list[Standing | None] = [*await parts.uses.offered(caller)]
    if not parts.uses.must_be_declared:
        offered.insert(0, None)
    composer, shapes = parts.asker.composer, ("", wire.REFERENCES)
    return {
        "object": "list",
        "data": [_card(one, how, composer) for one in offered for how in shapes],
    }


def _card(standing: Standing | None, shape: str, composer: Composer) -> dict[str, Any]:
    """Of a use case; of none, that of `OPEN`."""
    abilities = {"completion_chat": True, "function_calling": False, "fine_tuning": False}
    used = standing.use_case if standing else None
    name = (used.id if used else OPEN) + shape
    writer = composer.writer_for(used)
    return {
        "id": name,
        "object": "model",
        "created": _SINCE,
        "owned_by": used.owner if used else "probant",
        "name": used.title if used else name,
        "description": used.purpose if used else None,
        "type": "base",  # what the client of Mistral tells its two kinds of model apart by
        "capabilities": abilities,
        "probant": {
            "use_case": used.to_reference() if used else None,
            "stage": standing.stage.value if standing else None,
            "written_by": writer.model.name if writer else None,
        },
    }
