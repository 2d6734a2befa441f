"""`/auth/…`: people sign in at the page, with the identity provider of their organisation."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.context import Parts
from api.cookies import give, login_cookie, session_cookie, shown, take_back
from api.problems import problem_response
from api.shapes.identity import WaysReply
from core.errors import NotFound, ProbantError
from flows.bootstrap import Installation
from flows.people.signing_in import ATTEMPT, SigningIn

router = APIRouter(tags=["identity"])

_PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_SEE_OTHER = 303


@router.get("/auth")
async def ways(parts: Parts) -> WaysReply:
    """How one says who one is: `identity` is `local` or `required`, `login` where to sign in."""
    return {
        "identity": parts.settings.identity.value,
        "login": "/auth/login" if parts.signing_in else None,
    }


@router.get("/auth/login", include_in_schema=False)
async def login(request: Request, parts: Parts, landing: str = "/") -> Response:
    """Send the browser to the provider, and afterwards to the path `landing` of this service."""
    try:
        signing_in = _signing_in(parts)
        begun = await signing_in.begin(landing)
    except ProbantError as error:
        return _told(request, error)
    response = RedirectResponse(begun.url, _SEE_OTHER, _PRIVATE)
    name = login_cookie(signing_in.over_https)
    give(response, name, begun.browser, round(ATTEMPT.total_seconds()))
    return response


_Sent = Annotated[str, Query(max_length=4000)]


@router.get("/auth/callback", include_in_schema=False)
async def callback(request: Request, parts: Parts, state: _Sent = "", code: _Sent = "") -> Response:
    """Where the provider sends the browser back to. It works once for each `/auth/login`."""
    try:
        signing_in = _signing_in(parts)
        name = login_cookie(signing_in.over_https)
        started = await signing_in.finish(state, code, shown(request.headers, name))
    except ProbantError as error:
        return _told(request, error)
    response = RedirectResponse(started.landing, _SEE_OTHER, _PRIVATE)
    take_back(response, name)
    await _end(request, signing_in)
    give(response, session_cookie(signing_in.over_https), started.token)
    return response


@router.post("/auth/logout", status_code=204)
async def logout(request: Request, parts: Parts) -> Response:
    """End the session here; the one at the provider is the provider's."""
    signing_in = _signing_in(parts)
    await _end(request, signing_in)
    response = Response(status_code=204, headers=_PRIVATE)
    take_back(response, session_cookie(signing_in.over_https))
    return response


def _signing_in(parts: Installation) -> SigningIn:
    if parts.signing_in is None:
        raise NotFound("Nobody signs in here.", "Use an access key.")
    return parts.signing_in


async def _end(request: Request, signing_in: SigningIn) -> None:
    """The session that the browser shows, if any."""
    token = shown(request.headers, session_cookie(signing_in.over_https))
    if token:
        await signing_in.end(token)


def _told(request: Request, error: ProbantError) -> Response:
    """For a person, where a browser asks; else as everywhere."""
    if "text/html" not in request.headers.get("accept", ""):
        response: Response = problem_response(error)
    else:
        texts = "".join(f"<p>{escape(text)}</p>" for text in (error.detail, error.remedy) if text)
        page = f"<!doctype html><title>Probant</title>{texts}<p><a href='/'>Probant</a></p>"
        response = HTMLResponse(page, error.status)
    response.headers.update(_PRIVATE)
    return response
