"""`GET /v1/citations/{id}`: the evidence behind a citation; 410 after its document was deleted."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.context import Caller, Parts
from core.places import PageSpan, place_to_json

router = APIRouter(tags=["documents"])


@router.get("/v1/citations/{citation:path}")
async def citation(parts: Parts, caller: Caller, citation: str) -> dict[str, Any]:
    found = await parts.pages.citation(caller, citation)
    place = found.place
    boxes = place.boxes if isinstance(place, PageSpan) else ()
    return {
        "id": citation,
        "document_id": found.document.id,
        "document": found.document.name,
        "document_version": found.reading.version,
        "reading_id": found.reading.id,
        "is_current": found.reading.live,
        "place": place_to_json(place),
        "locator": place.locator,
        "boxes": [box.to_json() for box in boxes],
        "quote": found.quote,
    }
