"""Clients of an application in this process."""

from __future__ import annotations

import httpx
from starlette.types import ASGIApp

from api.app import create_app
from flows.bootstrap import Installation


def client_of(parts: Installation) -> httpx.AsyncClient:
    return client_at(create_app(parts))


def client_at(app: ASGIApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8440")
