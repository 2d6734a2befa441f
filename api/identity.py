"""Lets nobody in who does not say who they are, before a route is looked for."""

from __future__ import annotations

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cookies import session_cookie, shown
from api.problems import (
    CLOSE,
    headers_of,
    problem_of,
    send_problem,
    unavailable_to_strangers,
)
from api.state import PRINCIPAL
from core.errors import ProbantError, Unauthenticated, Unavailable
from core.principals import Principal
from flows.identify import Identifier
from flows.people.signing_in import SigningIn

_SIGNING_IN = {"/auth", "/auth/login", "/auth/callback", "/auth/logout"}
OPEN = frozenset({"/", "/healthz", "/readyz", *_SIGNING_IN})
"""Paths that ask for nothing: what they answer is the same for everybody, and no one's."""
NAME = "name"
"""The same for what a person who signed in is called."""


class IdentityGate:
    """Answers 401 to whoever is nobody, whatever they ask for and without reading what they send.

    A new route is behind it like any other: only `OPEN` is not.
    """

    def __init__(
        self, app: ASGIApp, identifier: Identifier, signing_in: SigningIn | None = None
    ) -> None:
        self._app, self._identifier, self._signing_in = app, identifier, signing_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        try:
            principal, name = await self._who(Headers(scope=scope))
        except ProbantError as outage:
            is_told = not isinstance(outage, Unavailable) or self._identifier.local is not None
            error = outage if is_told else unavailable_to_strangers(outage)
            await send_problem(send, problem_of(error), _headers(error))
            return
        scope.setdefault("state", {}).update({PRINCIPAL: principal, NAME: name})
        await self._app(scope, receive, send)

    async def _who(self, headers: Headers) -> tuple[Principal, str]:
        """By the session of a browser that shows nothing else; else by what is shown."""
        if self._signing_in and "authorization" not in headers:
            token = shown(headers, session_cookie(self._signing_in.over_https))
            if token is not None:
                known = await self._signing_in.known(token)
                return known.principal, known.name
        return await self._identifier.identify(bearer_of(headers)), ""


def bearer_of(headers: Headers) -> str | None:
    """None also where there are several: which of them counts would be anybody's guess."""
    sent = headers.getlist("authorization")
    scheme, credentials = get_authorization_scheme_param(sent[0] if len(sent) == 1 else None)
    return credentials if scheme.lower() == "bearer" else None


def _headers(error: ProbantError) -> dict[str, str]:
    wanted = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthenticated) else {}
    return {**wanted, **headers_of(error), **CLOSE}
