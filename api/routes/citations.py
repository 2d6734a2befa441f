"""`GET /v1/citations/{id}`: the evidence behind a citation; 410 after its document was deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.context import Caller, Parts
from api.shapes.evidence import EvidenceReply

router = APIRouter(tags=["documents"])


@router.get("/v1/citations/{citation:path}")
async def citation(
    parts: Parts,
    caller: Caller,
    citation: str,
    record: Annotated[
        str | None, Query(max_length=100, description="Of the answer that it was opened from.")
    ] = None,
) -> EvidenceReply:
    """The evidence with what stands around it, of the version that was cited."""
    found = await parts.pages.cited(caller, citation)
    await parts.said.opened(caller, record)
    return found.to_json()
