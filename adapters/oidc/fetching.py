"""Asks the provider over HTTP, within limits of size and time, and goes nowhere else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx

from adapters.oidc.address import is_allowed

MOST_BYTES = 1_000_000
LONGEST_S = 5.0
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # what is packed has no size one can trust
}


class FetchFailed(Exception):
    """The provider can't be reached, or what it sends can't be used; says why."""


class CodeRefused(Exception):
    """The provider answered, and said no; says what."""


class Fetcher:
    """One client for all requests to the provider."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._client: httpx.AsyncClient | None = None

    async def get(self, url: str) -> dict[str, Any]:
        """The JSON object at an address. Raises `FetchFailed`."""
        status, body = await self._bounded("GET", url)
        if status != httpx.codes.OK:
            raise FetchFailed(f"{url} answered {status}")
        return _object(url, body)

    async def post(
        self, url: str, form: Mapping[str, str], authorization: str | None
    ) -> dict[str, Any]:
        """What is answered to a form. Raises `CodeRefused` on a 4xx, else `FetchFailed`."""
        headers = {"Authorization": authorization} if authorization else {}
        status, body = await self._bounded("POST", url, data=dict(form), headers=headers)
        if 400 <= status < 500:
            raise CodeRefused(f"{url} answered {status}: {body[:200]!r}")
        if status != httpx.codes.OK:
            raise FetchFailed(f"{url} answered {status}")
        return _object(url, body)

    async def _bounded(self, method: str, url: str, **request: Any) -> tuple[int, bytes]:
        if not is_allowed(url):
            raise FetchFailed(f"{url!r} is neither https nor on this machine")
        try:
            # All of it: one that sends a byte a second keeps every timeout of the client.
            async with asyncio.timeout(self._longest_s):
                return await self._read(method, url, request)
        except TimeoutError as error:
            raise FetchFailed(f"{url} took more than {self._longest_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise FetchFailed(f"{url}: {type(error).__name__}: {error}") from error

    async def _read(self, method: str, url: str, request: dict[str, Any]) -> tuple[int, bytes]:
        body = bytearray()
        async with self._opened().stream(method, url, **request) as response:
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > MOST_BYTES:
                    raise FetchFailed(f"{url} sent more than {MOST_BYTES} bytes")
        return response.status_code, bytes(body)

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                headers=_HEADERS, timeout=self._longest_s, follow_redirects=False
            )
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()


def _object(url: str, body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchFailed(f"{url} sent what is not JSON") from error
    if not isinstance(data, dict):
        raise FetchFailed(f"{url} sent no JSON object")
    return data
