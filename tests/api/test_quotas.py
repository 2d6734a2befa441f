"""Quotas over HTTP: a 429 that says which, and when it is free again; what is left; what was."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from mistralai.client import Mistral
from mistralai.client.errors import SDKError
from openai import OpenAI, RateLimitError

from api.app import create_app
from core.principals import Role
from core.use_cases import Stage
from flows.bootstrap import Installation
from tests.api.clients import bearer, client_of
from tests.api.served import serving
from tests.flows.quotas.declared import START, Clock, open_limited, under
from tests.flows.use_cases.declaring import a_run, declared
from tests.parts import HERE, a_key, a_person

pytestmark = pytest.mark.asyncio

DECLARED = "every: {user: {requests_per_minute: 2, requests_per_day: 5}}"
ASKED: dict[str, Any] = {"messages": [{"role": "user", "content": "Quel est le loyer annuel ?"}]}
SEARCHED = {"query": "Quel est le loyer annuel ?"}


@dataclass
class Office:
    parts: Installation
    clock: Clock

    async def client(self, *roles: Role) -> httpx.AsyncClient:
        return client_of(self.parts, await a_key(self.parts, HERE, *(roles or (Role.READER,))))

    async def has(self, **changes: Any) -> None:
        """A use case in production."""
        registry, use_case = self.parts.registry, declared(**changes)
        await registry.submit(a_person("author", HERE), use_case)
        await registry.evaluated(a_run(use_case, registry.made_with))
        for stage in (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION):
            await registry.promote(a_person("approver", HERE), use_case.id, stage)


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    clock = Clock()
    async with open_limited(tmp_path, DECLARED, clock, identity="required") as parts:
        yield Office(parts, clock)


async def ask(client: httpx.AsyncClient, **more: Any) -> httpx.Response:
    return await client.post("/v1/chat/completions", json={**ASKED, **more})


async def test_beyond_a_quota_it_is_a_429_that_says_which_and_when(office: Office) -> None:
    async with await office.client() as client:
        assert [(await ask(client)).status_code for _ in range(2)] == [200, 200]
        refused = await ask(client)
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "30", "the minute began half a minute ago"
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json() == {
            "type": "https://probant.invalid/problems/quota-spent",
            "title": "Quota spent",
            "status": 429,
            "detail": "You have 2 requests a minute: none are left.",
            "remedy": "They come again at 2026-11-23 12:01 UTC; who runs this service sets how "
            "many.",
        }


async def test_streamed_it_is_refused_before_the_first_byte(office: Office) -> None:
    async with await office.client() as client:
        for _ in range(2):
            assert (await ask(client, stream=True)).headers["content-type"].startswith("text/event")
        refused = await ask(client, stream=True)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("model", ["probant:references", "probant"])
async def test_another_name_of_a_model_has_no_quota_of_its_own(office: Office, model: str) -> None:
    async with await office.client() as client:
        assert (await ask(client, model="probant")).status_code == 200
        assert (await ask(client, model="probant:references")).status_code == 200
        assert (await ask(client, model=model)).status_code == 429
        assert (await client.post("/v1/search", json=SEARCHED)).status_code == 429


async def test_a_use_case_has_limits_of_its_own_for_each_user_and_for_all(office: Office) -> None:
    office.parts = under(office.parts, "every: {}")
    await office.has(quotas={"user": {"requests_per_day": 2}, "use_case": {"requests_per_day": 3}})
    async with await office.client() as one, await office.client() as other:
        said = [(await ask(one, model="leases:references")).status_code for _ in range(3)]
        assert said == [200, 200, 429]
        assert (await ask(one)).status_code == 200, "the model of none has none"
        assert (await ask(other, model="leases")).status_code == 200
        refused = await ask(other, model="leases")
    assert refused.json()["detail"] == (
        "All of here together have 3 requests a day for leases: none are left."
    )


async def test_more_than_is_ever_let_through_is_refused_for_good(office: Office) -> None:
    cells = {"id": "rent", "question": "Quel est le loyer annuel ?", "type": "number"}
    async with await office.client(*Role) as client:
        file = {"file": ("a.txt", b"Le loyer annuel est de 12 000 euros.")}
        assert (await client.post("/v1/documents", files=file)).status_code == 202
        await office.parts.worker.until_idle()
        asked = [{**cells, "id": f"rent{number}"} for number in range(3)]
        refused = await client.post("/v1/grids", json={"questions": asked})
        assert refused.status_code == 403
        assert "retry-after" not in refused.headers
        assert "3 requests at once" in refused.json()["detail"]
        fits = await client.post("/v1/grids", json={"questions": asked[:2]})
        assert fits.status_code == 202
        assert (await ask(client)).status_code == 429


async def test_a_refusal_is_in_the_ledger_with_its_rule(office: Office) -> None:
    async with await office.client() as client:
        for _ in range(4):
            await ask(client)
    async with await office.client(Role.AUDITOR) as auditor:
        records = (await auditor.get("/v1/ledger")).json()["records"]
    refusals = [one["body"]["rule"] for one in records if one["kind"] == "refused"]
    assert refusals == ["quota: user requests_per_minute"]


async def test_one_sees_what_is_left_and_until_when(office: Office) -> None:
    await office.has(quotas={"use_case": {"tokens_per_month": 1000}})
    async with await office.client() as client:
        await ask(client)
        told = (await client.get("/v1/quotas")).json()["quotas"]
    assert told == [
        {
            "whose": "user",
            "use_case": None,
            "measure": "requests",
            "window": "minute",
            "limit": 2,
            "used": 1,
            "left": 1,
            "resets_at": "2026-11-23T12:01:00+00:00",
        },
        {
            "whose": "user",
            "use_case": None,
            "measure": "requests",
            "window": "day",
            "limit": 5,
            "used": 1,
            "left": 4,
            "resets_at": "2026-11-24T00:00:00+00:00",
        },
        {
            "whose": "use_case",
            "use_case": "leases",
            "measure": "tokens",
            "window": "month",
            "limit": 1000,
            "used": 0,
            "left": 1000,
            "resets_at": "2026-12-01T00:00:00+00:00",
        },
    ]


async def test_without_quotas_there_is_nothing_to_see(office: Office) -> None:
    office.parts = under(office.parts, "every: {}")
    async with await office.client() as client:
        assert (await client.get("/v1/quotas")).json() == {"quotas": []}


async def test_what_an_entity_asked_is_exported_and_nobody_named(office: Office) -> None:
    await office.has()
    async with await office.client() as client:
        await ask(client, model="leases")
        await client.post("/v1/search", json=SEARCHED)
        assert (await client.get("/v1/quotas/export")).status_code == 403
    async with await office.client(Role.AUDITOR) as auditor:
        path = "/v1/quotas/export"
        exported = await auditor.get(path, params={"month": f"{START:%Y-%m}"})
        assert exported.headers["content-type"] == "application/jsonl"
        lines = [json.loads(line) for line in exported.text.splitlines()]
        assert [(one["use_case"], one["model"], one["requests"]) for one in lines] == [
            (None, "extractive", 1),
            ("leases", "extractive", 1),
        ]
        assert set(lines[0]) == {
            *("entity", "day", "use_case", "model"),
            *("requests", "prompt_tokens", "completion_tokens"),
        }
        assert (await auditor.get(path, params={"month": "2025-01"})).text == ""
        for wrong in ("2026-13", "2026", "2026-1", "0000-01", "9999-12"):
            assert (await auditor.get(path, params={"month": wrong})).status_code == 422


async def test_clients_of_others_read_it_as_what_it_is(office: Office) -> None:
    """They may try again by themselves, after what Retry-After says."""
    office.parts = under(office.parts, "every: {user: {requests_per_day: 1}}")
    key = await a_key(office.parts, HERE, Role.READER)
    async with serving(create_app(office.parts)) as (url, _):
        async with httpx.AsyncClient(base_url=url, headers=bearer(key)) as client:
            assert (await ask(client)).status_code == 200

        def with_openai() -> None:
            OpenAI(api_key=key, base_url=f"{url}/v1", max_retries=0).chat.completions.create(
                model="probant", messages=ASKED["messages"]
            )

        def with_mistral() -> None:
            with Mistral(api_key=key, server_url=url) as client:
                client.chat.complete(model="probant", messages=ASKED["messages"])

        with pytest.raises(RateLimitError) as told:
            await asyncio.to_thread(with_openai)
        assert int(told.value.response.headers["retry-after"]) == 12 * 3600 - 30
        with pytest.raises(SDKError) as said:
            await asyncio.to_thread(with_mistral)
        assert said.value.status_code == 429


async def test_by_each_name_the_caller_is_under_the_same_quota(office: Office) -> None:
    """A key that a key gave."""
    async with await office.client(*Role) as giver:
        body = {"name": "another", "roles": ["reader"]}
        key = (await giver.post("/v1/keys", json=body)).json()["key"]
        async with client_of(office.parts, key) as given:
            assert (await ask(given)).status_code == 200
            assert (await ask(giver)).status_code == 200
            assert (await ask(given)).status_code == 429
            [minute, _] = (await given.get("/v1/quotas")).json()["quotas"]
            assert minute["left"] == 0
