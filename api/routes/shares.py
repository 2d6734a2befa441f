"""`/v1/shares`: let other entities read, and take that back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.context import Caller, Parts
from api.permissions import ReaderText
from core.ids import CollectionId, DocumentId
from core.sharing import ShareId
from flows.permissions.sharing import Offer

router = APIRouter(tags=["shares"])


class OfferBody(BaseModel):
    """One of `document` and `collection`."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    document: str | None = Field(None, max_length=64)
    collection: str | None = Field(None, max_length=200)
    reader: ReaderText = Field(description="Of another entity: everybody, a group or somebody.")
    first_day: date | None = Field(None, alias="from", description="The first day; absent: today.")
    last_day: date = Field(alias="until", description="The last day, in UTC.")
    reason: str = Field(max_length=2_000, description="Why, for who looks into it later.")

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
async def share(parts: Parts, caller: Caller, body: OfferBody) -> dict[str, Any]:
    """Let somebody of another entity read a document, or what is on a collection, for some days."""
    return (await parts.sharing.share(caller, body.offer())).to_json()


@router.get("/v1/shares")
async def shares(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
    ended: bool = False,  # a parameter of the query
) -> dict[str, Any]:
    """What the caller's entity shares, newest first, with `ended` also what it did; `next` is the
    `after` of the following page."""
    start = ShareId(after) if after else None
    found = await parts.sharing.page(caller, limit, start, ended=ended)
    following = found[-1].id if len(found) == limit else None
    return {"shares": [one.to_json() for one in found], "next": following}


@router.delete("/v1/shares/{share}")
async def unshare(parts: Parts, caller: Caller, share: str) -> dict[str, Any]:
    """Take it back: from now on nobody reads anything by it. It stays listed, with who did so."""
    return (await parts.sharing.unshare(caller, ShareId(share))).to_json()
