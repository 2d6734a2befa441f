"""Limits the uploads under way, before a body is read, which is spooled to disk."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits import UPLOADS
from api.places import Full, Places
from api.problems import problem_of, send_problem
from api.state import caller_of
from core.errors import Unavailable

AT_ONCE = 8
_RETRY_AFTER_S = 5
_SILENCE_S = 60.0
"""A client that lost its network tells nobody, and would keep its place for good."""


class UploadGate:
    """Answers 503 to one upload more than `at_once`, or than the caller's share of them.

    One of which nothing comes for `silence_s` is over, as if its client had gone.
    """

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE, silence_s: float = _SILENCE_S) -> None:
        self._app, self._silence_s = app, silence_s
        self._places = Places(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_upload(scope):
            await self._app(scope, receive, send)
            return
        try:
            with self._places.one(caller_of(scope)):
                await self._app(scope, _going_on(receive, self._silence_s), send)
        except Full:
            # Not closed: who is still sending would see a broken connection instead of this.
            await send_problem(send, problem_of(_busy()), {"Retry-After": str(_RETRY_AFTER_S)})


def _going_on(receive: Receive, silence_s: float) -> Receive:
    is_whole = False

    async def received() -> Message:
        nonlocal is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout(silence_s):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        is_whole = not message.get("more_body", False)
        return message

    return received


def _is_upload(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    return bool(scope["path"].rstrip("/") == UPLOADS)


def _busy() -> Unavailable:
    return Unavailable(
        "As many uploads as the service takes at once, of you or of all, are under way.",
        "Try again.",
    )
