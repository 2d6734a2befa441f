"""Reads the text out of a reply, and says how it ended. Hostile: its size is bounded."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx2

from core.chat import Usage

if TYPE_CHECKING:
    from mistralai.client.models import CompletionChunk, CompletionEvent
    from mistralai.client.utils.eventstreaming import EventStreamAsync

MOST_BYTES = 2_000_000
"""Of a whole response. A thousand tokens come in a thousand events of 200 to 300 bytes each."""
MOST_TOKENS_COUNTED = 10_000_000
"""A server that counts more, or less than none, does not count."""


class ReplyCut(Exception):
    """The stream ended, and the model had not said that its reply ends."""


class NotAReply(Exception):
    """A response larger than any reply, or packed though that was not asked for."""


class Reply:
    """Text and token counts of a stream of events."""

    def __init__(self, events: EventStreamAsync[CompletionEvent]) -> None:
        self._events = events
        self._ended = False
        self.usage: Usage | None = None
        """What the server counted, where it told."""

    async def next_text(self) -> str | None:
        """The next piece that is not empty; None at the end. Raises ReplyCut where it is cut."""
        # No event is awaited after the one that ends the reply: some servers leave it at that.
        while not self._ended:
            try:
                event = await anext(self._events)
            except StopAsyncIteration:
                raise ReplyCut from None
            if text := self._read(event.data):
                return text
        return None

    async def close(self) -> None:
        # A connection that can't even be closed is closed enough.
        with contextlib.suppress(Exception):
            await self._events.close()  # type: ignore[no-untyped-call]

    def _read(self, chunk: CompletionChunk) -> str:
        self.usage = _counted(chunk) or self.usage
        if not chunk.choices:  # such as an event that only counts tokens
            return ""
        choice = chunk.choices[0]
        if choice.finish_reason == "error":
            raise ReplyCut
        self._ended = bool(choice.finish_reason)
        return _text(choice.delta.content)


def _text(content: object) -> str:
    """Text of a string, or of the text parts in a list of parts; references are for the eye."""
    if isinstance(content, str):
        return content
    parts: Iterable[object] = content if isinstance(content, list) else ()
    texts = (getattr(part, "text", "") for part in parts if getattr(part, "type", "") == "text")
    return "".join(text for text in texts if isinstance(text, str))


def _counted(chunk: CompletionChunk) -> Usage | None:
    if chunk.usage is None:
        return None
    prompt, completion = chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0
    told = 0 < prompt <= MOST_TOKENS_COUNTED and 0 <= completion <= MOST_TOKENS_COUNTED
    return Usage(prompt, completion) if told else None


async def bound(response: httpx2.Response) -> None:
    """A hook on every response: what is read of it has an end. Raises NotAReply."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NotAReply("it is packed")
    if isinstance(response.stream, httpx2.AsyncByteStream):  # as all of an asynchronous client are
        response.stream = _Bounded(response.stream)
    # The client reads no empty body, and then fails to make an error of it, status and all.
    kind = response.headers.get("content-type", "")
    if response.status_code != HTTPStatus.OK or not kind.startswith("text/event-stream"):
        await response.aread()


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise NotAReply(f"it has more than {MOST_BYTES:,} bytes")
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
