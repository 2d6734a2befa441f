"""A service that asks nobody who they are is no way in for the pages of other sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.encoding import Encoder
from flows.bootstrap import Installation
from tests.api.clients import client_of
from tests.parts import a_key, open_parts

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8440", "[::1]:8440", "[::1]", "localhost", "LocalHost:1"]
)
async def test_loopback_is_answered_by_each_of_its_names(parts: Installation, host: str) -> None:
    async with client_of(parts) as client:
        for path in ("/", "/healthz", "/v1/models"):
            assert (await client.get(path, headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8440", "", "[::2]"]
)
async def test_another_name_for_this_machine_is_refused(parts: Installation, host: str) -> None:
    async with client_of(parts) as client:
        for path in ("/", "/v1/documents"):
            response = await client.get(path, headers={"Host": host})
            assert response.status_code == 403
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["type"].endswith("refused")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8440", 200),
        (None, 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:9000", 403),
        ("https://127.0.0.1:8440", 403),
        ("http://localhost:8440", 403),
    ],
)
async def test_only_our_own_page_may_change_something(
    parts: Installation, origin: str | None, status: int
) -> None:
    headers = {"Origin": origin} if origin else {}
    async with client_of(parts) as client:
        asked = await client.post("/v1/search", json={"query": "loyer"}, headers=headers)
        removed = await client.delete("/v1/documents/none", headers=headers)
        looked = await client.get("/v1/models", headers=headers)
    assert asked.status_code == status
    assert removed.status_code == (404 if status == 200 else 403)
    assert looked.status_code == 200


async def test_with_keys_any_name_and_origin_will_do(tmp_path: Path, encoder: Encoder) -> None:
    headers = {"Host": "probant.example", "Origin": "https://tools.example"}
    async with (
        open_parts(tmp_path, encoder, identity="required") as parts,
        client_of(parts, await a_key(parts)) as client,
    ):
        response = await client.post("/v1/search", json={"query": "loyer"}, headers=headers)
    assert response.status_code == 200
