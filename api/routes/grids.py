"""`/v1/grids`: typed questions put to many documents."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.context import Caller, Parts
from api.shapes.grids import GridPageReply, GridReply, GridWithCellsReply
from core.ids import CollectionId, GridId
from flows.grids.asking import MOST_CELLS, MOST_DOCUMENTS
from flows.grids.exports import ExportFormat
from flows.grids.questions import MOST_QUESTIONS, Language, checked_questions
from flows.use_cases.uses import OPEN

router = APIRouter(tags=["grids"])

_PART_BYTES = 1 << 20
_FILES = {
    format_.media_type: {"schema": {"type": "string", "format": "binary"}}
    for format_ in ExportFormat
}
_RENT: JsonDict = {
    "id": "rent",
    "question": "Quel est le loyer annuel ?",
    "type": "number",
    "unit": "EUR",
}
_Name = Annotated[str, Field(min_length=1, max_length=300)]


class GridRequest(BaseModel):
    questions: list[dict[str, Any]] = Field(
        max_length=MOST_QUESTIONS, description="As in a file of questions: docs/grid.md."
    )
    documents: list[_Name] = Field(
        default=[], max_length=MOST_DOCUMENTS, description="Names or ids; none: all in scope."
    )
    collection: str | None = Field(None, max_length=200)
    model: str = Field(OPEN, max_length=200, description="A use case: `GET /v1/models` lists them.")
    title: str | None = None
    language: Language | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{"questions": [_RENT]}]})


@router.post("/v1/grids", status_code=202)
async def ask(request: GridRequest, parts: Parts, caller: Caller) -> GridReply:
    """Ask for a grid. The same request over the same readings is the same grid: to send it again
    reads only what is missing."""
    said = {"title": request.title, "language": request.language, "questions": request.questions}
    asked = checked_questions({name: value for name, value in said.items() if value is not None})
    where = CollectionId(request.collection) if request.collection else None
    use_case = await parts.uses.asked(caller, request.model)
    made = await parts.grids.ask(caller, asked, request.documents, where, use_case)
    return made.to_json()


@router.get("/v1/grids")
async def grids(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> GridPageReply:
    """Newest first; `next` is the `after` of the following page."""
    found = await parts.grids.page(caller, limit, GridId(after) if after else None)
    following = found[-1].grid.id if len(found) == limit else None
    return {"grids": [one.to_json() for one in found], "next": following}


@router.get("/v1/grids/{grid}")
async def grid(
    parts: Parts,
    caller: Caller,
    grid: str,
    limit: Annotated[int, Query(ge=0, le=500)] = 100,
    start: Annotated[int, Query(ge=0, le=MOST_CELLS)] = 0,
) -> GridWithCellsReply:
    """How far it is, and `limit` of its cells from the one of rank `start`, document by document;
    `next` is the `start` of the following page."""
    progress = await parts.grids.progress(caller, GridId(grid))
    cells = await parts.grids.cells(caller, GridId(grid), limit, start) if limit else []
    following = start + limit
    return {
        **progress.to_json(),
        "cells": [cell.to_json() for cell in cells],
        "next": following if following < progress.grid.size else None,
    }


@router.get(
    "/v1/grids/{grid}/export",
    response_class=StreamingResponse,
    responses={200: {"content": _FILES}},
)
async def export(
    request: Request,
    parts: Parts,
    caller: Caller,
    grid: str,
    format: ExportFormat = ExportFormat.XLSX,  # noqa: A002  # the name of the parameter
) -> StreamingResponse:
    """The grid as a file; what is not read yet is there as pending. 429 while others are made."""
    address = str(request.base_url)
    file = await parts.exports.export(caller, GridId(grid), format, address)
    headers = {
        "Content-Length": str(file.seek(0, SEEK_END)),
        "Content-Disposition": f'attachment; filename="grid.{format.value}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_parts_of(file), media_type=format.media_type, headers=headers)


def _parts_of(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while part := file.read(_PART_BYTES):
            yield part


@router.post("/v1/grids/{grid}/cancel")
async def cancel(parts: Parts, caller: Caller, grid: str) -> GridReply:
    """Read no more of its cells; those that were read stay."""
    return (await parts.grids.cancel(caller, GridId(grid))).to_json()


@router.delete("/v1/grids/{grid}", status_code=204)
async def delete(parts: Parts, caller: Caller, grid: str) -> None:
    """The grid with its cells; its documents stay."""
    await parts.grids.delete(caller, GridId(grid))
