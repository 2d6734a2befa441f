"""A use case is a model: listed for whom it is, refused to others, and seeing what it may."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from core.principals import Classification, Role
from core.use_cases import Stage
from tests.api.clients import client_of
from tests.api.office import AUTHOR, QUESTION, Office, asked, open_office
from tests.flows.use_cases.declaring import declared
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_key, open_parts


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def listed(client: httpx.AsyncClient) -> list[str]:
    told = (await client.get("/v1/models")).json()["data"]
    return [one["id"] for one in told]


async def test_models_are_the_use_cases_that_one_may_ask(office: Office) -> None:
    await office.has()
    await office.has(id="audits", roles=["auditor", "manager"])
    await office.has(id="teams", groups=["credit"])
    await office.has(id="elsewhere", entity="*")
    async with await office.client() as reader:
        assert await listed(reader) == [
            *("elsewhere", "elsewhere:references", "leases", "leases:references")
        ]
    async with await office.client(Role.MANAGER, groups=frozenset({"credit"})) as manager:
        assert [one for one in await listed(manager) if ":" not in one] == ["audits"]
    async with await office.client(groups=frozenset({"credit"})) as member:
        assert "teams" in await listed(member)


async def test_a_model_tells_what_it_is_for_and_who_writes_its_answers(office: Office) -> None:
    await office.has(Stage.PILOT)
    async with await office.client(groups=frozenset({"pilots"})) as pilot:
        [model, _] = (await pilot.get("/v1/models")).json()["data"]
    assert (model["name"], model["owned_by"]) == ("Lecture des baux", "Direction immobilière")
    assert model["description"] == "Trouver ce que disent les baux, et rien d'autre."
    reference = declared().to_reference()
    assert model["probant"] == {"use_case": reference, "stage": "pilot", "written_by": None}


async def test_an_answer_tells_under_which_version_it_was_given(office: Office) -> None:
    await office.has()
    reference = declared().to_reference()
    async with await office.client() as reader:
        whole = (await asked(reader, "leases:references")).json()["probant"]
        assert whole["use_case"] == reference
        streamed = (await asked(reader, "leases", stream=True)).text
        last = json.loads(streamed.removesuffix("data: [DONE]\n\n").rpartition("data: ")[2])
        assert last["probant"]["use_case"] == reference
        found = await reader.post("/v1/search", json={"query": QUESTION, "model": "leases"})
        assert found.json()["use_case"] == reference


@pytest.mark.parametrize("model", ["probant", None, "audits", "nothing", "nothing:references"])
async def test_what_one_may_not_ask_is_refused_in_the_same_words(
    office: Office, model: str | None
) -> None:
    """Whether there is such a use case is not told; how one is declared is."""
    await office.has()
    await office.has(id="audits", roles=["auditor"])
    async with await office.client() as reader:
        answer = await asked(reader, model)
        assert answer.status_code == 403
        problem = answer.json()
        name = (model or "probant").removesuffix(":references")
        assert problem["detail"] == f"'{name}' is no use that is authorised for you."
        assert "You may ask: leases." in problem["remedy"]
        assert "probant usecase new" in problem["remedy"]
        assert "audits" not in problem["remedy"]
        search = {"query": QUESTION, **({"model": model} if model else {})}
        assert (await reader.post("/v1/search", json=search)).status_code == 403


async def test_what_is_asked_beside_use_cases_is_counted(office: Office) -> None:
    async with await office.client() as reader:
        for model in ("gpt-9", "gpt-9", "probant"):
            assert (await asked(reader, model)).status_code == 403
        assert (await reader.get("/v1/undeclared-uses")).status_code == 403
    async with await office.client(Role.AUDITOR) as auditor:
        told = (await auditor.get("/v1/undeclared-uses")).json()["undeclared"]
        assert [(one["model"], one["count"]) for one in told] == [("gpt-9", 2), ("probant", 1)]
        records = (await auditor.get("/v1/ledger")).json()["records"]
    refusals = [one["body"]["rule"] for one in records if one["kind"] == "refused"]
    assert refusals.count("undeclared use") == 3


async def test_a_use_case_sees_its_collections_up_to_its_classification(office: Office) -> None:
    await office.has()
    await office.holds("a.txt", "Le loyer annuel est de 12 000 euros.", "leases")
    await office.holds("b.txt", "Le loyer annuel est de 34 000 euros.", "others")
    await office.holds("c.txt", "Le loyer annuel est de 56 000 euros.", "leases", "restricted")
    async with await office.client() as reader:
        search = {"query": QUESTION, "model": "leases"}
        hits = (await reader.post("/v1/search", json=search)).json()["hits"]
        assert {hit["document"] for hit in hits} == {"a.txt"}
        named = await reader.post("/v1/search", json={**search, "collection": "others"})
        assert named.status_code == 404
        answer = (await asked(reader, "leases")).json()
        cited = {one["document"] for one in answer["probant"]["citations"]}
        assert cited <= {"a.txt"}
        assert answer["probant"]["searched"]["documents"] == 1


async def test_a_grid_is_asked_of_what_its_use_case_may_see(office: Office) -> None:
    await office.has()
    await office.holds("a.txt", "Le loyer annuel est de 12 000 euros.", "leases")
    await office.holds("b.txt", "Le loyer annuel est de 34 000 euros.", "others")
    question = {"id": "rent", "question": QUESTION, "type": "text"}
    async with await office.client() as reader:
        beside = await reader.post("/v1/grids", json={"questions": [question]})
        assert beside.status_code == 403
        made = await reader.post("/v1/grids", json={"questions": [question], "model": "leases"})
        assert made.json()["documents"] == 1


async def test_the_ledger_names_the_use_case_and_its_version(office: Office) -> None:
    await office.has()
    async with await office.client() as reader:
        record = (await asked(reader, "leases:references")).json()["probant"]["record"]
    async with await office.client(Role.AUDITOR) as auditor:
        [opening, _] = (await auditor.get(f"/v1/ledger/{record}")).json()["records"]
    assert opening["body"]["use_case"] == {"id": "leases", "version": declared().version}
    assert opening["body"]["rule"] == "role reader, use case leases"


async def test_a_replay_sees_what_the_use_case_saw(office: Office) -> None:
    """Wherever it stands by now: what lies beside it answers no replay."""
    await office.has()
    await office.holds("a.txt", "Le loyer annuel est de 12 000 euros.", "leases")
    async with await office.client() as reader:
        record = (await asked(reader, "leases")).json()["probant"]["record"]
    await office.holds("b.txt", "Le loyer annuel est de 34 000 euros.", "others")
    await office.parts.registry.promote(AUTHOR, declared().id, Stage.RETIRED)
    async with await office.client(Role.AUDITOR) as auditor:
        replayed = (await auditor.post(f"/v1/ledger/{record}/replay")).json()
    assert replayed["identical"]
    assert replayed["changes"] == []


async def test_a_pilot_is_for_its_own_groups(office: Office) -> None:
    await office.has(Stage.PILOT)
    async with await office.client() as reader:
        assert await listed(reader) == []
        assert (await asked(reader, "leases")).status_code == 403
    async with await office.client(groups=frozenset({"pilots"})) as pilot:
        assert await listed(pilot) == ["leases", "leases:references"]
        assert (await asked(pilot, "leases")).status_code == 200


@pytest.mark.parametrize("stage", [Stage.APPROVED])
async def test_what_is_approved_is_not_in_use_yet(office: Office, stage: Stage) -> None:
    await office.has(stage)
    async with await office.client() as reader:
        assert (await asked(reader, "leases")).status_code == 403


async def test_a_review_that_is_overdue_stops_it(office: Office, tmp_path: Path) -> None:
    await office.has(review_date="2090-06-30")
    later = lambda: office.parts.registry.clock().replace(year=2091)  # noqa: E731
    parts = replace(office.parts, uses=replace(office.parts.uses, clock=later))
    async with client_of(parts, await a_key(parts, HERE, Role.READER)) as reader:
        assert await listed(reader) == []
        answer = await asked(reader, "leases")
        assert answer.status_code == 403
        assert "2090-06-30" in answer.json()["detail"]
        assert "Direction immobilière" in answer.json()["remedy"]


async def test_retired_it_is_no_more(office: Office) -> None:
    await office.has()
    async with await office.client() as reader:
        assert (await asked(reader, "leases")).status_code == 200
        await office.parts.registry.promote(AUTHOR, declared().id, Stage.RETIRED)
        assert (await asked(reader, "leases")).status_code == 403
        assert await listed(reader) == []


async def test_what_was_changed_in_the_database_is_not_in_use(office: Office) -> None:
    await office.has(Stage.APPROVED)
    async with office.parts.database.begin() as unit:
        [row] = await unit.use_cases.versions(declared().id)
        await unit.use_cases.move(replace(row, stage=Stage.PRODUCTION))
    async with await office.client() as reader:
        assert (await asked(reader, "leases")).status_code == 403


async def test_what_it_may_see_is_never_more_than_who_asks(office: Office) -> None:
    await office.has(collections="*", classification="restricted")
    await office.holds("a.txt", "Le loyer annuel est de 12 000 euros.", "leases", "confidential")
    async with await office.client(clearance=Classification.INTERNAL) as reader:
        found = await reader.post("/v1/search", json={"query": QUESTION, "model": "leases"})
        assert found.json()["hits"] == []


async def test_a_declaration_with_mistakes_is_told_what_to_write(office: Office) -> None:
    wrong = {**declared().to_json(), "risk": {"class": "high", "reason": "Décision de crédit."}}
    async with await office.client(Role.MANAGER) as manager:
        answer = await manager.post("/v1/use-cases", json={"declaration": wrong})
    assert answer.status_code == 400
    assert "supervision.mode" in answer.json()["detail"]


async def test_where_uses_are_open_the_model_of_none_is_there(tmp_path: Path) -> None:
    async with open_parts(tmp_path, FakeEncoder()) as parts, client_of(parts) as client:
        assert await listed(client) == ["probant", "probant:references"]
        assert (await asked(client, None)).status_code == 200
        assert (await asked(client, "nothing")).status_code == 403


def test_json_of_a_declaration_is_plain() -> None:
    assert json.loads(json.dumps(declared().to_json())) == declared().to_json()
    assert date.fromisoformat(declared().to_json()["review_date"])
