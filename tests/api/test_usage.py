"""What people say of answers and of their work: of their own alone, and nobody's afterwards."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from core.ids import EntityId
from core.ledger import HISTORY
from core.principals import Role
from core.usage import KeptEvent
from flows.bootstrap import Installation
from flows.usage.said import LONGEST_TASK
from tests.api.clients import bearer, client_of
from tests.api.test_use_cases import Office
from tests.flows.ledger.kept import a_text
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_key, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

ASKED = {"messages": [{"role": "user", "content": "Quel est le loyer annuel ?"}]}


@dataclass(frozen=True)
class Desk:
    parts: Installation
    client: httpx.AsyncClient
    who: str

    async def ask(self, model: str = "probant") -> Any:
        answer = await self.client.post("/v1/chat/completions", json={**ASKED, "model": model})
        await self.parts.usage.settle()
        return answer.json()["probant"]

    async def events(self, who: str = "", entity: EntityId = HERE) -> list[KeptEvent]:
        await self.parts.usage.settle()
        async with self.parts.database.begin() as unit:
            found = await unit.usage.of_person(entity, who or self.who, 100)
        return [event for _, event in found]

    async def kinds(self) -> list[str]:
        return [event.kind.value for event in await self.events()]

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(path, json=body)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = open_parts(tmp_path / "data", FakeEncoder(), abstain_below=0, identity="required")
    async with opened as made:
        parts = with_parser(made, WordParser())
        await added(parts, a_text(tmp_path), collection="leases")
        await Office(parts).has()
        key = await a_key(parts)
        async with client_of(parts, key) as client:
            yield Desk(parts, client, f"key:{key.split('_')[1]}")


async def test_an_answer_is_noted_with_its_use_case_and_its_turn(desk: Desk) -> None:
    record = (await desk.ask("leases"))["record"]
    asked, answered = await desk.events()
    assert (asked.kind.value, answered.kind.value) == ("asked", "answered")
    assert (answered.use_case, answered.record, answered.value) == ("leases", record, 1)
    said = [*ASKED["messages"], {"role": "assistant", "content": "96 000"}, *ASKED["messages"]]
    await desk.client.post("/v1/chat/completions", json={"messages": said})
    assert [event.value for event in await desk.events()] == [1, 1, 2, 2]
    assert (await desk.events())[-1].use_case is None


async def test_one_says_how_satisfied_one_is_and_the_last_word_counts(desk: Desk) -> None:
    record = (await desk.ask("leases"))["record"]
    for satisfaction in (2, 5):
        told = await desk.post("/v1/feedback", record=record, satisfaction=satisfaction)
        assert told.json() == {"record": record, "satisfaction": satisfaction}
    *_, feedback = await desk.events()
    assert (feedback.value, feedback.use_case, feedback.task) == (5, "leases", None)
    assert await desk.kinds() == ["asked", "answered", "feedback"]


@pytest.mark.parametrize("satisfaction", [0, 6, 4.5, True, "4", None])
async def test_satisfaction_is_one_to_five(desk: Desk, satisfaction: Any) -> None:
    told = await desk.post("/v1/feedback", record="0" * 32, satisfaction=satisfaction)
    assert told.status_code == 422


async def test_what_others_asked_is_not_ones_own_to_judge(desk: Desk) -> None:
    record = (await desk.ask())["record"]
    other = bearer(await a_key(desk.parts))
    for headers, named in ((other, record), ({}, "0" * 32)):
        body = {"record": named, "satisfaction": 4}
        told = await desk.client.post("/v1/feedback", json=body, headers=headers)
        assert told.status_code == 404


async def test_a_citation_is_opened_from_an_answer_of_ones_own(desk: Desk) -> None:
    answer = await desk.ask("leases")
    link = answer["citations"][0]["links"]["self"]
    other = bearer(await a_key(desk.parts))
    assert (await desk.client.get(link)).is_success  # by itself, or from elsewhere
    assert (await desk.client.get(link, params={"record": answer["record"]})).is_success
    shown = await desk.client.get(link, params={"record": answer["record"]}, headers=other)
    assert shown.is_success
    assert await desk.kinds() == ["asked", "answered", "citation-opened"]
    assert (await desk.events())[-1].use_case == "leases"


async def test_a_task_is_timed_from_its_start_to_its_end(desk: Desk) -> None:
    started = await desk.post("/v1/tasks", use_case="leases")
    assert started.status_code == 201
    record = (await desk.ask("leases"))["record"]
    await desk.post("/v1/feedback", record=record, satisfaction=4)
    path = f"/v1/tasks/{started.json()['id']}/finish"
    ended = (await desk.post(path, outcome="done")).json()
    assert (ended["outcome"], ended["use_case"]) == ("done", "leases")
    assert ended["seconds"] >= 0
    assert (await desk.post(path, outcome="done")).status_code == 409
    found = await desk.events()
    assert [one.kind.value for one in found] == [
        *("task-started", "asked", "answered", "feedback", "task-finished")
    ]
    assert {one.task for one in found if one.task} == {ended["id"]}


async def test_what_was_left_lying_is_given_up_and_not_timed(desk: Desk) -> None:
    said = desk.parts.said
    late = replace(said, clock=lambda: said.clock() + LONGEST_TASK + timedelta(minutes=1))
    parts = replace(desk.parts, said=late)
    task = (await desk.post("/v1/tasks", use_case="leases")).json()["id"]
    async with client_of(parts) as client:
        client.headers.update(desk.client.headers)
        path = f"/v1/tasks/{task}/finish"
        assert (await client.post(path, json={"outcome": "done"})).status_code == 409
        told = await client.post(path, json={"outcome": "abandoned"})
    assert told.json()["seconds"] is None


async def test_who_oversees_has_figures_and_a_week_is_told_once_it_has_ended(desk: Desk) -> None:
    await desk.ask("leases")
    now = desk.parts.reports.settling.clock()
    week = (now + timedelta(days=3 - now.weekday())).strftime("%G-W%V")
    found = {}
    for days in (0, 8):
        settling = replace(desk.parts.reports.settling, clock=lambda: now + timedelta(days=days))  # noqa: B023
        later = replace(desk.parts, reports=replace(desk.parts.reports, settling=settling, k=1))
        async with client_of(later) as client:
            client.headers.update(desk.client.headers)
            found[days] = (await client.get("/v1/usage", params={"period": week})).json()
    assert found[0]["period"]["counted"] == 0
    told = found[8]
    assert told["whole"]["activity"]["person_weeks"] == 1
    [part] = [one for one in told["use_cases"] if one["activity"]["person_weeks"]]
    assert (part["use_case"], part["questions"]["withheld"]) == ("leases", 1)  # two are 2k


async def test_all_entities_are_for_the_one_that_runs_the_service(desk: Desk) -> None:
    other = bearer(await a_key(desk.parts, "there"))
    whole = {"period": "2026-Q3", "group": "true"}
    refused = await desk.client.get("/v1/usage", params=whole, headers=other)
    assert refused.status_code == 403
    told = await desk.client.get("/v1/usage", params=whole)
    assert told.json()["entity"] is None


async def test_a_task_is_of_a_use_case_that_is_ones_own(desk: Desk) -> None:
    assert (await desk.post("/v1/tasks", use_case="probant")).status_code == 400
    assert (await desk.post("/v1/tasks", use_case="nothing")).status_code == 403
    task = (await desk.post("/v1/tasks", use_case="leases")).json()["id"]
    other = bearer(await a_key(desk.parts))
    told = await desk.client.post(
        f"/v1/tasks/{task}/finish", json={"outcome": "done"}, headers=other
    )
    assert told.status_code == 404


async def test_what_is_kept_of_ones_usage_is_taken_along(desk: Desk) -> None:
    record = (await desk.ask("leases"))["record"]
    await desk.parts.usage.settle()
    lines = [
        json.loads(line) for line in (await desk.client.get("/v1/history/export")).iter_lines()
    ]
    used = [line for line in lines if line["kind"] == "usage"]
    assert [(one["what"], one["record"]) for one in used] == [
        ("asked", record),
        ("answered", record),
    ]


@pytest.mark.parametrize("by", ["themselves", "an administrator"])
async def test_who_is_erased_leaves_figures_that_are_nobodys(desk: Desk, by: str) -> None:
    record = (await desk.ask("leases"))["record"]
    if by == "themselves":
        assert (await desk.client.delete("/v1/history")).is_success
    else:
        admin = bearer(await a_key(desk.parts, HERE, Role.ADMIN))
        erased = await desk.client.post("/v1/erasures", json={"person": desk.who}, headers=admin)
        assert erased.json()["erased"] >= len(HISTORY[:2])
    assert await desk.events() == []
    told = await desk.post("/v1/feedback", record=record, satisfaction=4)
    assert told.status_code == 404
