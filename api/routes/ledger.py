"""`/v1/ledger`: what was asked, answered, refused and changed, for auditors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api import json_lines
from api.context import Caller, Parts
from api.days import Day
from api.flags import Flag
from api.shapes.ledger import (
    ErasedReply,
    HistoryReply,
    RecordPageReply,
    ReplayReply,
    TogetherReply,
    VerifiedReply,
)
from core.ids import RecordId

router = APIRouter(tags=["ledger"])

_Opened = Annotated[Flag, Query(description="With what is sealed; that is recorded.")]


@router.get("/v1/ledger")
async def records(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    opened: _Opened = False,
) -> RecordPageReply:
    """Newest first; `next` is the `before` of the following page."""
    found = await parts.ledger.page(caller, limit, before, opened=opened)
    following = found[-1].record.sequence if len(found) == limit else None
    return {"records": [one.to_json() for one in found], "next": following}


@router.get("/v1/ledger/verify")
async def verify(parts: Parts, caller: Caller) -> VerifiedReply:
    """Whether the chain of one's entity is whole."""
    return (await parts.ledger.verify(caller)).to_json()


@router.get(
    "/v1/ledger/export",
    response_class=StreamingResponse,
    responses=json_lines.described(
        "What it is, then anchored heads, then records: docs/ledger.md."
    ),
)
async def export(
    parts: Parts,
    caller: Caller,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    sealed: Annotated[Flag, Query(description="With the ciphertext of what is sealed.")] = False,
    opened: _Opened = False,
) -> StreamingResponse:
    """JSON Lines that can be verified without the service."""
    lines = parts.ledger.export(caller, first, last, sealed=sealed, opened=opened)
    return await json_lines.response(lines, "ledger.jsonl")


@router.get("/v1/ledger/{record}")
async def record(
    parts: Parts, caller: Caller, record: str, opened: _Opened = False
) -> TogetherReply:
    """A record; of a question, with what closed it."""
    found = await parts.ledger.find(caller, RecordId(record), opened=opened)
    return {"records": [one.to_json() for one in found]}


@router.post("/v1/ledger/{record}/replay")
async def replay(parts: Parts, caller: Caller, record: str) -> ReplayReply:
    """Ask the question again, as it was asked, and tell what differs and why."""
    return (await parts.replayer.replay(caller, RecordId(record))).to_json()


class Erasure(BaseModel):
    model_config = ConfigDict(extra="forbid")

    person: str = Field(min_length=1, max_length=300, description="Id of the principal.")


@router.post("/v1/erasures")
async def erase(request: Erasure, parts: Parts, caller: Caller) -> ErasedReply:
    """Make unreadable what somebody of one's entity did, and end their sessions."""
    return {"erased": await parts.ledger.erase(caller, request.person)}


@router.get("/v1/history")
async def history(
    parts: Parts,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> HistoryReply:
    """One's own questions and searches, newest first; `next` is the `before` of the next page."""
    found = await parts.history.page(caller, limit, before)
    following = found[-1]["sequence"] if len(found) == limit else None
    return {"history": found, "next": following}


@router.get(
    "/v1/history/export",
    response_class=StreamingResponse,
    responses=json_lines.described("What is held of a person: `kind` says what of it."),
)
async def export_history(parts: Parts, caller: Caller) -> StreamingResponse:
    """All that is held of oneself, as JSON Lines: rights, sessions, what the ledger can tell."""
    return await json_lines.response(parts.history.export(caller), "history.jsonl")


@router.delete("/v1/history")
async def erase_history(parts: Parts, caller: Caller) -> ErasedReply:
    """Make unreadable what one asked and was answered. The records stay, and say nothing of it."""
    return {"erased": await parts.ledger.erase_own(caller)}
