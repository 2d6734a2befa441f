"""Grids over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
import pytest_asyncio

from flows.bootstrap import Installation
from flows.grids.questions import MOST_QUESTIONS
from tests.api.clients import client_of
from tests.flows.lives import WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, open_parts, with_parser

pytestmark = pytest.mark.asyncio

QUESTIONS = [
    {"id": "rent", "question": "What is the rent?", "type": "number", "unit": "EUR"},
    {"id": "law", "question": "Which law?", "type": "text", "label": "Law"},
]


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder(), identity="required") as opened:
        yield with_parser(opened, WordParser())


@pytest_asyncio.fixture
async def client(parts: Installation, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """North's, who has two documents."""
    async with client_of(parts) as opened:
        opened.headers["Authorization"] = f"Bearer {await a_key(parts, 'north')}"
        for name in ("a.txt", "b.txt"):
            file = {
                "file": (name, text(tmp_path, name, f"The rent is 12 EUR. {name}").read_bytes())
            }
            assert (await opened.post("/v1/documents", files=file)).status_code == 202
        await parts.worker.until_idle()
        yield opened


async def ask(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post("/v1/grids", json={"questions": QUESTIONS, **changes})


async def test_a_grid_from_its_request_to_its_export(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    asked = await ask(client, documents=["a.txt", "b.txt"], title="Leases")
    assert asked.status_code == 202, asked.text
    grid = asked.json()
    assert (grid["state"], grid["done"], grid["total"]) == ("running", 0, 4)
    await parts.worker.until_idle()
    path = f"/v1/grids/{grid['id']}"
    page = (await client.get(path, params={"limit": 3})).json()
    assert (page["state"], page["done"], len(page["cells"]), page["next"]) == ("done", 4, 3, 3)
    last = (await client.get(path, params={"limit": 3, "start": 3})).json()
    assert (last["next"], [cell["document"] for cell in last["cells"]]) == (None, ["b.txt"])
    export = await client.get(f"{path}/export")
    assert export.headers["content-type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(BytesIO(export.content))
    assert [cell.value for cell in book["Values"]["A"]] == ["Document", "a.txt", "b.txt"]
    assert int(export.headers["content-length"]) == len(export.content)
    links = {cell.hyperlink.target for cell in book["Evidence"]["K"] if cell.hyperlink}
    assert all(link.startswith(f"{client.base_url}/?citation=") for link in links)
    for kind, start in (("csv", b"\xef\xbb\xbfdocument"), ("jsonl", b'{"document_id"')):
        file = await client.get(f"{path}/export", params={"format": kind})
        assert file.content.startswith(start)
        assert file.headers["content-disposition"] == f'attachment; filename="grid.{kind}"'


async def test_the_same_request_twice_is_one_grid(client: httpx.AsyncClient) -> None:
    first, second = await ask(client), await ask(client)
    assert first.json()["id"] == second.json()["id"]
    assert len((await client.get("/v1/grids")).json()["grids"]) == 1


async def test_a_grid_is_cancelled(parts: Installation, client: httpx.AsyncClient) -> None:
    path = f"/v1/grids/{(await ask(client)).json()['id']}"
    assert (await client.post(f"{path}/cancel")).json()["state"] == "cancelled"
    await parts.worker.until_idle()
    cells = (await client.get(path)).json()["cells"]
    assert {cell["reason"] for cell in cells} == {"cancelled"}


async def test_a_grid_is_deleted_and_its_documents_stay(
    parts: Installation, client: httpx.AsyncClient
) -> None:
    path = f"/v1/grids/{(await ask(client)).json()['id']}"
    await parts.worker.until_idle()
    deleted = await client.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for answer in (await client.get(path), await client.delete(path)):
        assert answer.status_code == 404
    assert len((await client.get("/v1/documents")).json()["documents"]) == 2


async def test_an_export_too_many_is_told_when_to_come_again(
    parts: Installation, tmp_path: Path
) -> None:
    full = replace(parts, exports=replace(parts.exports, most_at_once=0))
    async with client_of(full) as client:
        client.headers["Authorization"] = f"Bearer {await a_key(parts, 'north')}"
        answer = await client.get("/v1/grids/any/export")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")


async def test_another_entity_gets_404(parts: Installation, client: httpx.AsyncClient) -> None:
    path = f"/v1/grids/{(await ask(client)).json()['id']}"
    others = {"Authorization": f"Bearer {await a_key(parts, 'south')}"}
    for answer in (
        await client.get(path, headers=others),
        await client.get(f"{path}/export", headers=others),
        await client.delete(path, headers=others),
        await client.post(f"{path}/cancel", headers=others),
        await client.post(
            "/v1/grids", json={"questions": QUESTIONS, "documents": ["a.txt"]}, headers=others
        ),
    ):
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert (await client.get("/v1/grids", headers=others)).json() == {"grids": [], "next": None}


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"questions": []}, 400, "questions"),
        (
            {"questions": [{"id": "a", "question": "Why?", "type": "colour"}]},
            400,
            "questions.0.type",
        ),
        ({"questions": QUESTIONS[:1] * 2}, 400, "'rent'"),
        ({"questions": QUESTIONS * MOST_QUESTIONS}, 422, ""),
        ({"documents": ["no.txt"]}, 404, "no.txt"),
        ({"documents": [""]}, 422, ""),
        ({"collection": "nowhere"}, 400, "no document"),
        ({"language": "de"}, 422, ""),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_the_reason(
    client: httpx.AsyncClient, changes: dict[str, Any], status: int, said: str
) -> None:
    answer = await ask(client, **changes)
    assert answer.status_code == status, answer.text
    assert said in answer.text
