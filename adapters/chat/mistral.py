"""A chat model behind Mistral's API, or behind any server that speaks it (vLLM, llama.cpp)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from adapters.chat.address import header_safe, root
from adapters.chat.connection import Connection, wire
from adapters.chat.patience import Breaker, Clock, Waits, chance, pause_s
from adapters.chat.tokens import Tekken
from core.chat import ChatMessage, UsageTold

if TYPE_CHECKING:
    from adapters.chat.connection import WireMessage
    from adapters.chat.failures import ServerTrouble
    from adapters.chat.reply import Reply

T = TypeVar("T")


class MistralChat:
    """Implements `core.chat.ChatModel` at temperature 0, by the official client.

    Every failure is ChatFailed, whose text never holds the key. Nothing is sent anywhere but to
    the server at `url`: redirects are not followed, and the client's own telemetry and its keys
    from the environment are off. What may pass is tried again while nothing was answered yet, and
    a server that keeps failing is left alone for a while (`adapters.chat.patience`).
    """

    def __init__(
        self,
        url: str,
        key: str,
        model: str,
        waits: Waits,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Clock = time.monotonic,
        jitter: Callable[[], float] = chance,
    ) -> None:
        """`url` is the server's root, with or without `/v1`; an empty `key` sends none.

        Raises Misconfigured.
        """
        self._url = root(url)
        self._key = header_safe(key)
        self._model = model
        self._connection = Connection(self._url, self._key, model, waits.connect_s, waits.whole_s)
        self._waits = waits
        self._sleep, self._clock, self._jitter = sleep, clock, jitter
        self._breaker = Breaker(clock)
        self._vocabulary = Tekken()

    @property
    def name(self) -> str:
        return self._model

    def tokens(self, text: str) -> int:
        return self._vocabulary.count(text)

    async def stream(
        self, messages: Sequence[ChatMessage], tell: UsageTold
    ) -> AsyncGenerator[str, None]:
        """Pieces of text as they come, none of them empty.

        `aclose` on the generator ends the request. A reply that reached the most tokens ends like
        any other.
        """
        asked = list(map(wire, messages))
        with self._breaker:
            until = self._clock() + self._waits.whole_s
            async with self._begun(asked, until) as (reply, first):
                piece = first
                while piece is not None:
                    yield piece
                    piece = await self._step(reply.next_text(), self._waits.next_s, until)
            if reply.usage:
                tell(reply.usage)

    async def close(self) -> None:
        """Does nothing: between questions no connection is open."""

    @asynccontextmanager
    async def _begun(
        self, asked: list[WireMessage], until: float
    ) -> AsyncIterator[tuple[Reply, str | None]]:
        """A reply and its first piece, None where it is empty, of as many attempts as it takes."""
        from adapters.chat.failures import ServerTrouble

        for attempt in count(1):
            async with AsyncExitStack() as stack:
                try:
                    begun = await self._attempt(stack, asked, until)
                except ServerTrouble as trouble:
                    pause = self._pause_s(trouble, attempt, until)
                else:
                    yield begun
                    return
            await self._sleep(pause)

    def _pause_s(self, trouble: ServerTrouble, attempt: int, until: float) -> float:
        """Raises the trouble where it is no use to ask again."""
        pause = pause_s(attempt, trouble.retry_after_s, self._jitter) if trouble.may_pass else None
        if pause is None or self._clock() + pause >= until:
            raise trouble
        return pause

    async def _attempt(
        self,
        stack: AsyncExitStack,
        asked: list[WireMessage],
        until: float,
    ) -> tuple[Reply, str | None]:
        from adapters.chat.reply import Reply

        first_s = self._waits.first_s
        begin_by = min(until, self._clock() + first_s)
        http = await stack.enter_async_context(self._connection.opened())
        reply = Reply(await self._step(self._connection.ask(http, asked), first_s, begin_by))
        stack.push_async_callback(reply.close)
        return reply, await self._step(reply.next_text(), first_s, begin_by)

    async def _step(self, awaited: Awaitable[T], most_s: float, until: float) -> T:
        """One wait for the server. Raises ServerTrouble, whatever went wrong there."""
        try:
            async with asyncio.timeout(max(0.0, min(most_s, until - self._clock()))):
                return await awaited
        except Exception as error:
            raise self._trouble(error, most_s) from None  # its cause may quote the key

    def _trouble(self, error: Exception, waited_s: float) -> ServerTrouble:
        from adapters.chat.failures import Asked, trouble_of

        host = urlsplit(self._url).hostname or ""
        return trouble_of(error, Asked(self._model, host, self._key), waited_s)
