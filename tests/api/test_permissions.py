"""Who reads what over HTTP: said on upload, changed later, shared with others and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from core.principals import Classification, Role
from flows.bootstrap import Installation
from tests.api.clients import bearer, client_of
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, open_parts, with_parser

pytestmark = pytest.mark.asyncio

UNTIL = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
TOMORROW = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
CREDIT, ALL_OF_NORTH = "group:north/credit", "entity:north"
QUERY = {"query": "loyer annuel"}


class Callers:
    """Each with a key of their own, in one installation."""

    def __init__(self, parts: Installation, client: httpx.AsyncClient, keys: dict[str, str]):
        self.parts, self._client, self._keys = parts, client, keys

    async def said(self, who: str, method: str, path: str, **sent: Any) -> httpx.Response:
        return await self._client.request(method, path, headers=bearer(self._keys[who]), **sent)

    async def json(self, who: str, method: str, path: str, **sent: Any) -> Any:
        answer = await self.said(who, method, path, **sent)
        assert answer.is_success, answer.text
        return answer.json()

    async def uploaded(self, who: str = "manager", **said: Any) -> str:
        answer = await self._uploading(who, **said)
        assert answer.status_code == 202, answer.text
        await self.parts.worker.until_idle()
        document: str = answer.json()["id"]
        return document

    async def _uploading(self, who: str, **said: Any) -> httpx.Response:
        text = f"Le loyer annuel de {who} est de 12 euros.".encode()
        files = {"file": ("bail.txt", text)}
        return await self.said(who, "POST", "/v1/documents", files=files, data=said)

    refused = _uploading

    async def statuses(self, document: str) -> dict[str, int]:
        """What everybody gets who asks for a document."""
        path = f"/v1/documents/{document}"
        return {who: (await self.said(who, "GET", path)).status_code for who in self._keys}

    async def found(self, who: str) -> list[str]:
        """What a search finds, by document."""
        hits = (await self.json(who, "POST", "/v1/search", json=QUERY))["hits"]
        return [hit["document_id"] for hit in hits]

    async def share(self, **said: Any) -> Any:
        offer = {"reader": "entity:south", "until": UNTIL, "reason": "An audit.", **said}
        shared = await self.json("manager", "POST", "/v1/shares", json=offer)
        await self.parts.worker.until_idle()
        return shared


@pytest_asyncio.fixture
async def callers(tmp_path: Any) -> AsyncIterator[Callers]:
    async with open_parts(tmp_path, FakeEncoder(), identity="required") as opened:
        parts = with_parser(opened, WordParser())
        keys = {
            "manager": await a_key(parts, "north", Role.MANAGER),
            "reader": await a_key(parts, "north", Role.READER),
            "credit": await a_key(parts, "north", Role.CONTRIBUTOR, groups=frozenset({"credit"})),
            "public": await a_key(
                parts, "north", Role.CONTRIBUTOR, clearance=Classification.PUBLIC
            ),
            "south": await a_key(parts, "south"),
        }
        async with client_of(parts) as client:
            yield Callers(parts, client, keys)


def seen_by(*names: str) -> dict[str, int]:
    who = ("manager", "reader", "credit", "public", "south")
    return {name: 200 if name in names else 404 for name in who}


async def test_an_upload_says_who_reads_it_and_how_it_is_classified(callers: Callers) -> None:
    document = await callers.uploaded("credit", readers=[CREDIT], classification="confidential")
    assert await callers.statuses(document) == seen_by("credit")
    assert await callers.found("credit") == [document]
    assert await callers.found("reader") == []
    for wrong in ({"readers": ["group:south/credit"]}, {"readers": ["me"]}):
        assert (await callers.refused("credit", **wrong)).status_code == 400
    too_high = await callers.refused("public", classification="confidential")
    assert (too_high.status_code, "up to public" in too_high.text) == (400, True)
    assert (await callers.refused("public", classification="secret")).status_code == 422
    everybody = await callers.uploaded(
        "public", classification="public", readers=[CREDIT, ALL_OF_NORTH]
    )
    assert await callers.statuses(everybody) == seen_by("manager", "reader", "credit", "public")


async def test_who_reads_is_changed_by_who_manages_also_where_they_read_it_no_more(
    callers: Callers,
) -> None:
    document = await callers.uploaded()
    path = f"/v1/documents/{document}"
    changed = await callers.json("manager", "PATCH", path, json={"readers": [CREDIT]})
    assert (changed["readers"], changed["open_to"]) == ([CREDIT], [CREDIT])
    assert await callers.statuses(document) == seen_by("credit")
    again = await callers.json("manager", "PATCH", path, json={"classification": "public"})
    assert (again["classification"], again["readers"]) == ("public", [CREDIT])
    back = await callers.json("manager", "PATCH", path, json={"readers": None})
    assert (back["readers"], back["open_to"]) == (None, [ALL_OF_NORTH])
    assert await callers.statuses(document) == seen_by("manager", "reader", "credit", "public")
    assert "readers" not in await callers.json("reader", "GET", path)
    for wrong in ({"readers": []}, {"classification": None}, {"readers": "entity:north"}):
        assert (await callers.said("manager", "PATCH", path, json=wrong)).status_code == 422
    denied = await callers.said("credit", "PATCH", path, json={"readers": [CREDIT]})
    assert denied.status_code == 403


async def test_a_collection_says_who_reads_what_says_nothing_else(callers: Callers) -> None:
    document = await callers.uploaded(collection="baux")
    own = await callers.uploaded("credit", collection="baux", readers=[ALL_OF_NORTH])
    path = "/v1/collections/baux"
    changed = await callers.json("manager", "PATCH", path, json={"readers": [CREDIT]})
    assert changed["readers"] == [CREDIT]
    assert await callers.statuses(document) == seen_by("credit")
    assert await callers.statuses(own) == seen_by("manager", "reader", "credit")
    [listed] = (await callers.json("manager", "GET", "/v1/collections"))["collections"]
    assert (listed["documents"], listed["readers"]) == (2, [CREDIT])
    [listed] = (await callers.json("reader", "GET", "/v1/collections"))["collections"]
    assert (listed["documents"], "readers" in listed) == (1, False)
    await callers.json("manager", "PATCH", path, json={"readers": None})
    assert (await callers.statuses(document))["reader"] == 200


async def test_a_share_lets_others_read_until_it_is_taken_back(callers: Callers) -> None:
    document = await callers.uploaded(source="baux/bail.txt")
    path = f"/v1/documents/{document}"
    await callers.json("manager", "PATCH", path, json={"hold": "A dispute."})
    assert await callers.found("south") == []
    share = await callers.share(document=document)
    assert (share["reader"], share["until"], share["reason"]) == (
        "entity:south",
        UNTIL,
        "An audit.",
    )
    assert share["from"] < TOMORROW
    assert await callers.found("south") == [document]
    shown = await callers.json("south", "GET", path)
    assert (shown["entity"], shown["shared"]) == ("north", True)
    assert [shown[name] for name in ("hold", "source", "job")] == [None, None, None]
    assert not {"readers", "open_to"} & shown.keys()
    [version] = (await callers.json("south", "GET", f"{path}/versions"))["versions"]
    assert version["added_by"] is None
    own = await callers.json("manager", "GET", path)
    assert (own["shared"], own["hold"]["reason"]) == (False, "A dispute.")
    assert own["open_to"] == [ALL_OF_NORTH, "entity:south"]
    for method in ("PATCH", "DELETE"):
        answer = await callers.said("south", method, path, json={"readers": None})
        assert answer.status_code == 404
    ended = await callers.json("manager", "DELETE", f"/v1/shares/{share['id']}")
    assert ended == {**share, "revoked_at": ended["revoked_at"], "revoked_by": share["created_by"]}
    assert (await callers.said("south", "GET", path)).status_code == 404  # before any index follows
    assert await callers.found("south") == []
    again = await callers.json("manager", "DELETE", f"/v1/shares/{share['id']}")
    assert again == ended


async def test_a_collection_is_shared_with_what_comes(callers: Callers) -> None:
    before = await callers.uploaded(collection="baux")
    await callers.share(collection="baux")
    after = await callers.uploaded("credit", collection="baux")
    elsewhere = await callers.uploaded("public", classification="public")
    assert sorted(await callers.found("south")) == sorted([before, after])
    assert (await callers.statuses(elsewhere))["south"] == 404


async def test_shares_are_listed_by_the_page(callers: Callers) -> None:
    first, second, third = [
        await callers.share(collection=name, **{"from": TOMORROW}) for name in ("a", "b", "c")
    ]
    page = await callers.json("manager", "GET", "/v1/shares", params={"limit": 2})
    assert page == {"shares": [third, second], "next": second["id"]}
    rest = await callers.json("manager", "GET", "/v1/shares", params={"after": page["next"]})
    assert rest == {"shares": [first], "next": None}
    ended = await callers.json("manager", "DELETE", f"/v1/shares/{second['id']}")
    listed = (await callers.json("manager", "GET", "/v1/shares"))["shares"]
    assert listed == [third, first]
    all_of_them = await callers.json("manager", "GET", "/v1/shares", params={"ended": True})
    assert all_of_them["shares"] == [third, ended, first]
    assert (await callers.json("south", "GET", "/v1/shares"))["shares"] == []
    assert (await callers.said("south", "DELETE", f"/v1/shares/{first['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"reader": "entity:north"}, 400, "north itself"),
        ({"reader": "south"}, 400, "no reader"),
        ({"collection": None}, 400, "One thing"),
        ({"document": "x"}, 400, "One thing"),
        ({"document": "x", "collection": None}, 404, "no such document"),
        ({"collection": ""}, 400, "collection"),
        ({"until": "2020-01-01"}, 400, "to come"),
        ({"until": "9999-12-31"}, 400, "ten years"),
        ({"from": "0001-01-01"}, 400, "ten years"),
        ({"until": None}, 422, ""),
        ({"until": 0}, 422, ""),
        ({"reason": " "}, 400, "reason"),
        ({"until_": UNTIL}, 422, ""),
    ],
)
async def test_what_cannot_be_shared_is_refused_with_the_reason(
    callers: Callers, changes: dict[str, Any], status: int, said: str
) -> None:
    offer = {"collection": "baux", "reader": "entity:south", "until": UNTIL, "reason": "x"}
    answer = await callers.said("manager", "POST", "/v1/shares", json={**offer, **changes})
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert (await callers.json("manager", "GET", "/v1/shares"))["shares"] == []


async def test_the_ledger_tells_of_shares_who_and_why_sealed(callers: Callers) -> None:
    share = await callers.share(collection="baux", reader="user:south/user:ada")
    await callers.said("manager", "DELETE", f"/v1/shares/{share['id']}")
    await callers.said("manager", "DELETE", f"/v1/shares/{share['id']}")
    auditor = await a_key(callers.parts, "north", Role.AUDITOR)
    async with client_of(callers.parts, auditor) as client:
        found = (await client.get("/v1/ledger", params={"opened": True})).json()["records"]
    kinds = ("shared", "unshared")
    [ended, made] = [record for record in found if record["kind"] in kinds]
    assert made["body"] == {
        "share": share["id"],
        "document": None,
        "collection": "baux",
        "reader": None,
        "from": share["from"],
        "until": UNTIL,
    }
    assert "ada" not in str(ended["body"]) + str(made["body"])
    assert made["content"]["reason"] == "An audit."
    assert made["content"]["reader"] == ended["content"]["reader"] == "user:south/user:ada"
