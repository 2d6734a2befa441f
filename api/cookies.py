"""Cookies of people who sign in at the page: what a browser is given, and what it shows."""

from __future__ import annotations

from fastapi import Response
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

_SESSION, _LOGIN = "probant", "probant-login"
_HOST = "__Host-"
"""Over https: a browser takes such a cookie from this host alone, and gives it to no other."""


def session_cookie(over_https: bool) -> str:
    return f"{_HOST if over_https else ''}{_SESSION}"


def login_cookie(over_https: bool) -> str:
    return f"{_HOST if over_https else ''}{_LOGIN}"


def give(response: Response, name: str, value: str, longest_s: int | None = None) -> None:
    """Until the browser is closed, or for `longest_s`; no script reads it."""
    response.set_cookie(
        name,
        value,
        max_age=longest_s,
        path="/",
        secure=name.startswith(_HOST),
        httponly=True,
        samesite="lax",  # a browser that comes back from the provider must show the login's
    )


def take_back(response: Response, name: str) -> None:
    response.delete_cookie(
        name, path="/", secure=name.startswith(_HOST), httponly=True, samesite="lax"
    )


def shown(headers: Headers, name: str) -> str | None:
    sent = headers.getlist("cookie")
    return cookie_parser("; ".join(sent)).get(name) if sent else None
