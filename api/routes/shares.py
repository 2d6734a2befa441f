"""`/v1/shares`: what other entities may read, from when to when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.context import Caller, Parts
from api.days import Day
from api.said import Reader
from api.shapes.shares import SharePageReply, ShareReply
from core.ids import CollectionId, DocumentId
from core.sharing import ShareId
from flows.permissions.sharing import Offer

router = APIRouter(tags=["documents"])


class OfferBody(BaseModel):
    """A document or a collection, to be read by others."""

    model_config = ConfigDict(extra="forbid")

    document: str | None = Field(None, max_length=64, description="With what came in it.")
    collection: str | None = Field(None, max_length=200, description="What is on it and comes.")
    reader: Reader = Field(description="Of another entity: entity:E, group:E/NAME or user:E/ID.")
    first_day: Day | None = Field(None, alias="from", description="null: today.")
    last_day: Day = Field(alias="until", description="Inclusive, as all days in UTC.")
    reason: str = Field(max_length=2000)

    def offer(self) -> Offer:
        return Offer(
            DocumentId(self.document) if self.document is not None else None,
            CollectionId(self.collection) if self.collection is not None else None,
            self.reader,
            self.first_day,
            self.last_day,
            self.reason,
        )


@router.post("/v1/shares", status_code=201)
async def share(parts: Parts, caller: Caller, body: OfferBody) -> ShareReply:
    """Let readers of another entity read a document, or what is on a collection."""
    return (await parts.sharing.share(caller, body.offer())).to_json()


@router.get("/v1/shares")
async def shares(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
    ended: Annotated[bool, Query(description="Also what has ended or was revoked.")] = False,
) -> SharePageReply:
    """What the caller's entity shares, newest first; `next` is the `after` of the following
    page."""
    start = ShareId(after) if after else None
    found = await parts.sharing.page(caller, limit, start, ended=ended)
    following = found[-1].id if len(found) == limit else None
    return {"shares": [one.to_json() for one in found], "next": following}


@router.delete("/v1/shares/{share}")
async def unshare(parts: Parts, caller: Caller, share: str) -> ShareReply:
    """Take it back: from now on nobody reads by it. The share, as it ended; it is kept."""
    return (await parts.sharing.unshare(caller, ShareId(share))).to_json()
