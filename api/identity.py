"""Lets nobody in who does not say who they are, before a route is looked for."""

from __future__ import annotations

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import CLOSE, headers_of, problem_of, send_problem
from core.errors import ProbantError, Unauthenticated
from flows.identify import Identifier

OPEN = frozenset({"/", "/healthz", "/readyz"})
"""Paths that ask for nothing: what they answer is the same for everybody, and no one's."""
PRINCIPAL = "principal"
"""Where in a request's state who asks is kept."""


class IdentityGate:
    """Answers 401 to whoever is nobody, whatever they ask for and without reading what they send.

    A new route is behind it like any other: only `OPEN` is not.
    """

    def __init__(self, app: ASGIApp, identifier: Identifier) -> None:
        self._app, self._identifier = app, identifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        try:
            principal = await self._identifier.identify(bearer_of(Headers(scope=scope)))
        except ProbantError as error:
            await send_problem(send, problem_of(error), _headers(error))
            return
        scope.setdefault("state", {})[PRINCIPAL] = principal
        await self._app(scope, receive, send)


def bearer_of(headers: Headers) -> str | None:
    """None also where there are several: which of them counts would be anybody's guess."""
    sent = headers.getlist("authorization")
    scheme, credentials = get_authorization_scheme_param(sent[0] if len(sent) == 1 else None)
    return credentials if scheme.lower() == "bearer" else None


def _headers(error: ProbantError) -> dict[str, str]:
    wanted = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthenticated) else {}
    return {**wanted, **headers_of(error), **CLOSE}
