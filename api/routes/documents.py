"""`/v1/documents`: upload, follow, list, change, read again, delete."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Body, Form, Query, Response, UploadFile

from api.context import Caller, Parts
from api.said import ChangeBody, Sent, Text, classification_of
from api.shapes.documents import (
    Accepted,
    AcceptedReply,
    DocumentPageReply,
    DocumentReply,
    VersionsReply,
)
from core.ids import CollectionId, DocumentId
from core.outcomes import Status
from flows.batches import batch_id
from flows.documents import check_collection

router = APIRouter(tags=["documents"])


@router.post(
    "/v1/documents",
    status_code=202,
    responses={200: {"description": "Known, and unchanged.", "model": Accepted}},
)
async def upload(
    parts: Parts,
    caller: Caller,
    response: Response,
    sent: Annotated[Sent, Form(media_type="multipart/form-data")],
) -> AcceptedReply:
    """Accept a document. 202: follow its status at `Location`; 200: it was known and unchanged."""
    check_collection(sent.collection)
    batch = batch_id(sent.batch) if sent.batch else None
    with tempfile.TemporaryDirectory(dir=parts.uploads) as folder:
        path = Path(folder) / "upload"
        await asyncio.to_thread(_copy, sent.file, path)
        accepted = await parts.documents.add(
            caller,
            path,
            sent.file.filename or "document",
            CollectionId(sent.collection),
            batch=batch,
            priority=sent.urgency(),
            supersedes=DocumentId(sent.supersedes) if sent.supersedes else None,
            validity=sent.validity(),
            source=sent.source,
            readers=sent.readers,
            classification=classification_of(sent.classification),
        )
    response.status_code = 200 if accepted.unchanged else 202
    response.headers["Location"] = f"/v1/documents/{accepted.document.id}"
    return accepted.to_json()


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)


@router.get("/v1/documents")
async def page(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
    collection: Annotated[str | None, Query(max_length=200)] = None,
    status: Annotated[Status | None, Query()] = None,
) -> DocumentPageReply:
    """Documents in id order; `next` is the `after` of the following page, null on the last."""
    start = DocumentId(after) if after else None
    where = CollectionId(collection) if collection else None
    found = await parts.documents.page(caller, limit, start, where, status)
    following = found[-1].id if len(found) == limit else None
    shown = await parts.documents.shown(caller, found)
    return {"documents": [one.to_json() for one in shown], "next": following}


@router.get("/v1/documents/{document}")
async def get(parts: Parts, caller: Caller, document: str) -> DocumentReply:
    return (await parts.documents.show(caller, DocumentId(document))).to_json()


@router.get("/v1/documents/{document}/versions")
async def versions(parts: Parts, caller: Caller, document: str) -> VersionsReply:
    """Every state of its bytes, in the order in which they came."""
    found = await parts.documents.versions(caller, DocumentId(document))
    return {"versions": [version.to_json() for version in found]}


@router.patch("/v1/documents/{document}")
async def change(parts: Parts, caller: Caller, document: str, body: ChangeBody) -> DocumentReply:
    """Move it, say from when to when it counts, who reads it and how it is classified, hold it or
    lift the hold: all of it or nothing."""
    return (await parts.documents.change(caller, DocumentId(document), body.change())).to_json()


@router.post("/v1/documents/{document}/cancel")
async def cancel(parts: Parts, caller: Caller, document: str) -> DocumentReply:
    """Stop what reads it. What was live before stays."""
    return (await parts.documents.cancel(caller, DocumentId(document))).to_json()


@router.post("/v1/documents/{document}/retry", status_code=202)
async def retry(parts: Parts, caller: Caller, document: str) -> DocumentReply:
    """Read once more what failed or was cancelled."""
    return (await parts.documents.retry(caller, DocumentId(document))).to_json()


@router.post("/v1/documents/{document}/reread", status_code=202)
async def reread(parts: Parts, caller: Caller, document: str) -> DocumentReply:
    """Read and embed it once more, with what users said of it."""
    return (await parts.documents.read_again(caller, DocumentId(document))).to_json()


@router.patch("/v1/documents/{document}/description")
async def correct(
    parts: Parts,
    caller: Caller,
    document: str,
    changes: Annotated[dict[str, list[Text] | None], Body(description="Values by field.")],
) -> DocumentReply:
    """Say what a document is. `[]`: there is none; null takes back what was said before."""
    await parts.describer.correct(caller, DocumentId(document), changes)
    return (await parts.documents.show(caller, DocumentId(document))).to_json()


@router.delete("/v1/documents/{document}", status_code=204)
async def delete(parts: Parts, caller: Caller, document: str) -> None:
    """Remove a document, all that was read from it, and what came in it alone.

    A tombstone remains.
    """
    await parts.documents.delete(caller, DocumentId(document))
