"""`POST /v1/search`: passages for a question."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field, StrictInt

from api.asking import Asking
from api.context import Caller, Parts
from api.said import Text
from api.shapes.answers import FoundReply
from flows.reply import found_to_json

router = APIRouter(tags=["search"])


class SearchRequest(Asking):
    query: Text
    top_k: StrictInt = Field(10, ge=1, le=100)
    before: list[Text] = Field(
        default=[], max_length=100, description="Earlier questions, oldest first; the last 5 count."
    )


@router.post("/v1/search")
async def search(request: SearchRequest, parts: Parts, caller: Caller) -> FoundReply:
    """The best passages, best first, with their places; and the scope they were looked for in."""
    use_case = await parts.uses.asked(caller, request.model)
    question = request.asked(request.query, request.before, use_case=use_case)
    found = await parts.asker.search(caller, question, request.top_k)
    return found_to_json(question, found)
