"""What a route gets: the assembled parts, and who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.state import caller_of
from core.principals import Principal
from flows.bootstrap import Installation

_bearer = HTTPBearer(auto_error=False, description="An access key, where identity is required.")


def installation(request: Request) -> Installation:
    parts = request.app.state.installation
    if not isinstance(parts, Installation):
        raise TypeError("the application has no installation")
    return parts


Parts = Annotated[Installation, Depends(installation)]


def caller(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """Who asks, as found by `api.identity`; `_` tells the API's description how to say it."""
    return caller_of(request.scope)


Caller = Annotated[Principal, Depends(caller)]
