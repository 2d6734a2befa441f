"""Keeps the pages of other sites away from a service that asks nobody who they are."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cookies import shown
from api.problems import CLOSE, problem_of, send_problem
from core.errors import Refused

_LOOPBACK = re.compile(rb"(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)(?::\d{1,5})?")
_READING = {"GET", "HEAD", "OPTIONS"}


class LocalOnly:
    """Answers 403 where a browser asks on behalf of a page that is not ours.

    Loopback keeps other machines out, not the sites that a browser on this one shows. A site may
    point its own name at 127.0.0.1 (DNS rebinding), and then it is the Host; or have a form sent
    here, and then it is the Origin. Programs name a loopback host and send no Origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refusal(scope) if scope["type"] == "http" else None
        if refusal:
            await send_problem(send, problem_of(refusal), CLOSE)
        else:
            await self._app(scope, receive, send)


def _refusal(scope: Scope) -> Refused | None:
    hosts, origins = _sent(scope, b"host"), _sent(scope, b"origin")
    if len(hosts) != 1 or not _LOOPBACK.fullmatch(hosts[0]):
        return Refused(
            "Without identity, only requests to 127.0.0.1, [::1] or localhost are answered.",
            "Use one of these names, or set PROBANT_IDENTITY=required.",
        )
    ours = scope["scheme"].encode() + b"://" + hosts[0]
    if scope["method"] not in _READING and any(origin != ours for origin in origins):
        return Refused(
            "Another site's page may not change anything here.",
            "Use the page of this service, or set PROBANT_IDENTITY=required.",
        )
    return None


class OwnPageOnly:
    """Answers 403 where a browser shows its session on behalf of a page that is not ours.

    A browser shows the cookie by itself, whoever's page asks. `SameSite` keeps most of them out;
    here so do those of a neighbouring host, and those that a browser that knows it not lets by.
    """

    def __init__(self, app: ASGIApp, cookie: str, origin: str) -> None:
        self._app, self._cookie = app, cookie
        self._origin = origin.rstrip("/").lower().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_by_session(scope) and not self._is_ours(scope):
            refusal = Refused(
                "Another site's page may not use your session.", "Use the page of this service."
            )
            await send_problem(send, problem_of(refusal), CLOSE)
        else:
            await self._app(scope, receive, send)

    def _is_by_session(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        return "authorization" not in headers and shown(headers, self._cookie) is not None

    def _is_ours(self, scope: Scope) -> bool:
        if scope["method"] not in _READING:
            return _sent(scope, b"origin") == [self._origin]
        # What a person follows a link to is theirs to see; what a page loads is that page's.
        follows = _sent(scope, b"sec-fetch-mode") == [b"navigate"]
        return follows or not {*_sent(scope, b"sec-fetch-site")} & {b"cross-site", b"same-site"}


def _sent(scope: Scope, name: bytes) -> list[bytes]:
    return [value.strip().lower() for key, value in scope["headers"] if key == name]
