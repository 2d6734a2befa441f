"""`GET /v1/documents/{id}/pages/{n}.png`: a page, with a citation's words framed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.context import Caller, Parts
from core.ids import DocumentId

router = APIRouter(tags=["documents"])


@router.get(
    "/v1/documents/{document}/pages/{page}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def page_image(
    parts: Parts,
    caller: Caller,
    document: str,
    page: Annotated[int, Path(ge=1, le=100_000)],
    citation: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """PNG of a page of a PDF, at 2 pixels per point, or fewer for a huge one: a header says."""
    image = await parts.pages.image(caller, DocumentId(document), page, citation)
    headers = {
        "Cache-Control": "private, no-cache",
        "X-Probant-Pixels-Per-Point": str(image.pixels_per_point),
    }
    return Response(image.png, media_type="image/png", headers=headers)
