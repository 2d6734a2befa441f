"""What a route gets: the assembled parts, and who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from core.principals import Principal
from flows.bootstrap import Installation
from governance.identity import identify

_bearer = HTTPBearer(auto_error=False, description="An access key, where any is configured.")


def installation(request: Request) -> Installation:
    parts = request.app.state.installation
    if not isinstance(parts, Installation):
        raise TypeError("the application has no installation")
    return parts


Parts = Annotated[Installation, Depends(installation)]


def caller(
    request: Request,
    parts: Parts,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal:
    """Who asks. Raises `Unauthenticated`."""
    bearer = credentials.credentials if credentials else None
    known = identify(bearer, parts.settings.keys, parts.settings.local_entity)
    request.state.caller = known  # for who records a refusal
    return known


Caller = Annotated[Principal, Depends(caller)]
