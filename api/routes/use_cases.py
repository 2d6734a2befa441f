"""`/v1/use-cases`: what the service may be used for, and how that comes into use."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.context import Caller, Parts
from api.shapes.use_cases import (
    UndeclaredUsesReply,
    UseCaseListReply,
    UseCaseReply,
    UseCaseVersionsReply,
)
from core.ids import UseCaseId
from core.use_cases import Stage
from flows.use_cases.registry import MOST_REASON_CHARS
from flows.use_cases.shown import run_to_json, standing_to_json, undeclared_to_json
from governance.use_cases.declared import from_json

router = APIRouter(tags=["use cases"])

_Id = Annotated[str, Path(max_length=100)]
_LEASES: dict[str, JsonValue] = {
    "id": "leases",
    "title": "Reading of leases",
    "purpose": "Find rents, terms and charges in leases. It values no property.",
    "owner": "Real estate department",
    "entity": "local",
    "roles": ["reader", "contributor", "manager"],
    "groups": ["real-estate"],
    "pilot_groups": ["real-estate-pilot"],
    "collections": ["leases", "rent-rolls"],
    "classification": "confidential",
    "models": ["extractive"],
    "retention_days": 365,
    "risk": {"class": "minimal", "reason": "It finds figures, and prepares no decision."},
    "supervision": {"mode": "sampled", "share": 0.1, "deadline_hours": 48},
    "verification": "drop",
    "baseline": {
        "minutes": [20, 40],
        "method": "timed",
        "sample": 15,
        "how": "Fifteen leases were read by hand.",
    },
    "evaluation": {"suite": "samples", "bars": {"citation.source": 1.0}, "valid_days": 90},
    "review_date": "2099-06-30",
}
_OF_ALL: dict[str, JsonValue] = {
    **_LEASES,
    "id": "public-leases",
    "entity": "*",
    "groups": [],
    "pilot_groups": [],
    "collections": "*",
    "classification": "public",
    "supervision": {"mode": "none"},
}
_DECLARATIONS: list[JsonValue] = [{"declaration": one} for one in (_LEASES, _OF_ALL)]
_PROMOTIONS: list[JsonValue] = [
    {"to": "approved", "reason": "Evaluated on sixty questions of ours."},
    {"to": "retired", "reason": "Its owner has left."},
]


@router.get("/v1/use-cases")
async def use_cases(parts: Parts, caller: Caller) -> UseCaseListReply:
    """Every version that is for the caller's entity: by id, the latest submitted first."""
    today = parts.registry.clock().date()
    found = await parts.registry.page(caller)
    return {"use_cases": [standing_to_json(one, today) for one in found]}


class Declaration(BaseModel):
    """What a file declares, as JSON."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": _DECLARATIONS})

    declaration: dict[str, Any] = Field(description="The fields of docs/use-cases.md.")


@router.post("/v1/use-cases", status_code=201)
async def submit(request: Declaration, parts: Parts, caller: Caller) -> UseCaseReply:
    """A new version, as a draft. Whoever uses an earlier one notices nothing."""
    made = await parts.registry.submit(caller, from_json(request.declaration))
    return standing_to_json(made, parts.registry.clock().date())


@router.get("/v1/use-cases/{use_case}")
async def versions(parts: Parts, caller: Caller, use_case: _Id) -> UseCaseVersionsReply:
    """The versions of a use case, the latest submitted first, and its evaluation runs."""
    found, runs = await parts.registry.versions(caller, UseCaseId(use_case))
    today = parts.registry.clock().date()
    told = [standing_to_json(one, today) for one in found]
    return {"versions": told, "runs": [run_to_json(run) for run in runs]}


class Promotion(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": _PROMOTIONS})

    to: Stage = Field(description="The next stage, or `retired`.")
    reason: str = Field("", max_length=MOST_REASON_CHARS)
    version: str | None = Field(None, max_length=64, description="null: the latest submitted.")


@router.post("/v1/use-cases/{use_case}/stage")
async def promote(parts: Parts, caller: Caller, use_case: _Id, request: Promotion) -> UseCaseReply:
    """Let a version on to its next stage; what it takes the place of is retired."""
    moved = await parts.registry.promote(
        caller, UseCaseId(use_case), request.to, request.reason, request.version
    )
    return standing_to_json(moved, parts.registry.clock().date())


@router.get("/v1/undeclared-uses")
async def undeclared(parts: Parts, caller: Caller) -> UndeclaredUsesReply:
    """What people of the entity asked in the last 90 days that is no use case of theirs."""
    found = await parts.registry.undeclared(caller)
    return {"undeclared": [undeclared_to_json(one) for one in found]}
