"""Renders every error as problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Send

from api.state import PRINCIPAL
from core.errors import Busy, ProbantError, QuotaSpent, Refused, Unavailable
from flows.ledger.refusals import record_refusal
from ingest.backoff import is_outage, outage_item

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
CLOSE = {"Connection": "close"}
"""A header for who is to send no more."""
_NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_TYPES = "https://probant.invalid/problems/"
"""A name, not an address: `.invalid` never resolves (RFC 6761)."""


def problem(status: int, code: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": _TYPES + code, "title": title, "status": status, "detail": detail, **more}


def problem_of(error: ProbantError) -> dict[str, Any]:
    more = {"remedy": error.remedy} if error.remedy else {}
    return problem(error.status, error.code, error.title, error.detail, **more)


async def send_problem(
    send: Send, body: dict[str, Any], headers: Mapping[str, str] | None = None
) -> None:
    """Answer from a middleware, whether the request's body was read or not.

    With `connection: close` the rest of it is not waited for, and a client that is still sending
    may never see the answer; without, the server takes it and throws it away.
    """
    content = json.dumps(body).encode()
    sent = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(content)),
        **(headers or {}),
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": body["status"], "headers": raw})
    await send({"type": "http.response.body", "body": content})


def unavailable_to_strangers(error: ProbantError) -> Unavailable:
    """For who did not say who they are: where the stores stand is not for everybody to read."""
    log.error("%s", error)
    return Unavailable(
        "The service does not answer just now.", "Try again; its log says what is away."
    )


def install(app: FastAPI) -> None:
    """Have the application render its errors here."""
    app.add_exception_handler(ProbantError, _ours)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _shape)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _machine)
    app.add_exception_handler(Exception, _unforeseen)


def _response(body: dict[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    wanted = {"WWW-Authenticate": "Bearer"} if body["status"] == HTTPStatus.UNAUTHORIZED else {}
    return JSONResponse(body, body["status"], {**wanted, **(headers or {})}, MEDIA_TYPE)


def _ours(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ProbantError):
        raise error
    return problem_response(error)


def problem_response(error: ProbantError) -> JSONResponse:
    return _response(problem_of(error), headers_of(error))


async def _refused(request: Request, error: Exception) -> JSONResponse:
    """A refusal is told once it is recorded."""
    caller = getattr(request.state, PRINCIPAL, None)
    if caller is not None and isinstance(error, Refused):
        recorder = request.app.state.installation.recorder
        try:
            await record_refusal(recorder, caller, error, _route(request))
        except ProbantError as outage:
            return _ours(request, outage)
    return _ours(request, error)


def _route(request: Request) -> str:
    """Without what the path names: a collection's name may be personal."""
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', '')}"


def headers_of(error: ProbantError) -> dict[str, str]:
    """What a client's own retries go by."""
    if isinstance(error, Busy | QuotaSpent):
        return {"Retry-After": str(error.retry_after_s)}
    return {}


def _shape(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [
        {"where": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
        for item in error.errors()
    ]
    title = "The request has the wrong shape"
    return _response(problem(422, "wrong-shape", title, errors[0]["message"], errors=errors))


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, OSError) and is_outage(error.__cause__):  # as a body came in
        return _machine(request, error.__cause__)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    body = problem(error.status_code, code, phrase, str(error.detail))
    allowed = {"Allow": ", ".join(_allowed(request))} if error.status_code == _NOT_ALLOWED else {}
    return _response(body, {**(error.headers or {}), **allowed})


def _allowed(request: Request) -> list[str]:
    """What may be asked of a path; the router names what its first route of it takes alone."""
    routes = request.app.routes
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes
        )
    ]


def _machine(request: Request, error: Exception) -> JSONResponse:
    if not is_outage(error):
        return _unforeseen(request, error)
    log.error("%s %s: %s", request.method, request.url.path, error)
    remedy = "Make room on the disk of PROBANT_DATA and of the temporary folder, and try again."
    return _response(problem_of(Unavailable(outage_item(error).message, remedy)))


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("unforeseen error on %s %s", request.method, request.url.path, exc_info=error)
    return _response(problem(500, "internal", "Internal error", "Something went wrong here."))
