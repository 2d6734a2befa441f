"""A model server of the test's own, on loopback, that answers as it is told to.

    with ModelServer() as server:
        server.answer = says("Le loyer ", "est de 1 200 €.")
        ...                                    # ask server.url
        assert server.asked[0].body["model"] == "small"

It runs in a thread with an event loop of its own, so that tests with and without one can use it.
An answer is a function from the request's body to a response; add others as they are needed.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

SOON_S = 60
Body = Mapping[str, Any]
Answer = Callable[[Body], Response]


@dataclass(frozen=True, slots=True)
class Asked:
    headers: Mapping[str, str]
    body: Body


class ModelServer:
    """Answers POST /v1/chat/completions with `answer`, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = says("Bonjour.")
        self.asked: list[Asked] = []
        self.was_asked = threading.Event()
        self.left = threading.Event()
        """Set once a client has gone before the end of its answer."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        host, port = self._socket.getsockname()
        self.url = f"http://{host}:{port}"
        app = Starlette(routes=[Route("/v1/chat/completions", self._complete, methods=["POST"])])
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> Self:
        # The socket listens already: who connects before the server runs only waits a little.
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True  # not waiting for answers that never end
        self._thread.join(SOON_S)
        self._socket.close()

    def await_nobody(self) -> None:
        """Returns once no connection is open. Raises TimeoutError."""
        deadline = time.monotonic() + SOON_S
        while self._server.server_state.connections:
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.01)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    async def _complete(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(Asked(dict(request.headers), body))
        self.was_asked.set()
        response = self.answer(body)
        if isinstance(response, StreamingResponse):
            response.body_iterator = self._watched(response.body_iterator)
        return response

    async def _watched(self, pieces: AsyncIterable[Any]) -> AsyncIterator[Any]:
        try:
            async for piece in pieces:
                yield piece
        except asyncio.CancelledError:
            self.left.set()
            raise


# --- events --------------------------------------------------------------------------------------


def event(content: object = None, finish: str | None = None) -> bytes:
    """One event of a stream, with `content` as its text or its list of parts."""
    delta = {} if content is None else {"role": "assistant", "content": content}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return raw_event(json.dumps({"id": "1", "model": "small", "choices": [choice]}))


def raw_event(data: str) -> bytes:
    return f"data: {data}\n\n".encode()


DONE = raw_event("[DONE]")


# --- answers -------------------------------------------------------------------------------------


def streams(*pieces: bytes, then: Callable[[], Any] | None = None) -> Answer:
    """Send these bytes as an event stream, then await `then()`, then end properly."""

    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
        if then:
            await then()

    return lambda _: StreamingResponse(body(), media_type="text/event-stream")


def says(*contents: object, finish: str = "stop") -> Answer:
    """A good answer, in these pieces."""
    return streams(*map(event, contents), event(finish=finish), DONE)


async def for_ever() -> None:
    await asyncio.Event().wait()


async def abruptly() -> None:
    """For `streams(then=…)`: the connection breaks without the end that HTTP asks for."""
    raise ConnectionError


def hangs(*contents: object) -> Answer:
    """These pieces, and then silence."""
    return streams(*map(event, contents), then=for_ever)


def drips(piece: bytes, every_s: float) -> Answer:
    """The same bytes over and over, for ever."""

    async def body() -> AsyncIterator[bytes]:
        while True:
            yield piece
            await asyncio.sleep(every_s)

    return lambda _: StreamingResponse(body(), media_type="text/event-stream")


def slow(wait_s: float, *contents: object) -> Answer:
    """A good answer whose every piece comes after a wait."""

    async def body() -> AsyncIterator[bytes]:
        for piece in (*map(event, contents), event(finish="stop"), DONE):
            await asyncio.sleep(wait_s)
            yield piece

    return lambda _: StreamingResponse(body(), media_type="text/event-stream")


def fails(status: int, body: str = "", media_type: str = "application/json") -> Answer:
    return lambda _: Response(body, status, media_type=media_type)


def sends(body: str, media_type: str) -> Answer:
    """A success that need not be a stream of events."""
    return lambda _: Response(body, media_type=media_type)


def redirects(url: str) -> Answer:
    return lambda _: RedirectResponse(url, 307)


def in_turn(answers: Iterable[Answer]) -> Answer:
    """The next of these to each request."""
    turns = iter(answers)
    return lambda body: next(turns)(body)
