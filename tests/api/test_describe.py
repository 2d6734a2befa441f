"""Descriptions over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.bootstrap import Installation
from tests.api.clients import client_of
from tests.parts import added

pytestmark = pytest.mark.asyncio


async def test_a_description_is_corrected_and_shown(parts: Installation, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Rapport annuel 2013", "utf-8")
    document = await added(parts, path)
    at = f"/v1/documents/{document.id}"
    async with client_of(parts) as client:
        reply = await client.patch(f"{at}/description", json={"issuer": ["SCI Tournelune"]})
        shown = (await client.get(at)).json()
        unknown = await client.patch(f"{at}/description", json={"colour": ["red"]})
        misshapen = await client.patch(f"{at}/description", json={"issuer": "SCI"})
        nowhere = await client.patch("/v1/documents/none/description", json={"issuer": []})
    assert reply.json() == shown
    facts = {fact["field"]: fact for fact in shown["description"]}
    assert (facts["issuer"]["value"], facts["issuer"]["source"]) == ("SCI Tournelune", "user")
    assert (facts["period"]["quote"], facts["period"]["leaf"]) == ("Rapport annuel 2013", 1)
    assert [reply.status_code, unknown.status_code] == [200, 400]
    assert [misshapen.status_code, nowhere.status_code] == [422, 404]


async def test_another_sites_page_corrects_nothing(parts: Installation) -> None:
    async with client_of(parts) as client:
        reply = await client.patch(
            "/v1/documents/any/description",
            json={"issuer": ["A"]},
            headers={"Origin": "https://elsewhere.example"},
        )
    assert reply.status_code == 403
