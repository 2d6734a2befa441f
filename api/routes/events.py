"""Progress as server-sent events: of a batch, and of a document."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.context import Caller, Parts
from api.problems import problem_of
from api.streams import Streams
from core.errors import ProbantError
from core.ids import DocumentId
from core.jobs import BatchProgress
from flows.batches import batch_id
from flows.documents import Shown
from flows.follow import follow

router = APIRouter(tags=["batches"])


class Watched(Protocol):
    def to_json(self) -> dict[str, Any]: ...


async def place(request: Request, caller: Caller) -> AsyncIterator[None]:
    """One of the streams that are kept open, until the client goes or all is told."""
    streams = request.app.state.streams
    if not isinstance(streams, Streams):
        raise TypeError("the application keeps no streams")
    with streams.one(caller):
        yield


async def batch_events(
    request: Request, parts: Parts, caller: Caller, batch: str
) -> AsyncIterator[Watched]:
    followed = batch_id(batch)

    async def look() -> BatchProgress:
        return await parts.batches.progress(await parts.identifier.again(caller), followed)

    seen = follow(look, lambda seen: seen.is_final, request.app.state.look_every_s)
    return await _begun(seen)


async def document_events(
    request: Request, parts: Parts, caller: Caller, document: str
) -> AsyncIterator[Watched]:
    async def look() -> Shown:
        who = await parts.identifier.again(caller)
        return await parts.documents.show(who, DocumentId(document))

    seen = follow(look, _is_final, request.app.state.look_every_s)
    return await _begun(seen)


def _is_final(shown: Shown) -> bool:
    # Both are asked: a document that was deleted between the two looks has no job any more.
    is_under_way = shown.job is not None and not shown.job.state.is_final
    return not is_under_way and shown.document.outcome.status.is_final


async def _begun(seen: AsyncIterator[Watched]) -> AsyncIterator[Watched]:
    """The same, begun: what is not there is a 404 yet, and not an event."""
    first = await anext(seen)

    async def all_of_it() -> AsyncIterator[Watched]:
        yield first
        async for one in seen:
            yield one

    return all_of_it()


@router.get(
    "/v1/batches/{batch}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(place)],
)
async def batch_stream(
    seen: Annotated[AsyncIterator[Watched], Depends(batch_events)],
) -> AsyncIterator[ServerSentEvent]:
    """`progress` as it changes, then `end`."""
    async for event in _events(seen):
        yield event


@router.get(
    "/v1/documents/{document}/events",
    response_class=EventSourceResponse,
    dependencies=[Depends(place)],
)
async def document_stream(
    seen: Annotated[AsyncIterator[Watched], Depends(document_events)],
) -> AsyncIterator[ServerSentEvent]:
    """`progress` as it changes, then `end`."""
    async for event in _events(seen):
        yield event


async def _events(seen: AsyncIterator[Watched]) -> AsyncIterator[ServerSentEvent]:
    last: dict[str, Any] = {}
    try:
        async for one in seen:
            last = one.to_json()
            yield ServerSentEvent(event="progress", data=last)
    except ProbantError as error:  # deleted meanwhile, or the caller's key was taken back
        yield ServerSentEvent(event="error", data=problem_of(error))
    else:
        yield ServerSentEvent(event="end", data=last)
