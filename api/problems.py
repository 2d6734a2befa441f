"""Renders every error as problem details (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.errors import ProbantError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_TYPES = "https://probant.invalid/problems/"
"""A name, not an address: `.invalid` never resolves (RFC 6761)."""


def problem(status: int, code: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": _TYPES + code, "title": title, "status": status, "detail": detail, **more}


def problem_of(error: ProbantError) -> dict[str, Any]:
    more = {"remedy": error.remedy} if error.remedy else {}
    return problem(error.status, error.code, error.title, error.detail, **more)


def install(app: FastAPI) -> None:
    """Have the application render its errors here."""
    app.add_exception_handler(ProbantError, _ours)
    app.add_exception_handler(RequestValidationError, _shape)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def _response(body: dict[str, Any]) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if body["status"] == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(body, body["status"], headers, MEDIA_TYPE)


def _ours(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ProbantError):
        raise error
    return _response(problem_of(error))


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
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "-")
    return _response(problem(error.status_code, code, phrase, str(error.detail)))


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("unforeseen error on %s %s", request.method, request.url.path, exc_info=error)
    return _response(problem(500, "internal", "Internal error", "Something went wrong here."))
