"""What a wrong user tried, and what of it worked once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from adapters.sql.ledger_rows import row_of
from api.app import create_app
from core.errors import InvalidRequest
from core.ids import EntityId, RecordId
from core.ledger import Entry, Record, RecordKind
from core.principals import Classification, Role
from flows.ledger.verifying import verify_lines
from flows.retention import purge_expired
from flows.sync import Sourced, plan
from governance.identity import local_user
from governance.ledger.chain import hash_of
from tests.api.clients import bearer
from tests.api.two_entities import NORTH, Town, open_town
from tests.parts import a_key

pytestmark = pytest.mark.asyncio

HALF = "\udfff"


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        app = create_app(opened.parts)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield replace(opened, client=client)


async def sent(town: Town, who: str, method: str, path: str, body: Any) -> httpx.Response:
    """JSON in ASCII, so that halves of characters travel."""
    headers = bearer(town.keys[who]) | {"Content-Type": "application/json"}
    return await town.client.request(method, path, content=json.dumps(body), headers=headers)


async def low_manager(town: Town) -> None:
    key = await a_key(town.parts, NORTH, Role.MANAGER, clearance=Classification.PUBLIC)
    town.keys["low"] = key


# Half a character that one reader sends must not keep auditors from the ledger.


@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [
        ("reader", "POST", "/v1/search", {"query": f"rent {HALF}"}),
        ("reader", "POST", "/v1/search", {"query": "rent", "before": [f"x{HALF}"]}),
        (
            "reader",
            "POST",
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": f"What is the rent {HALF}?"}]},
        ),
        (
            "reader",
            "POST",
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": [{"type": "text", "text": f"rent {HALF}"}]}]},
        ),
        ("contributor", "PATCH", "/v1/documents/{}/description", {"issuer": [f"A{HALF}"]}),
        ("contributor", "PUT", "/v1/documents/{}/source", {"source": f"A{HALF}"}),
        ("manager", "PATCH", "/v1/documents/{}", {"hold": f"A{HALF}"}),
        ("manager", "PATCH", "/v1/collections/default", {"hold": f"A{HALF}"}),
    ],
)
async def test_half_a_character_is_refused(
    town: Town, who: str, method: str, path: str, body: Any
) -> None:
    document = await town.read()
    answer = await sent(town, who, method, path.format(document.id), body)
    assert answer.status_code == 422
    for place in ("/v1/ledger?opened=true", "/v1/ledger/export?opened=true"):
        assert (await town.send("auditor", "GET", place)).status_code == 200
    for place in ("/v1/history", "/v1/history/export"):
        assert (await town.send(who, "GET", place)).status_code == 200


async def test_what_was_recorded_with_half_a_character_is_shown(town: Town) -> None:
    """As earlier versions recorded it."""
    said = {"question": f"rent {HALF}", "scope": {f"x{HALF}": [HALF]}}
    entry = Entry(NORTH, RecordKind.SEARCHED, {}, "key:somebody", said)
    await town.parts.recorder.write(entry)
    answer = await town.send("auditor", "GET", "/v1/ledger?opened=true&limit=1")
    assert answer.status_code == 200
    assert answer.json()["records"][0]["content"]["question"] == "rent \ufffd"
    exported = await town.send("auditor", "GET", "/v1/ledger/export?opened=true")
    assert exported.status_code == 200
    assert entry.id in exported.text


async def test_half_a_character_of_a_form_is_refused(town: Town) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nA\r\n--x--'
    body = part % (b"source", b"+2AA-x") + file  # UTF-7 for half a character
    headers = bearer(town.keys["contributor"])
    headers["Content-Type"] = "multipart/form-data; boundary=x; charset=utf-7"
    answer = await town.client.post("/v1/documents", content=body, headers=headers)
    assert answer.status_code == 422


async def test_an_export_to_the_last_day_of_the_calendar(town: Town) -> None:
    await town.read()
    answer = await town.send("auditor", "GET", "/v1/ledger/export?to=9999-12-31")
    assert answer.status_code == 200


# What is beyond a manager's clearance.


async def test_a_share_of_what_was_deleted_is_not_told_to_who_could_not_see_it(town: Town) -> None:
    await low_manager(town)
    document = await town.read()
    path = f"/v1/documents/{document.id}"
    await town.send("manager", "PATCH", path, json={"classification": "restricted"})
    offer = {
        "document": document.id,
        "reader": "entity:east",
        "until": (datetime.now(UTC).date() + timedelta(days=9)).isoformat(),
        "reason": "a merger",
    }
    share = (await town.send("manager", "POST", "/v1/shares", json=offer)).json()["id"]
    assert (await town.send("low", "GET", "/v1/shares?ended=true")).json()["shares"] == []
    assert (await town.send("manager", "DELETE", path)).status_code == 204
    assert (await town.send("low", "GET", "/v1/shares?ended=true")).json()["shares"] == []
    assert (await town.send("low", "DELETE", f"/v1/shares/{share}")).status_code == 404
    seen = (await town.send("manager", "GET", "/v1/shares?ended=true")).json()["shares"]
    assert [one["id"] for one in seen] == [share]


@pytest.mark.parametrize(
    "rules",
    [{"readers": ["entity:north"]}, {"readers": None}, {"retention_days": 1}, {"hold": None}],
)
async def test_rules_of_a_collection_reach_no_further_than_the_clearance(
    town: Town, rules: dict[str, Any]
) -> None:
    await low_manager(town)
    town.keys["cleared"] = await a_key(town.parts, NORTH, Role.READER)
    document = await town.read(collection="secret")
    path, shelf = f"/v1/documents/{document.id}", "/v1/collections/secret"
    await town.send("manager", "PATCH", path, json={"classification": "restricted"})
    kept = {"readers": ["group:north/board"], "hold": "a lawsuit"}
    await town.send("manager", "PATCH", shelf, json=kept)
    assert (await town.send("low", "PATCH", path, json={"readers": None})).status_code == 404
    assert (await town.send("low", "PATCH", shelf, json=rules)).status_code == 403
    assert (await town.send("cleared", "GET", path)).status_code == 404
    later = datetime.now(UTC) + timedelta(days=2)
    assert await purge_expired(town.parts.database, later, 10) == []


async def test_jobs_of_what_was_deleted_are_not_told_to_who_could_not_see_it(town: Town) -> None:
    await low_manager(town)
    document = await town.read()
    path = f"/v1/documents/{document.id}"
    await town.send("manager", "PATCH", path, json={"classification": "restricted"})
    assert (await town.send("manager", "DELETE", path)).status_code == 204
    for who, sees in (("manager", True), ("low", False)):
        answer = await town.send(who, "GET", "/v1/jobs")
        assert (document.version in answer.text) == sees


# What contributors may not, by the way round.


async def test_what_a_folder_would_take_along_is_recorded(town: Town) -> None:
    """The next `probant sync` deletes what has a source that is not in the folder."""
    document = await town.read()
    path = f"/v1/documents/{document.id}/source"
    answer = await town.send("contributor", "PUT", path, json={"source": "gone.txt"})
    assert answer.status_code == 204
    sources = await town.send("manager", "GET", "/v1/collections/default/sources")
    known = [Sourced.from_json(one) for one in sources.json()["sources"]]
    assert [one.id for one in plan(known, {}).vanished] == [document.id]
    shown = await town.send("auditor", "GET", "/v1/ledger?limit=1&opened=true")
    last = shown.json()["records"][0]
    assert (last["kind"], last["body"]["document"]) == ("changed", document.id)
    assert last["content"]["source"] == "gone.txt"


async def test_only_managers_change_on_which_days_a_document_is_valid(town: Town) -> None:
    document = await town.read()
    data = (town.folder / document.name).read_bytes()
    again = {"files": {"file": (document.name, data)}, "data": {"valid_until": "2000-01-01"}}
    path = f"/v1/documents/{document.id}"
    asked = await town.send("contributor", "PATCH", path, json={"valid_until": "2000-01-01"})
    assert asked.status_code == 403
    assert (await town.send("contributor", "POST", "/v1/documents", **again)).status_code == 403
    assert (await town.send("manager", "GET", path)).json()["valid_until"] is None
    assert (await town.send("manager", "POST", "/v1/documents", **again)).status_code == 200
    records = (await town.send("auditor", "GET", "/v1/ledger?limit=3")).json()["records"]
    changed = [one["body"] for one in records if one["kind"] == "changed"]
    assert [one["set_valid_until"] for one in changed] == ["2000-01-01"]


@pytest.mark.parametrize(
    "more", [{"clearance": "restricted"}, {"entity": "south"}, {"expires_at": None}]
)
async def test_who_would_give_more_than_they_have_is_recorded(
    town: Town, more: dict[str, Any]
) -> None:
    soon = datetime.now(UTC) + timedelta(days=9)
    low: dict[str, Any] = {"clearance": Classification.PUBLIC, "expires_at": soon}
    town.keys["low"] = await a_key(town.parts, NORTH, Role.ADMIN, **low)
    said = {"name": "x", "roles": ["reader"], "clearance": "public"}
    until = {"expires_at": (soon - timedelta(days=1)).isoformat()}
    answer = await town.send("low", "POST", "/v1/keys", json=said | until | more)
    assert answer.status_code == 403
    last = (await town.send("auditor", "GET", "/v1/ledger?limit=1")).json()["records"][0]
    assert (last["kind"], last["body"]["what"]) == ("refused", "POST /v1/keys")


async def test_who_would_open_a_known_document_is_recorded(town: Town) -> None:
    document = await town.read()
    data = (town.folder / document.name).read_bytes()
    form = {"files": {"file": (document.name, data)}, "data": {"readers": "user:north/me"}}
    assert (await town.send("contributor", "POST", "/v1/documents", **form)).status_code == 403
    last = (await town.send("auditor", "GET", "/v1/ledger?limit=1")).json()["records"][0]
    assert (last["kind"], last["body"]["what"]) == ("refused", "POST /v1/documents")


# A ledger that its owner has changed, without the triggers.


def _forged(sequence: int, previous: bytes = bytes(32), at_us: int = 1_000, **more: Any) -> Record:
    said = {"kind": "answered", "body": "{}", **more}
    record = Record(
        NORTH, sequence, RecordId("f" * 32), said["kind"], at_us, None, said["body"], None,
        previous, b"",
    )  # fmt: skip
    return replace(record, hash=hash_of(record) if sequence >= 0 else bytes(32))


async def _put(town: Town, record: Record) -> None:
    row = row_of(record)
    with closing(sqlite3.connect(town.parts.settings.data / "probant.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            database.execute(f"DROP TRIGGER {name}")
        columns, values = ", ".join(row), ", ".join("?" * len(row))
        database.execute(f"INSERT INTO ledger ({columns}) VALUES ({values})", [*row.values()])  # noqa: S608
        database.commit()


@pytest.mark.parametrize("sequence", [0, -3])
async def test_a_record_before_the_first_is_found(town: Town, sequence: int) -> None:
    await town.read()
    await _put(town, _forged(sequence))
    found = (await town.send("auditor", "GET", "/v1/ledger/verify")).json()["findings"]
    assert [(one["sequence"], one["what"]) for one in found][:1] == [(sequence, "out of order")]


@pytest.mark.parametrize("at_us", [2**62, -(2**62)])
async def test_a_moment_beyond_the_calendar_stops_nobody(town: Town, at_us: int) -> None:
    await town.read()
    async with town.parts.database.begin() as unit:
        head = await unit.ledger.head(NORTH)
    await _put(town, _forged(head.sequence + 1, head.hash, at_us, kind="asked"))
    assert (await town.send("auditor", "GET", "/v1/ledger/verify")).status_code == 200
    assert (await town.send("auditor", "GET", "/v1/ledger")).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2**70},
        {"sequence": -1},
        {"at_us": 2**70},
        {"at_us": 2**62, "kind": "asked"},
        {"body": "\ud800"},
        {"id": "\ud800"},
        {"id": None},
        {"id": 5},
        {"closes": 5},
    ],
)
async def test_a_changed_export_is_told(town: Town, change: dict[str, Any]) -> None:
    await town.read()
    export = town.parts.ledger.export(local_user(EntityId("north")))
    lines = [json.dumps(line) async for line in export]
    place = next(number for number, line in enumerate(lines) if '"previous"' in line)
    lines[place] = json.dumps({**json.loads(lines[place]), **change})
    assert verify_lines(lines).findings


@pytest.mark.parametrize(
    "lines",
    [['{"format": "probant-ledger/1", "entity": "x", "from": Infinity, "to": 1}'], ["[" * 99_999]],
)
async def test_what_is_no_export_is_refused(lines: list[str]) -> None:
    with pytest.raises(InvalidRequest):
        await asyncio.to_thread(verify_lines, lines)
