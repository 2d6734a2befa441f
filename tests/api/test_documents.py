"""The life of a document over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from flows.bootstrap import Installation
from tests.api.clients import client_of
from tests.flows.lives import BROKEN, WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts, with_parser

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder(), max_waiting=3) as opened:
        yield with_parser(opened, WordParser())


@pytest_asyncio.fixture
async def client(parts: Installation) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(parts) as opened:
        yield opened


async def sent(client: httpx.AsyncClient, words: str, **said: str) -> httpx.Response:
    files = {"file": ("bail.txt", words.encode())}
    return await client.post("/v1/documents", files=files, data=said)


async def created(client: httpx.AsyncClient, words: str, **said: str) -> str:
    reply = await sent(client, words, **said)
    assert reply.status_code == 202, reply.text
    document: str = reply.json()["id"]
    return document


async def shown(client: httpx.AsyncClient, document: str) -> dict[str, Any]:
    reply = await client.get(f"/v1/documents/{document}")
    assert reply.status_code == 200
    body: dict[str, Any] = reply.json()
    return body


async def test_a_document_is_followed_by_its_job(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    reply = await sent(client, "Le loyer", valid_from="2024-01-01", source="baux/bail.txt")
    body = reply.json()
    assert (body["status"], body["same_as"]) == ("queued", [])
    assert (body["job"]["state"], body["job"]["priority"]) == ("queued", "person")
    before = await shown(client, body["id"])
    assert before["job"]["id"] == body["job"]["id"]
    await parts.worker.until_idle()
    after = await shown(client, body["id"])
    assert (after["status"], after["job"]) == ("indexed", None)
    assert (after["valid_from"], after["source"]) == ("2024-01-01", "baux/bail.txt")
    again = await sent(client, "Le loyer")
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")


async def test_versions_are_listed(parts: Installation, client: httpx.AsyncClient) -> None:
    document = await created(client, "Le loyer")
    await parts.worker.until_idle()
    assert await created(client, "Le nouveau loyer", supersedes=document) == document
    assert (await shown(client, document))["job"]["state"] == "queued"
    await parts.worker.until_idle()
    listed = (await client.get(f"/v1/documents/{document}/versions")).json()["versions"]
    assert [version["number"] for version in listed] == [1, 2]
    assert (await shown(client, document))["version"] == listed[1]["version"]
    assert (await client.get("/v1/documents/none/versions")).status_code == 404
    assert (await sent(client, "Autre", supersedes="none")).status_code == 404


async def test_a_document_is_moved_held_and_given_days(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    document = await created(client, "Le loyer")
    await parts.worker.until_idle()
    at = f"/v1/documents/{document}"
    change = {"collection": "baux", "valid_until": "2030-12-31", "hold": "Litige"}
    changed = (await client.patch(at, json=change)).json()
    assert (changed["collection"], changed["valid_until"]) == ("baux", "2030-12-31")
    assert changed["hold"]["reason"] == "Litige"
    kept = (await client.patch(at, json={"valid_from": "2020-01-01"})).json()
    assert (kept["valid_from"], kept["valid_until"]) == ("2020-01-01", "2030-12-31")
    refused = await client.delete(at)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/held")
    assert (await client.patch(at, json={"hold": None})).json()["hold"] is None
    assert (await client.delete(at)).status_code == 204
    assert (await client.patch(at, json={})).status_code == 410


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"colour": "red"}, 422),
        ({"valid_from": "soon"}, 422),
        ({"collection": "../x"}, 400),
        ({"collection": ""}, 400),
        ({"hold": ""}, 400),
        ({"valid_from": "2024-01-02", "valid_until": "2024-01-01"}, 400),
    ],
)
async def test_what_can_not_be_meant_is_refused(
    client: httpx.AsyncClient, change: dict[str, str], status: int
) -> None:
    document = await created(client, "Le loyer")
    reply = await client.patch(f"/v1/documents/{document}", json=change)
    assert reply.status_code == status


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"valid_from": "2024-01-02", "valid_until": "2024-01-01"}, 400),
        ({"valid_from": "soon"}, 422),
        ({"source": "a" * 4097}, 400),
        ({"batch": "none"}, 400),
    ],
)
async def test_what_is_said_with_a_file_must_be_possible(
    client: httpx.AsyncClient, said: dict[str, str], status: int
) -> None:
    assert (await sent(client, "Le loyer", **said)).status_code == status
    assert (await client.get("/v1/documents")).json()["documents"] == []


async def test_what_waits_is_cancelled_and_tried_again(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    document = await created(client, "Le loyer")
    at = f"/v1/documents/{document}"
    assert (await client.post(f"{at}/cancel")).json()["status"] == "cancelled"
    reply = await client.post(f"{at}/retry")
    assert (reply.status_code, reply.json()["status"]) == (202, "queued")
    await parts.worker.until_idle()
    assert (await client.post(f"{at}/retry")).status_code == 409
    reread = await client.post(f"{at}/reread")
    assert (reread.status_code, reread.json()["job"]["state"]) == (202, "queued")
    for what in ("cancel", "retry", "reread"):
        assert (await client.post(f"/v1/documents/none/{what}")).status_code == 404


async def test_documents_are_listed_by_collection_and_status(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    failed = await created(client, BROKEN)
    other = await created(client, "Le loyer", collection="baux")
    await parts.worker.until_idle()

    async def listed(**query: str) -> list[str]:
        reply = await client.get("/v1/documents", params=query)
        return [document["id"] for document in reply.json()["documents"]]

    assert await listed(status="failed") == [failed]
    assert await listed(collection="baux") == [other]
    assert await listed(collection="baux", status="failed") == []
    assert (await client.get("/v1/documents", params={"status": "new"})).status_code == 422


async def test_one_more_than_may_wait_is_told_when_to_come_again(client: httpx.AsyncClient) -> None:
    for word in ("a", "b", "c"):
        await created(client, word)
    reply = await sent(client, "d")
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) > 0


async def test_a_collection_is_ruled_and_deleted(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    for word in ("a", "b", "c"):
        await created(client, word, collection="baux")
    await parts.worker.until_idle()
    at = "/v1/collections/baux"
    ruled = (await client.patch(at, json={"retention_days": 30, "hold": "Enquête"})).json()
    assert (ruled["retention_days"], ruled["documents"]) == (30, 3)
    assert (await client.get("/v1/collections")).json() == {"collections": [ruled]}
    assert (await client.delete(at)).status_code == 409
    await client.patch(at, json={"hold": None})
    steps = [(await client.delete(at, params={"limit": 2})).json() for _ in range(2)]
    assert steps == [{"deleted": 2, "left": 1}, {"deleted": 1, "left": 0}]
    assert (await client.delete(at)).status_code == 404
    assert (await client.get("/v1/collections")).json() == {"collections": []}


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ({"retention_days": 0}, 400),
        ({"retention_days": "30"}, 422),
        ({"dense_weight": 2}, 400),
        ({"color": 1}, 422),
    ],
)
async def test_a_rule_must_be_possible(
    client: httpx.AsyncClient, rules: dict[str, Any], status: int
) -> None:
    assert (await client.patch("/v1/collections/baux", json=rules)).status_code == status
    assert (await client.patch("/v1/collections/A%20b", json={})).status_code == 400
