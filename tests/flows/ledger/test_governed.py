"""What the ledger says of who may do what: persons only where it is sealed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.ledger import Record
from core.principals import Classification, Role
from flows.bootstrap import Installation
from flows.collections import Rules
from flows.documents import Change
from flows.permissions.sharing import Offer
from governance.identity.giving import WantedKey
from tests.flows.ledger.kept import a_text, opened, records
from tests.flows.ledger.provided import CLAIRE, desk, signed_in
from tests.flows.ledger.test_together import BOSS, UNTIL
from tests.flows.lives import DEFAULT, WordParser, sent, text, zipped
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

CREDIT = "group:here/credit"
PERSON = f"user:here/{CLAIRE}"


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened_parts:
        yield with_parser(opened_parts, WordParser())


async def last(parts: Installation, count: int = 1) -> list[Record]:
    """The newest ones, in their order, which name no person in what stays for ever."""
    found = (await records(parts))[-count:]
    for one in found:
        assert not any(word in one.body for word in (CLAIRE, BOSS.id, "claire", "Claire"))
    return found


def body(record: Record) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(record.body)
    return told


async def test_a_key_is_told_by_its_id_and_rights_and_its_name_is_sealed(
    parts: Installation,
) -> None:
    given = Classification.CONFIDENTIAL
    wanted = WantedKey("Claire's", frozenset({Role.READER}), frozenset({"credit"}), given)
    key, text_of_key = await parts.keys.create(BOSS, wanted)
    await parts.keys.revoke(BOSS, key.id)
    created, revoked = await last(parts, 2)
    assert body(created) == {
        "key": key.id,
        "entity": HERE,
        "roles": ["reader"],
        "groups": ["credit"],
        "clearance": "confidential",
        "expires_at": None,
    }
    assert body(revoked) == {"key": key.id}
    for one in (created, revoked):
        assert await opened(parts, one) == {"name": "Claire's", "who": BOSS.id}
    assert not any(text_of_key.split("_")[2] in str(one) for one in await records(parts))


@pytest.mark.parametrize("reader", ["group:south/credit", "user:south/claire"])
async def test_with_whom_something_is_shared_is_told_unless_it_is_a_person(
    parts: Installation, tmp_path: Path, reader: str
) -> None:
    document = (await added(parts, a_text(tmp_path))).id
    offered = Offer(document, None, reader, None, UNTIL, "Claire asked.")
    made = await parts.sharing.share(BOSS, offered)
    await parts.sharing.unshare(BOSS, made.id)
    shared, unshared = await last(parts, 2)
    told = None if reader.startswith("user:") else reader
    of = {"share": made.id, "document": document, "collection": None, "reader": told}
    days = {"from": made.first_day.isoformat(), "until": UNTIL.isoformat()}
    assert (body(shared), body(unshared)) == ({**of, **days}, of)
    sealed = await opened(parts, shared)
    assert sealed == {"reader": reader, "reason": "Claire asked.", "who": BOSS.id}
    assert (await opened(parts, unshared))["reader"] == reader


async def test_who_reads_and_how_sensitive_it_is(parts: Installation, tmp_path: Path) -> None:
    document = (await added(parts, a_text(tmp_path))).id
    secret = Change(readers=[CREDIT, PERSON], classification=Classification.RESTRICTED)
    await parts.documents.change(BOSS, document, secret)
    await parts.documents.change(BOSS, document, Change(readers=None))
    await parts.collections.change(BOSS, DEFAULT, Rules(readers=[PERSON], retention_days=9))
    closed, again, shelf, ruled = await last(parts, 4)
    assert body(closed) == {
        "document": document,
        "set_readers": [CREDIT],
        "set_classification": "restricted",
    }
    assert await opened(parts, closed) == {"readers": [CREDIT, PERSON], "who": BOSS.id}
    assert body(again) == {"document": document, "set_readers": None}
    assert body(shelf) == {"collection": DEFAULT, "set_readers": []}
    assert await opened(parts, shelf) == {"readers": [PERSON], "who": BOSS.id}
    assert body(ruled) == {"collection": DEFAULT, "set_retention_days": 9}
    kinds = [one.kind for one in (closed, again, shelf, ruled)]
    assert kinds == ["permitted", "permitted", "permitted", "changed"]


async def test_what_came_in_it_is_permitted_along(parts: Installation, tmp_path: Path) -> None:
    member = text(tmp_path, "a.txt", "un bail de bureaux")
    parent = (await added(parts, zipped(tmp_path, {"a.txt": member}))).id
    async with parts.database.begin() as unit:
        [child] = await unit.documents.children(parent)
    change = Change(classification=Classification.CONFIDENTIAL)
    await parts.documents.change(BOSS, parent, change)
    both = await last(parts, 2)
    assert {one.kind for one in both} == {"permitted"}
    assert {body(one)["document"] for one in both} == {parent, child.id}


async def test_readers_that_come_with_a_file(parts: Installation, tmp_path: Path) -> None:
    path = a_text(tmp_path)
    readers = [CREDIT, PERSON]
    accepted = await parts.documents.add(BOSS, path, path.name, DEFAULT, readers=readers)
    [first] = await last(parts)
    assert (body(first)["readers"], first.kind) == ([CREDIT], "accepted")
    assert (await opened(parts, first))["readers"] == readers
    # The same bytes again: now they are for others, which is a change.
    again = await parts.documents.add(BOSS, path, path.name, DEFAULT, readers=["entity:here"])
    assert again.document.id == accepted.document.id
    permitted, second = await last(parts, 2)
    assert body(permitted) == {"document": again.document.id, "set_readers": ["entity:here"]}
    assert (permitted.kind, second.kind) == ("permitted", "accepted")
    await sent(parts, path, BOSS)
    assert [one.kind for one in await last(parts, 2)] == ["accepted", "accepted"]


async def test_a_person_comes_and_goes(parts: Installation) -> None:
    token = await signed_in(parts.database)
    await signed_in(parts.database)
    await desk(parts.database).end(token)
    came, other, went = await last(parts, 3)
    assert [body(one) for one in (came, other, went)] == [{}, {}, {}]
    told = await opened(parts, came)
    assert (told["who"], told["roles"], told["groups"]) == (CLAIRE, ["reader"], ["credit"])
    sessions = [(await opened(parts, one))["session"] for one in (came, other, went)]
    assert sessions[0] == sessions[2] != sessions[1]
    assert token not in str(told)
    await parts.people.end(BOSS, CLAIRE)
    [ended] = await last(parts)
    assert body(ended) == {"sessions": 1}
    assert await opened(parts, ended) == {"person": CLAIRE, "who": BOSS.id}
