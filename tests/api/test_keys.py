"""Access keys over HTTP, and who one is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from core.principals import Classification, Role
from flows.bootstrap import Installation
from tests.api.clients import bearer, client_of
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, open_parts

pytestmark = pytest.mark.asyncio

WANTED = {"name": "nightly load", "roles": ["reader"]}
JSON = {"Content-Type": "application/json"}


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder(), identity="required") as opened:
        yield opened


@pytest_asyncio.fixture
async def admin(parts: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """North's."""
    key = await a_key(parts, "north", Role.ADMIN, clearance=Classification.CONFIDENTIAL)
    async with client_of(parts, key) as client:
        yield client


async def test_without_identity_one_is_the_local_user(tmp_path: Path) -> None:
    async with open_parts(tmp_path, FakeEncoder()) as parts, client_of(parts) as client:
        for headers in ({}, bearer("whatever")):
            me = (await client.get("/v1/me", headers=headers)).json()
            assert (me["id"], me["entity"], me["clearance"]) == ("local", "here", "restricted")
            assert me["roles"] == [role.value for role in Role]


async def test_a_key_from_its_making_to_its_end(admin: httpx.AsyncClient) -> None:
    until = "2030-12-31T23:00:00+01:00"
    more = {"groups": ["crédit"], "clearance": "public", "expires_at": until}
    answer = await admin.post("/v1/keys", json={**WANTED, **more})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    made = answer.json()
    key = made.pop("key")
    assert made["expires_at"] == "2030-12-31T22:00:00+00:00"
    me = (await admin.get("/v1/me", headers=bearer(key))).json()
    assert me == {
        "id": f"key:{made['id']}",
        "entity": "north",
        "roles": ["reader"],
        "groups": ["crédit"],
        "clearance": "public",
    }
    listed = (await admin.get("/v1/keys")).json()["keys"]
    assert listed[0]["id"] == made["id"]
    assert key not in (await admin.get("/v1/keys")).text
    assert (await admin.delete(f"/v1/keys/{made['id']}")).status_code == 204
    assert (await admin.get("/v1/me", headers=bearer(key))).status_code == 401
    [revoked] = [o for o in (await admin.get("/v1/keys")).json()["keys"] if o["id"] == made["id"]]
    assert revoked["revoked_by"] == (await admin.get("/v1/me")).json()["id"]


async def test_keys_are_listed_by_the_page(parts: Installation, admin: httpx.AsyncClient) -> None:
    for _ in range(2):
        await a_key(parts, "north")
    await a_key(parts, "south")
    seen: list[str] = []
    following: str | None = ""
    while following is not None:
        query = {"limit": 2} | ({"after": following} if following else {})
        page = (await admin.get("/v1/keys", params=query)).json()
        seen += [key["id"] for key in page["keys"]]
        following = page["next"]
        assert {key["entity"] for key in page["keys"]} == {"north"}
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"clearance": "restricted"}, 403, "confidential"),
        ({"entity": "south"}, 403, "your own entity"),
        ({"entity": "South"}, 400, "entity"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 400, "expires"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, 400, "expires"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, 400, "expires"),
        ({"expires_at": "2030-01-01T00:00:00"}, 422, "timezone"),
        ({"name": ""}, 422, ""),
        ({"name": "\x1b[31m"}, 400, "printable"),
        ({"name": "\ud800"}, 422, ""),
        ({"name": None}, 422, ""),
        ({"roles": []}, 422, ""),
        ({"roles": ["owner"]}, 422, ""),
        ({"groups": [""]}, 400, "group"),
        ({"groups": ["a"] * 201}, 422, ""),
        ({"clearance": "secret"}, 422, ""),
        ({"digest": "0"}, 422, ""),
    ],
)
async def test_what_cannot_be_given_is_refused_with_the_reason(
    admin: httpx.AsyncClient, changes: dict[str, Any], status: int, said: str
) -> None:
    body = json.dumps({**WANTED, **changes})  # escaped: half a character can be sent so
    answer = await admin.post("/v1/keys", content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert len((await admin.get("/v1/keys")).json()["keys"]) == 1


async def test_two_keys_at_once_are_none(parts: Installation, admin: httpx.AsyncClient) -> None:
    good = (b"Authorization", admin.headers["authorization"].encode())
    async with client_of(parts) as client:
        for sent, status in (([good], 200), ([good, good], 401), ([good, (good[0], b"x")], 401)):
            assert (await client.get("/v1/me", headers=sent)).status_code == status  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_taken_in_any_case(
    parts: Installation, admin: httpx.AsyncClient, scheme: str
) -> None:
    key = admin.headers["authorization"].split(" ")[1]
    async with client_of(parts) as client:
        answer = await client.get("/v1/me", headers={"Authorization": f"{scheme} {key}"})
        assert answer.status_code == 200
        for other in ("Basic", "Token", ""):
            sent = {"Authorization": f"{other} {key}".strip()}
            assert (await client.get("/v1/me", headers=sent)).status_code == 401
        assert (await client.get("/v1/me", params={"key": key})).status_code == 401
