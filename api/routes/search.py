"""`POST /v1/search`: passages for a question."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.context import Caller, Parts
from core.ids import CollectionId
from flows.ask import Question

router = APIRouter(tags=["search"])


class SearchRequest(BaseModel):
    query: str
    top_k: int = Field(10, ge=1, le=100)
    collection: str | None = Field(None, max_length=200)
    document: str | None = Field(None, max_length=300, description="Name or id of one document.")
    as_of: date | None = Field(None, description="Documents valid on this day; today if absent.")


@router.post("/v1/search")
async def search(request: SearchRequest, parts: Parts, caller: Caller) -> dict[str, Any]:
    """The best passages, best first, with their places."""
    collection = CollectionId(request.collection) if request.collection else None
    question = Question(request.query, collection, request.document, request.as_of)
    hits = await parts.asker.search(caller, question, request.top_k)
    return {"hits": [hit.to_json() for hit in hits]}
