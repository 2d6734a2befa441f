"""Batches and jobs over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from flows.bootstrap import Installation
from tests.api.clients import bearer, client_of
from tests.flows.lives import BROKEN, WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, open_parts, with_parser

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    required = {"identity": "required", "max_waiting": 2}
    async with open_parts(tmp_path, FakeEncoder(), **required) as opened:
        yield with_parser(opened, WordParser())


def named(*texts: str) -> list[dict[str, str]]:
    versions = [sha256(text.encode()).hexdigest() for text in texts]
    return [{"name": "a.txt", "version": version} for version in versions]


async def announce(client: httpx.AsyncClient, *texts: str, batch: str | None = None) -> Any:
    body = {"files": named(*texts), "batch": batch}
    answer = await client.post("/v1/batches", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def upload(client: httpx.AsyncClient, text: str, batch: str) -> httpx.Response:
    files = {"file": (f"{text}.txt", text.encode())}
    return await client.post("/v1/documents", files=files, data={"batch": batch})


async def get(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.get(path)


async def test_a_batch_from_its_announcement_to_its_end(parts: Installation) -> None:
    async with client_of(parts, await a_key(parts, "north")) as client:
        announced = await announce(client, "one", "two")
        assert [file["known"] for file in announced["files"]] == ["needed", "needed"]
        batch = announced["id"]
        assert (await get(client, f"/v1/batches/{batch}")).status_code == 404
        sent = await upload(client, "one", batch)
        assert sent.status_code == 202
        assert sent.json()["job"]["priority"] == "bulk"
        again = await announce(client, "one", "two", batch=batch)
        assert (again["id"], [f["known"] for f in again["files"]]) == (batch, ["pending", "needed"])
        await upload(client, "two", batch)
        progress = (await get(client, f"/v1/batches/{batch}")).json()
        assert (progress["total"], progress["queued"], progress["is_final"]) == (2, 2, False)
        await parts.worker.until_idle()
        progress = (await get(client, f"/v1/batches/{batch}")).json()
        assert (progress["done"], progress["is_final"]) == (2, True)
        first = (await get(client, f"/v1/batches/{batch}/documents?limit=1")).json()
        path = f"/v1/batches/{batch}/documents?limit=1&after={first['next']}"
        second = (await get(client, path)).json()
        listed = [*first["documents"], *second["documents"]]
        assert sorted(one["name"] for one in listed) == ["one.txt", "two.txt"]
        assert {one["status"] for one in listed} == {"indexed"}


async def test_others_do_not_see_it(parts: Installation) -> None:
    south = bearer(await a_key(parts, "south"))
    async with client_of(parts, await a_key(parts, "north")) as client:
        batch = (await announce(client, "one"))["id"]
        await upload(client, "one", batch)
        for path in (f"/v1/batches/{batch}", f"/v1/batches/{batch}/events"):
            assert (await client.get(path, headers=south)).status_code == 404
        assert (await client.get("/v1/jobs", headers=south)).json() == {"jobs": []}
        [job] = (await get(client, "/v1/jobs")).json()["jobs"]
        path = f"/v1/jobs/{job['id']}/requeue"
        assert (await client.post(path, headers=south)).status_code == 404
        assert (await client.post(path)).status_code == 409


async def test_who_sends_too_much_is_told_when_to_come_again(parts: Installation) -> None:
    async with client_of(parts, await a_key(parts, "north")) as client:
        batch = (await announce(client, "one"))["id"]
        for text in ("one", "two"):
            assert (await upload(client, text, batch)).status_code == 202
        refused = await upload(client, "three", batch)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert refused.json()["type"].endswith("/busy")


async def test_a_batch_is_cancelled_and_its_jobs_can_be_done_after_all(
    parts: Installation,
) -> None:
    async with client_of(parts, await a_key(parts, "north")) as client:
        batch = (await announce(client, "one"))["id"]
        await upload(client, "one", batch)
        [job] = (await get(client, "/v1/jobs")).json()["jobs"]
        cancelled = await client.delete(f"/v1/batches/{batch}")
        assert cancelled.json() == {"cancelled": 1}
        [document] = (await get(client, f"/v1/batches/{batch}/documents")).json()["documents"]
        assert document["status"] == "cancelled"
        requeued = await client.post(f"/v1/jobs/{job['id']}/requeue")
        assert requeued.json()["state"] == "queued"
        await parts.worker.until_idle()
        assert (await get(client, f"/v1/batches/{batch}")).json()["done"] == 1


async def test_a_document_that_failed_is_counted(parts: Installation) -> None:
    async with client_of(parts, await a_key(parts, "north")) as client:
        batch = (await announce(client, BROKEN))["id"]
        await upload(client, BROKEN, batch)
        await parts.worker.until_idle()
        assert (await get(client, f"/v1/batches/{batch}")).json()["documents_failed"] == 1
        assert (await get(client, "/v1/jobs?state=failed")).json() == {"jobs": []}


async def test_malformed_announcements_are_refused(parts: Installation) -> None:
    async with client_of(parts, await a_key(parts, "north")) as client:
        bad: list[tuple[Any, int]] = [
            ({"files": [{"name": "a", "version": "not a hash"}]}, 422),
            ({"files": named("x") * 1001}, 422),
            ({"files": [], "batch": "not an id"}, 400),
            ({"files": [], "collection": "Not A Name"}, 400),
        ]
        for body, status in bad:
            answer = await client.post("/v1/batches", json=body)
            assert answer.status_code == status, body
        assert (await get(client, "/v1/batches/not-an-id")).status_code == 400


async def test_a_collection_tells_what_came_from_its_folder(parts: Installation) -> None:
    south = bearer(await a_key(parts, "south"))
    async with client_of(parts, await a_key(parts, "north")) as client:
        batch = (await announce(client, "one"))["id"]
        document = (await upload(client, "one", batch)).json()["id"]
        path = "/v1/collections/default/sources"
        assert (await get(client, path)).json() == {"sources": []}
        put = f"/v1/documents/{document}/source"
        body = {"source": "2024/one.txt"}
        answer = await client.put(put, json=body, headers=south)
        assert answer.status_code == 404
        assert (await client.put(put, json=body)).status_code == 204
        [known] = (await get(client, path)).json()["sources"]
        assert (known["id"], known["source"]) == (document, "2024/one.txt")
        await client.put(put, json={"source": None})
        assert (await get(client, path)).json() == {"sources": []}
