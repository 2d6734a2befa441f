"""`/v1/collections/{collection}/sources`: what keeps a collection in step with a folder."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.context import Caller, Parts
from api.said import Text
from api.shapes.documents import SourceListReply
from core.ids import CollectionId, DocumentId

router = APIRouter(tags=["documents"])


class Source(BaseModel):
    source: Text | None = Field(description="Path in the folder.")


@router.get("/v1/collections/{collection}/sources")
async def sources(parts: Parts, caller: Caller, collection: str) -> SourceListReply:
    """The documents that came from the folder: path, SHA-256 of the last bytes, status."""
    found = await parts.folders.sources(caller, CollectionId(collection))
    return {"sources": [one.to_json() for one in found]}


@router.put("/v1/documents/{document}/source", status_code=204)
async def set_source(request: Source, parts: Parts, caller: Caller, document: str) -> None:
    """Say under which path of the folder the document is; null: it is not of the folder."""
    await parts.folders.set_source(caller, DocumentId(document), request.source)
