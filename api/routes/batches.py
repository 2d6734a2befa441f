"""`/v1/batches`: many files at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.context import Caller, Parts
from api.shapes.documents import AnnouncedReply, DocumentPageReply
from api.shapes.jobs import BatchProgressReply, CancelledReply
from core.ids import CollectionId, JobId, VersionId
from flows.batches import MOST_FILES, batch_id
from flows.documents import DEFAULT_COLLECTION

router = APIRouter(tags=["batches"])


class File(BaseModel):
    name: str = Field(max_length=4096)
    version: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the bytes.")


class Announcement(BaseModel):
    files: list[File] = Field(max_length=MOST_FILES)
    collection: str = Field(DEFAULT_COLLECTION, max_length=200)
    batch: str | None = Field(None, max_length=64, description="The batch that they go on with.")


@router.post("/v1/batches")
async def announce(request: Announcement, parts: Parts, caller: Caller) -> AnnouncedReply:
    """Say which files are to come: for each, whether its bytes are needed."""
    files = [(file.name, VersionId(file.version)) for file in request.files]
    collection = CollectionId(request.collection)
    known = batch_id(request.batch) if request.batch else None
    batch, announced = await parts.batches.announce(caller, collection, files, known)
    return {"id": batch, "files": [file.to_json() for file in announced]}


@router.get("/v1/batches/{batch}")
async def progress(parts: Parts, caller: Caller, batch: str) -> BatchProgressReply:
    """How far it is. 404 until the first of its documents has come."""
    return (await parts.batches.progress(caller, batch_id(batch))).to_json()


@router.get("/v1/batches/{batch}/documents")
async def documents(
    parts: Parts,
    caller: Caller,
    batch: str,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> DocumentPageReply:
    """Its documents, each with its job; `next` is the `after` of the following page."""
    start = JobId(after) if after else None
    found, following = await parts.batches.page(caller, batch_id(batch), limit, start)
    return {"documents": [one.to_json() for one in found], "next": following}


@router.delete("/v1/batches/{batch}")
async def cancel(parts: Parts, caller: Caller, batch: str) -> CancelledReply:
    """Cancel what is not done yet. Documents that are live stay."""
    return {"cancelled": await parts.batches.cancel(caller, batch_id(batch))}
