"""Clients of an application in this process."""

from __future__ import annotations

import httpx
from starlette.types import ASGIApp

from api.app import create_app
from flows.bootstrap import Installation


def client_of(parts: Installation, key: str | None = None) -> httpx.AsyncClient:
    """One that sends this access key."""
    client = client_at(create_app(parts))
    if key is not None:
        client.headers.update(bearer(key))
    return client


def client_at(app: ASGIApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8440")


def bearer(key: str) -> dict[str, str]:
    """The header that sends an access key."""
    return {"Authorization": f"Bearer {key}"}
