"""`/v1/collections`: list, rule, empty."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.context import Caller, Parts
from api.said import Readers, Text
from api.shapes.documents import CollectionListReply, CollectionReply, EmptiedReply
from core.ids import CollectionId
from flows.collections import Rules, collection_to_json

router = APIRouter(tags=["collections"])


class RulesBody(BaseModel):
    """Fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid", strict=True)

    retention_days: int | None = Field(None, description="null: documents are kept.")
    hold: Text | None = Field(None, description="Why it is held; null lifts the hold.")
    dense_weight: float | None = Field(
        None, description="Of dense against BM25 for its passages, 0 to 1; null: as everywhere."
    )
    readers: Readers | None = Field(
        None, description="Who reads what says nothing else; null: everybody of the entity."
    )


@router.get("/v1/collections")
async def collections(parts: Parts, caller: Caller) -> CollectionListReply:
    """Those that hold a document or a rule, by name."""
    found = await parts.collections.all(caller)
    return {"collections": [collection_to_json(caller, collection) for collection in found]}


@router.patch("/v1/collections/{name}")
async def change(parts: Parts, caller: Caller, name: str, body: RulesBody) -> CollectionReply:
    """Say how long its documents are kept and who reads them, hold them or lift the hold, or weigh
    the search."""
    rules = Rules(**body.model_dump(exclude_unset=True))
    changed = await parts.collections.change(caller, CollectionId(name), rules)
    return collection_to_json(caller, changed)


@router.delete("/v1/collections/{name}")
async def empty(
    parts: Parts,
    caller: Caller,
    name: str,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EmptiedReply:
    """Delete some of its documents; call it again until `left` is 0."""
    emptied = await parts.collections.empty(caller, CollectionId(name), limit)
    return emptied.to_json()
