"""The ledger and one's history over HTTP, and refusals as they are recorded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import Request

from api.app import create_app
from api.context import caller
from api.state import PRINCIPAL
from core.principals import Principal, Role
from flows.bootstrap import Installation
from flows.ledger.verifying import verify_lines
from tests.api.clients import client_at
from tests.flows.ledger.kept import opened, records, with_a_lease, with_outage
from tests.parts import HERE, a_person

pytestmark = pytest.mark.asyncio

EVERYTHING = a_person("user:all", HERE)
READER = a_person("user:claire", HERE, roles=frozenset({Role.READER}))
RENT = "Quel est le loyer annuel ?"


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with with_a_lease(tmp_path) as parts:
        yield parts


def client_as(parts: Installation, who: Principal) -> httpx.AsyncClient:
    """Whoever calls is this one; refusals are recorded as theirs."""

    async def known(request: Request) -> Principal:
        setattr(request.state, PRINCIPAL, who)
        return who

    app = create_app(parts)
    app.dependency_overrides[caller] = known
    return client_at(app)


async def asked(client: httpx.AsyncClient, *, stream: bool = False) -> httpx.Response:
    body = {"messages": [{"role": "user", "content": RENT}], "stream": stream}
    return await client.post("/v1/chat/completions", json=body)


async def test_a_question_its_record_and_its_replay(parts: Installation) -> None:
    async with client_as(parts, EVERYTHING) as client:
        record = (await asked(client)).json()["probant"]["record"]
        shown = (await client.get(f"/v1/ledger/{record}")).json()["records"]
        assert [one["kind"] for one in shown] == ["asked", "answered"]
        assert RENT not in json.dumps(shown, ensure_ascii=False)
        path = f"/v1/ledger/{record}?opened=true"
        asked_one, answered = (await client.get(path)).json()["records"]
        assert asked_one["content"]["question"] == RENT
        assert answered["content"]["told"]["citations"]
        replayed = (await client.post(f"/v1/ledger/{record}/replay")).json()
        assert replayed["identical"] is True
        assert (await client.get("/v1/ledger/unknown")).status_code == 404
        page = (await client.get("/v1/ledger", params={"limit": 2})).json()
        assert [one["kind"] for one in page["records"]] == ["replayed", "opened"]
        rest = (await client.get("/v1/ledger", params={"before": page["next"]})).json()
        assert [one["sequence"] for one in rest["records"]] == [5, 4, 3, 2, 1]
        assert rest["next"] is None


async def test_a_streamed_answer_quotes_its_record(parts: Installation) -> None:
    async with client_as(parts, EVERYTHING) as client:
        lines = (await asked(client, stream=True)).text.splitlines()
    told = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    [record] = [one["probant"]["record"] for one in told if "record" in one.get("probant", {})]
    assert record in [one.id for one in await records(parts)]


async def test_an_answer_that_cannot_be_closed_ends_in_an_error(parts: Installation) -> None:
    with_it, outage = with_outage(parts)
    async with client_as(with_it, EVERYTHING) as client:
        outage.fails_from = 1
        whole = await asked(client)
        assert (whole.status_code, whole.json()["status"]) == (503, 503)
        assert "loyer" not in whole.text
        outage.fails_from, outage.commits = 1, 0
        *_, last, done = filter(None, (await asked(client, stream=True)).text.splitlines())
        assert (json.loads(last[6:])["error"]["status"], done) == (503, "data: [DONE]")
        outage.fails_from = 0
        assert (await asked(client)).status_code == 503
        outage.fails_from = None
        unclosed = (await client.get("/v1/ledger/verify")).json()["unclosed"]
    assert len(unclosed) == 2


async def test_it_is_verified_and_exported(parts: Installation) -> None:
    async with client_as(parts, EVERYTHING) as client:
        await asked(client)
        verified = (await client.get("/v1/ledger/verify")).json()
        assert (verified["records"], verified["findings"]) == (4, [])
        exported = await client.get("/v1/ledger/export", params={"from": "2020-01-01"})
        assert exported.headers["content-type"].startswith("application/jsonl")
        assert verify_lines(exported.text.splitlines()).findings == ()
        assert (await client.get("/v1/ledger/export?to=2000-01-01")).status_code == 404
        assert (await client.get("/v1/ledger/export?to=yesterday")).status_code == 422


async def test_ones_history_is_ones_own(parts: Installation) -> None:
    async with client_as(parts, READER) as client:
        await asked(client)
        body = (await client.get("/v1/history")).json()
        assert [one["question"] for one in body["history"]] == [RENT]
        lines = (await client.get("/v1/history/export")).text.splitlines()
        kinds = [json.loads(line)["kind"] for line in lines]
        # Events of usage are written behind an answer: they may be there already.
        assert [kind for kind in kinds if kind != "usage"] == ["answered", "asked"]
        async with client_as(parts, EVERYTHING) as other:
            assert (await other.get("/v1/history")).json() == {"history": [], "next": None}
            assert (await other.get("/v1/history/export")).text == ""
        assert (await client.delete("/v1/history")).json() == {"erased": 2}
        assert (await client.get("/v1/history")).json()["history"] == []


async def test_somebody_else_is_erased_by_who_may(parts: Installation) -> None:
    async with client_as(parts, READER) as reader, client_as(parts, EVERYTHING) as admin:
        await asked(reader)
        body = {"person": READER.id}
        assert (await reader.post("/v1/erasures", json=body)).status_code == 403
        # The question and its answer, and that it was refused.
        assert (await admin.post("/v1/erasures", json=body)).json() == {"erased": 3}
        assert (await admin.post("/v1/erasures", json=body)).status_code == 404
        assert (await reader.get("/v1/history")).json()["history"] == []


async def test_refusals_are_recorded_once_with_route_and_rule(parts: Installation) -> None:
    nobody = a_person("user:nemo", HERE, roles=frozenset())
    before = len(await records(parts))
    async with client_as(parts, nobody) as client:
        assert (await client.get("/v1/ledger/verify")).status_code == 403
        assert (await client.delete("/v1/collections/dupont")).status_code == 403
        assert (await asked(client)).status_code == 403
        assert (await asked(client, stream=True)).status_code == 403
    refused = (await records(parts))[before:]
    assert {one.kind for one in refused} == {"refused"}
    assert [json.loads(one.body) for one in refused] == [
        {"rule": "no role to audit", "what": "GET /v1/ledger/verify"},
        {"rule": "no role to delete", "what": "DELETE /v1/collections/{name}"},
        {"rule": "no role to ask", "what": "ask"},
        {"rule": "no role to ask", "what": "ask"},
    ]
    assert (await opened(parts, refused[0]))["who"] == "user:nemo"


async def test_a_refusal_that_cannot_be_recorded_is_an_outage(parts: Installation) -> None:
    with_it, outage = with_outage(parts)
    outage.fails_from = 0
    async with client_as(with_it, READER) as client:
        assert (await client.get("/v1/ledger/verify")).status_code == 503
