"""A chat model behind Mistral's API, or behind any server that speaks it (vLLM, llama.cpp)."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Awaitable, Iterable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from adapters.chat.reply import ReplyCut
from core.errors import Misconfigured, UpstreamFailed
from core.ports import ChatMessage

if TYPE_CHECKING:
    import httpx2
    from mistralai.client import Mistral
    from mistralai.client.models import (
        ChatCompletionStreamRequestMessageTypedDict,
        CompletionChunk,
        CompletionEvent,
    )
    from mistralai.client.utils.eventstreaming import EventStreamAsync

T = TypeVar("T")


class MistralChat:
    """Implements `core.ports.ChatModel` at temperature 0, by the official client.

    Every failure is UpstreamFailed, whose text never holds the key. Nothing is sent anywhere but
    to the server at `url`: redirects are not followed, and the client's own telemetry and its
    keys from the environment are off.
    """

    def __init__(self, url: str, key: str, model: str, timeout_s: float) -> None:
        """`url` is the server's root, with or without `/v1`; an empty `key` sends none.

        `timeout_s` bounds the wait for the first piece of a reply, and then for each next one.
        Raises Misconfigured.
        """
        self._url = _root(url)
        self._key = _header_safe(key)
        self._model = model
        self._timeout_s = timeout_s
        self._tls: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        return self._model

    async def stream(self, messages: Sequence[ChatMessage]) -> AsyncGenerator[str, None]:
        """Pieces of text as they come, none of them empty.

        `aclose` on the generator ends the request. A reply that reached the model's limit ends
        like any other.
        """
        asked = list(map(_wire, messages))
        # Connections of its own: those of an answer that is left are not fit for another, and one
        # that is left while it opens would stay behind in the client.
        async with self._connections() as http:
            reply = _Reply(await self._step(self._opened(http, asked)))
            try:
                while (piece := await self._step(reply.next_text())) is not None:
                    yield piece
            finally:
                await reply.close()

    async def close(self) -> None:
        """Does nothing: between questions no connection is open."""

    def _connections(self) -> httpx2.AsyncClient:
        # Imported with the first question: a quarter of a second that many commands don't need.
        import httpx2

        if self._tls is None:  # 20 ms, once
            self._tls = httpx2.create_ssl_context()
        return httpx2.AsyncClient(
            verify=self._tls,
            # A redirect would carry the documents to who knows where.
            follow_redirects=False,
            event_hooks={"response": [_read_unless_stream]},
        )

    async def _opened(
        self, http: httpx2.AsyncClient, messages: list[ChatCompletionStreamRequestMessageTypedDict]
    ) -> EventStreamAsync[CompletionEvent]:
        return await self._client(http).chat.stream_async(
            model=self._model,
            messages=messages,
            temperature=0,
            timeout_ms=round(self._timeout_s * 1000),
        )

    def _client(self, http: httpx2.AsyncClient) -> Mistral:
        import httpx2
        from mistralai.client import Mistral

        client = Mistral(
            # A function, for with no key at all the client would look for one in the environment.
            api_key=lambda: self._key or None,
            server_url=self._url,
            async_client=http,
            client=httpx2.Client(verify=self._tls or True),  # never used, and slow to make
        )
        # Else a variable in the environment can send questions and key to the vendor's collector.
        client.sdk_configuration.telemetry = False  # type: ignore[attr-defined]
        return client

    async def _step(self, awaited: Awaitable[T]) -> T:
        """One wait for the server. Raises UpstreamFailed, whatever went wrong there."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await awaited
        except Exception as error:
            raise self._failed(error) from None  # its cause may quote the key

    def _failed(self, error: Exception) -> UpstreamFailed:
        from adapters.chat.failures import explained

        detail, remedy = explained(error, self._timeout_s, self._key)
        host = urlsplit(self._url).hostname
        return UpstreamFailed(f"The chat model {self._model} at {host} {detail}", remedy)


async def _read_unless_stream(response: httpx2.Response) -> None:
    # The client reads no empty body, and then fails to make an error of it, status and all.
    kind = response.headers.get("content-type", "")
    if response.status_code != HTTPStatus.OK or not kind.startswith("text/event-stream"):
        await response.aread()


class _Reply:
    """Reads text out of a stream of events."""

    def __init__(self, events: EventStreamAsync[CompletionEvent]) -> None:
        self._events = events
        self._ended = False

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


def _wire(message: ChatMessage) -> ChatCompletionStreamRequestMessageTypedDict:
    match message.role:
        case "system":
            return {"role": "system", "content": message.content}
        case "user":
            return {"role": "user", "content": message.content}
        case "assistant":
            return {"role": "assistant", "content": message.content}
    raise ValueError(f"no role of a message: {message.role!r}")


def _root(url: str) -> str:
    # Checked here because the client would take the vendor's own server for an empty address.
    root = url.strip().rstrip("/").removesuffix("/v1")
    try:
        parts = urlsplit(root)
        valid = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise Misconfigured(
            "PROBANT_CHAT_URL is not the address of a server.",
            "Write its root, such as https://api.mistral.ai or http://127.0.0.1:8000.",
        )
    return root


def _header_safe(key: str) -> str:
    # Checked here because the errors of what sends it quote the whole header.
    key = key.strip()
    if not (key.isascii() and (not key or key.isprintable())):
        raise Misconfigured("PROBANT_CHAT_KEY holds characters that no access key has.")
    return key
