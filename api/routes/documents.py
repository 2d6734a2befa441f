"""`/v1/documents`: upload, follow, list, correct, delete."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Query, Response, UploadFile

from api.context import Caller, Parts
from core.ids import CollectionId, DocumentId
from core.outcomes import Status
from flows.documents import DEFAULT_COLLECTION, Accepted, check_collection

router = APIRouter(tags=["documents"])


@router.post("/v1/documents", status_code=202)
async def upload(
    parts: Parts,
    caller: Caller,
    response: Response,
    file: Annotated[UploadFile, File(description="The document.")],
    collection: Annotated[str, Form(max_length=200)] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """Accept a document. 202: follow its status at `Location`; 200: it was known and unchanged."""
    check_collection(collection)
    with tempfile.TemporaryDirectory(dir=parts.uploads) as folder:
        path = Path(folder) / "upload"
        await asyncio.to_thread(_copy, file, path)
        name = file.filename or "document"
        accepted = await parts.documents.add(caller, path, name, CollectionId(collection))
    response.status_code = 200 if accepted.unchanged else 202
    response.headers["Location"] = f"/v1/documents/{accepted.document.id}"
    return _shown(accepted)


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)


def _shown(accepted: Accepted) -> dict[str, Any]:
    shown = accepted.document.to_json()
    return shown | {"status": Status.UNCHANGED.value} if accepted.unchanged else shown


@router.get("/v1/documents")
async def page(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> dict[str, Any]:
    """Documents in id order; `next` is the `after` of the following page, null on the last."""
    start = DocumentId(after) if after else None
    found = await parts.documents.page(caller, limit, start)
    following = found[-1].id if len(found) == limit else None
    return {"documents": [document.to_json() for document in found], "next": following}


@router.get("/v1/documents/{document}")
async def get(parts: Parts, caller: Caller, document: str) -> dict[str, Any]:
    found = await parts.documents.get(caller, DocumentId(document))
    return found.to_json()


@router.patch("/v1/documents/{document}/description")
async def correct(
    parts: Parts,
    caller: Caller,
    document: str,
    changes: Annotated[dict[str, list[str] | None], Body(description="Values by field.")],
) -> dict[str, Any]:
    """Say what a document is. `[]`: there is none; null takes back what was said before."""
    corrected = await parts.describer.correct(caller, DocumentId(document), changes)
    return corrected.to_json()


@router.delete("/v1/documents/{document}", status_code=204)
async def delete(parts: Parts, caller: Caller, document: str) -> None:
    """Remove a document and all that was read from it. A tombstone remains."""
    await parts.documents.delete(caller, DocumentId(document))
