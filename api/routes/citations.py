"""`GET /v1/citations/{id}`: the evidence behind a citation; 410 after its document was deleted."""

from __future__ import annotations

from fastapi import APIRouter

from api.context import Caller, Parts
from api.shapes.evidence import EvidenceReply

router = APIRouter(tags=["documents"])


@router.get("/v1/citations/{citation:path}")
async def citation(parts: Parts, caller: Caller, citation: str) -> EvidenceReply:
    """The evidence with what stands around it, of the version that was cited."""
    return (await parts.pages.cited(caller, citation)).to_json()
