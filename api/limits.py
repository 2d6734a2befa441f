"""Bounds what a client may send."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import CLOSE, problem, send_problem

UPLOADS = "/v1/documents"
_REQUEST_BYTES = 2_000_000
"""A question and its history; documents have their own limit."""
_ENVELOPE_BYTES = 100_000
"""What a multipart body holds beside the file."""


class BodyLimit:
    """Answers 413 to a body over the limit, declared or not, as soon as it is known to be."""

    def __init__(self, app: ASGIApp, most_upload_bytes: int) -> None:
        self._app = app
        self._most_upload_bytes = most_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = scope["path"].rstrip("/") == UPLOADS
        most = self._most_upload_bytes + _ENVELOPE_BYTES if is_upload else _REQUEST_BYTES
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            await _refuse(send, most)
            return
        await _Metered(self._app, most).run(scope, receive, send)


class _Metered:
    """One request whose body is counted as it comes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most
        self._received = 0
        self._refused = False

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted() -> Message:
            message = await receive()
            self._received += len(message.get("body", b""))
            if self._received > self._most:
                if not self._refused:
                    self._refused = True
                    await _refuse(send, self._most)
                return {"type": "http.disconnect"}
            return message

        async def guarded(message: Message) -> None:
            if not self._refused:
                await send(message)

        await self._app(scope, counted, guarded)


async def _refuse(send: Send, most: int) -> None:
    detail = f"The body is larger than {most // 1_000_000} MB."
    await send_problem(send, problem(413, "too-large", "Too large", detail), CLOSE)
