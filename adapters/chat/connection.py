"""One request to a chat server, by the official client. Loads the client on first use."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, TypeAlias

from core.chat import ChatMessage

if TYPE_CHECKING:
    import httpx2
    from mistralai.client import Mistral
    from mistralai.client.models import (
        ChatCompletionStreamRequestMessageTypedDict,
        CompletionEvent,
    )
    from mistralai.client.utils.eventstreaming import EventStreamAsync

    WireMessage: TypeAlias = ChatCompletionStreamRequestMessageTypedDict

MOST_REPLY_TOKENS = 1024
"""Asked of the server: a page and a half."""


class Connection:
    """Asks one model of one server. Sends nothing anywhere else."""

    def __init__(self, url: str, key: str, model: str, connect_s: float, whole_s: float) -> None:
        self._url, self._key, self._model = url, key, model
        self._connect_s, self._whole_s = connect_s, whole_s
        self._tls: ssl.SSLContext | None = None

    def opened(self) -> httpx2.AsyncClient:
        """Connections for one request, to be closed after it.

        Those of an answer that is left are not fit for another, and one that is left while it opens
        would stay behind in the client.
        """
        # Imported with the first question: a quarter of a second that many commands don't need.
        import httpx2

        from adapters.chat.reply import bound

        if self._tls is None:  # 20 ms, once
            self._tls = httpx2.create_ssl_context()

        async def connect_soon(request: httpx2.Request) -> None:
            # The official client knows one timeout, for everything.
            request.extensions["timeout"]["connect"] = self._connect_s

        return httpx2.AsyncClient(
            verify=self._tls,
            headers={"Accept-Encoding": "identity"},  # what is packed has no size one can trust
            # A redirect would carry the documents to who knows where.
            follow_redirects=False,
            event_hooks={"request": [connect_soon], "response": [bound]},
        )

    async def ask(
        self, http: httpx2.AsyncClient, messages: list[WireMessage]
    ) -> EventStreamAsync[CompletionEvent]:
        """Raises what the client raises."""
        return await self._client(http).chat.stream_async(
            model=self._model,
            messages=messages,
            temperature=0,
            max_tokens=MOST_REPLY_TOKENS,
            timeout_ms=round(self._whole_s * 1000),
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


def wire(message: ChatMessage) -> WireMessage:
    """Raises ValueError for a role that no model knows: a fault of ours, not of the server."""
    match message.role:
        case "system":
            return {"role": "system", "content": message.content}
        case "user":
            return {"role": "user", "content": message.content}
        case "assistant":
            return {"role": "assistant", "content": message.content}
    raise ValueError(f"no role of a message: {message.role!r}")
