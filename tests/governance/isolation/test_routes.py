"""Every route tells somebody of what they may see, and of nothing else: against the oracle.

Documents come in by upload, people ask by HTTP; only who asks is said by a header.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import Request

from api.app import create_app
from api.context import caller
from core.ids import DocumentId, Locator, citation_id
from core.principals import Classification, Principal, Role
from flows.bootstrap import Installation
from flows.permissions.identified import identified
from tests.api.clients import client_at
from tests.governance.isolation.generated import GROUPS
from tests.governance.isolation.oracle import Event, Oracle, Person, Who
from tests.governance.isolation.world import Clock, on, principal_of, reader_of
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts

ENTITIES = tuple(f"e{number}" for number in range(5))
SHELVES = ("leases", "letters")
LEVELS = ("public", "internal", "confidential", "restricted")
NO_SUCH = "There is no such document."


def town() -> list[Person]:
    """A reader, a contributor and a manager of each entity, of other groups and clearances."""
    chance = Random(5)  # the same each time
    return [
        Person(
            f"{entity}-p{number}",
            entity,
            frozenset(chance.sample(GROUPS, 1)),
            chance.choice([1, 2, 3]),
            frozenset({role}),
        )
        for entity in ENTITIES
        for number, role in enumerate(("reader", "contributor", "manager"))
    ]


@dataclass
class Shop:
    client: httpx.AsyncClient
    parts: Installation
    oracle: Oracle
    people: list[Person]
    ids: dict[str, str] = field(default_factory=dict)
    citations: dict[str, str] = field(default_factory=dict)
    shares: dict[str, str] = field(default_factory=dict)
    cases: Counter[str] = field(default_factory=Counter)

    async def ask(self, who: Person, method: str, path: str, **said: Any) -> httpx.Response:
        headers = {"X-Person": f"{who.entity}/{who.name}"}
        return await self.client.request(method, path, headers=headers, **said)

    def boss(self, entity: str) -> Person:
        """Whom every document of an entity is added and changed by: cleared for everything."""
        everything = frozenset(role.value for role in Role)
        return Person(f"{entity}-boss", entity, frozenset(GROUPS), 3, everything)

    async def happens(self, event: Event, entity: str) -> None:
        boss = self.boss(entity)
        match event.what:
            case "added":
                readers = [reader_of(who) for who in event.readers or ()]
                data = {"collection": event.shelf, "classification": LEVELS[event.level]}
                text = f"Le loyer annuel du bail {event.doc} est fixé à 48 000 € hors taxes."
                files = {"file": ("bail.txt", text.encode())}
                said = {**data, **({"readers": readers} if readers else {})}
                sent = await self.ask(boss, "POST", "/v1/documents", files=files, data=said)
                assert sent.status_code == 202, sent.text
                self.ids[event.doc] = sent.json()["id"]
            case "opened":
                readers = [reader_of(who) for who in event.readers or ()]
                await self._change(boss, event.doc, {"readers": readers or None})
            case "levelled":
                await self._change(boss, event.doc, {"classification": LEVELS[event.level]})
            case "shelved":
                body = {"readers": [reader_of(who) for who in event.readers or ()] or None}
                done = await self.ask(boss, "PATCH", f"/v1/collections/{event.shelf}", json=body)
                assert done.status_code == 200, done.text
            case "deleted":
                path = f"/v1/documents/{self.ids[event.doc]}"
                assert (await self.ask(boss, "DELETE", path)).status_code == 204
            case "shared":
                assert event.readers
                what = {"document": self.ids[event.doc]} if event.doc else {}
                shelf = {} if event.doc else {"collection": event.shelf}
                days = {"from": str(on(event.first)), "until": str(on(event.last))}
                body = {**what, **shelf, **days, "reader": reader_of(event.readers[0])}
                made = await self.ask(boss, "POST", "/v1/shares", json={**body, "reason": "audit"})
                assert made.status_code == 201, made.text
                self.shares[event.share] = made.json()["id"]
            case _:
                path = f"/v1/shares/{self.shares[event.share]}"
                assert (await self.ask(boss, "DELETE", path)).status_code == 200
        self.oracle.learn([event])

    async def _change(self, boss: Person, doc: str, body: dict[str, Any]) -> None:
        changed = await self.ask(boss, "PATCH", f"/v1/documents/{self.ids[doc]}", json=body)
        assert changed.status_code == 200, changed.text

    def may(self, who: Person, action: str, doc: str, day: int) -> bool:
        return self.oracle.may(who, action, doc, day, None)


@pytest_asyncio.fixture
async def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def shop(tmp_path: Path, clock: Clock) -> AsyncIterator[Shop]:
    people = town()
    async with open_parts(tmp_path, FakeEncoder(), clock.today) as parts:
        app = create_app(parts)

        async def named(request: Request) -> Principal:
            entity, _, name = request.headers["X-Person"].partition("/")
            found = [one for one in people if (one.entity, one.name) == (entity, name)]
            person = found[0] if found else shop.boss(entity)
            return await identified(parts.database, principal_of(person))

        app.dependency_overrides[caller] = named
        async with client_at(app) as client:
            shop = Shop(client, parts, Oracle(), people)
            async with parts.database.begin() as unit:  # streams look again who asks
                for one in [*people, *map(shop.boss, ENTITIES)]:
                    await unit.people.remember(principal_of(one), datetime.now(UTC))
            await begin(shop)
            yield shop


async def begin(shop: Shop) -> None:
    chance = Random(7)  # the same each time
    for entity in ENTITIES:
        some = (("group", entity, chance.choice(GROUPS)),)
        await shop.happens(Event("shelved", entity=entity, shelf="letters", readers=some), entity)
    for number in range(25):
        entity = ENTITIES[number % len(ENTITIES)]
        readers: tuple[Who, ...] | None = None
        if chance.random() < 0.5:
            name = chance.choice([f"{entity}-p0", f"{entity}-p1"])
            group, person = ("group", entity, chance.choice(GROUPS)), ("person", entity, name)
            readers = (chance.choice([group, person]),)
        shelf, level = chance.choice(SHELVES), chance.choice([0, 1, 1, 2, 3])
        doc = f"d{number:02}"
        added = Event("added", doc, entity, shelf, level=level, readers=readers)
        await shop.happens(added, entity)
    await shop.parts.worker.until_idle()
    async with shop.parts.database.begin() as unit:
        for doc, id_ in shop.ids.items():
            [head] = await unit.readings.of_document(DocumentId(id_))
            [chunk] = await unit.readings.chunks(head.id)
            shop.citations[doc] = citation_id(head.id, Locator(chunk.locator))


async def later(shop: Shop, clock: Clock) -> None:
    """Shares, some of which have ended, were revoked or have not begun; others read, some gone."""
    for number in range(20):
        doc = f"d{number:02}"
        entity = shop.oracle.docs[doc].entity
        other = ENTITIES[(ENTITIES.index(entity) + 1) % len(ENTITIES)]
        group, all_ = ("group", other, GROUPS[number % 3]), ("everybody", other, "")
        who = group if number % 3 else all_
        first, last = (2, 9) if number % 5 == 0 else (0, number % 2 * 5)
        by = {"doc": doc} if number % 4 else {"shelf": shop.oracle.docs[doc].shelf}
        shared = Event("shared", entity=entity, share=f"s{number}", readers=(who,), **by)  # type: ignore[arg-type]
        dated = Event(**{**shared.__dict__, "first": first, "last": last})
        await shop.happens(dated, entity)
        if number % 7 == 3:
            await shop.happens(Event("revoked", share=f"s{number}"), entity)
    for doc, event in (
        ("d01", Event("levelled", "d01", level=3)),
        ("d02", Event("opened", "d02", readers=None)),
        ("d07", Event("opened", "d07", readers=(("group", "e2", "legal"),))),
        ("d08", Event("levelled", "d08", level=0)),
    ):
        await shop.happens(event, shop.oracle.docs[doc].entity)
    clock.day = 1


@pytest.mark.slow
async def test_every_route_tells_what_the_oracle_says(shop: Shop, clock: Clock) -> None:
    await later(shop, clock)  # the index has not followed yet, and is not needed to deny
    denied = await look(shop, 1, searches=False)
    await shop.parts.worker.until_idle()
    denied += await look(shop, 1, searches=True)
    assert sum(shop.cases.values()) >= 3_000, shop.cases
    assert len(shop.cases) >= 15, shop.cases
    assert denied > 1_000


async def look(shop: Shop, day: int, *, searches: bool) -> int:
    """How often somebody was told that there is nothing."""
    denied = 0
    for who in shop.people:
        readable = {doc for doc in shop.ids if shop.may(who, "read", doc, day)}
        for doc in list(shop.ids)[:: 1 if searches else 4]:
            denied += await one_document(shop, who, doc, day, is_seen=doc in readable)
        await lists(shop, who, day, readable, searches=searches)
    return denied


async def one_document(shop: Shop, who: Person, doc: str, day: int, *, is_seen: bool) -> int:
    id_, unknown = shop.ids[doc], str(uuid4())
    citation, mine = shop.citations[doc], f"/v1/documents/{id_}"
    asked = {"messages": [{"role": "user", "content": "Quel est le loyer ?"}], "document": id_}
    expected: dict[tuple[str, str], tuple[str, int]] = {
        ("GET", mine): ("read", 200),
        ("GET", f"{mine}/versions"): ("read", 200),
        ("GET", f"{mine}/events"): ("read", 200),
        ("GET", f"{mine}/pages/1.png"): ("read", 400),  # a text has none
        ("GET", f"{mine}/pages/1.png?citation={citation}"): ("read", 400),
        ("GET", f"/v1/citations/{citation}"): ("read", 200),
        ("POST", "/v1/search"): ("ask", 200),
        ("POST", "/v1/chat/completions"): ("ask", 200),
        ("POST", f"{mine}/retry"): ("ingest", 409),  # it was read
        ("POST", f"{mine}/cancel"): ("ingest", 200),
        ("PATCH", f"{mine}/description"): ("ingest", 200),
        ("PATCH", mine): ("manage", 200),
        ("PUT", f"{mine}/source"): ("ingest", 204),
    }
    for (method, path), (action, status) in expected.items():
        body: dict[str, Any] = {
            "/v1/search": {"query": "loyer", "document": id_},
            "/v1/chat/completions": asked,
            f"{mine}/source": {"source": None},
        }.get(path, {})
        said = {} if method == "GET" or path.endswith(("retry", "cancel")) else {"json": body}
        told = await shop.ask(who, method, path, **said)
        route = path.replace(id_, "ID").replace(citation, "CITATION")
        shop.cases[f"{method} {route}"] += 1
        about = (who, doc, method, route, told.status_code, told.text[:200])
        allowed = any(action in acts for role in who.roles for acts in [_ACTS[role]])
        if not allowed:
            assert told.status_code == 403, about
        elif shop.may(who, action, doc, day):
            assert told.status_code == status, about
            assert action != "read" or is_seen, about
        else:
            assert told.status_code == 404, about
            assert shop.oracle.docs[doc].shelf not in told.text, about
            if method == "GET" and "citations" not in path:
                nothing = await shop.ask(who, method, path.replace(id_, unknown))
                assert told.content == nothing.content, about
    return 0 if is_seen else len(expected)


_ACTS = {
    "reader": {"ask", "read"},
    "contributor": {"ask", "read", "ingest"},
    "manager": {"ask", "read", "ingest", "manage"},
}


async def lists(shop: Shop, who: Person, day: int, readable: set[str], *, searches: bool) -> None:
    """What is listed, counted, exported and found is what may be read, all of it."""
    right = {shop.ids[doc] for doc in readable}

    async def told(method: str, path: str, **said: Any) -> Any:
        answer = await shop.ask(who, method, path, **said)
        assert answer.status_code < 300, (who, path, answer.text)
        shop.cases[f"{method} {path.partition('?')[0]}"] += len(shop.ids)
        return answer.json()

    page = await told("GET", "/v1/documents?limit=200")
    assert {one["id"] for one in page["documents"]} == right
    for one in page["documents"]:
        assert one["shared"] == (one["entity"] != who.entity)
        assert ("readers" in one) == ("manager" in who.roles and not one["shared"])
    managed = "manager" in who.roles
    counted = {
        doc
        for doc in shop.ids
        if shop.oracle.docs[doc].entity == who.entity
        and (shop.may(who, "manage", doc, day) if managed else doc in readable)
    }
    shelves = await told("GET", "/v1/collections")
    found = {one["name"]: one["documents"] for one in shelves["collections"] if one["documents"]}
    assert found == Counter(shop.oracle.docs[doc].shelf for doc in counted)
    for job in (await told("GET", "/v1/jobs"))["jobs"]:
        assert job["document"] in right | {shop.ids[doc] for doc in counted}, (who, job)
    if not searches:
        return
    hits = (await told("POST", "/v1/search", json={"query": "loyer annuel", "top_k": 100}))["hits"]
    assert {hit["document_id"] for hit in hits} == right, who
    answer = await told(
        "POST",
        "/v1/chat/completions",
        json={"messages": [{"role": "user", "content": "Quel est le loyer annuel du bail ?"}]},
    )
    assert {one["document_id"] for one in answer["probant"]["citations"]} <= right
    assert answer["probant"]["searched"]["documents"] == len(right)
    everything = {"questions": [{"id": "rent", "question": "Quel loyer ?", "type": "text"}]}
    if right:
        grid = await told("POST", "/v1/grids", json=everything)
        assert grid["documents"] == len(right)
        cells = await told("GET", f"/v1/grids/{grid['id']}?limit=500")
        assert {cell["document_id"] for cell in cells["cells"]} == right
        export = await shop.ask(who, "GET", f"/v1/grids/{grid['id']}/export?format=jsonl")
        shop.cases["GET export"] += len(shop.ids)
        assert not {id_ for id_ in shop.ids.values() if id_ in export.text} - right
        for other in shop.people:
            theirs = {shop.ids[one] for one in shop.ids if shop.may(other, "read", one, day)}
            seen = await shop.ask(other, "GET", f"/v1/grids/{grid['id']}?limit=0")
            sees = other == who or (other.entity == who.entity and right <= theirs)
            if other.name != who.name or other.entity != who.entity:
                assert (seen.status_code == 200) == sees, (who, other)


async def test_a_deleted_document_is_gone_for_who_could_read_it(shop: Shop, clock: Clock) -> None:
    await later(shop, clock)
    could = {doc: [one for one in shop.people if shop.may(one, "read", doc, 1)] for doc in shop.ids}
    for doc in shop.ids:
        entity = shop.oracle.docs[doc].entity
        await shop.happens(Event("deleted", doc), entity)
        for who in shop.people:
            for path in (f"/v1/documents/{shop.ids[doc]}", f"/v1/citations/{shop.citations[doc]}"):
                told = (await shop.ask(who, "GET", path)).status_code
                assert told == (410 if who in could[doc] else 404), (who, doc, path)


async def test_how_long_it_takes_tells_nothing(shop: Shop) -> None:
    """Of what is there and not to be seen, and of what is not there: by turns, many times."""
    who = next(one for one in shop.people if one.roles == {"reader"} and one.level < 3)
    hidden = [doc for doc in shop.ids if not shop.may(who, "read", doc, 0)]
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(300):
        for is_there in (True, False) if turn % 2 else (False, True):
            id_ = shop.ids[hidden[turn % len(hidden)]] if is_there else str(uuid4())
            started = perf_counter()
            told = await shop.ask(who, "GET", f"/v1/documents/{id_}")
            took[is_there].append(perf_counter() - started)
            assert (told.status_code, told.json()["detail"]) == (404, NO_SUCH)
    there, not_there = (statistics.median(took[key]) for key in (True, False))
    assert abs(there - not_there) < 0.25 * max(there, not_there)


def test_levels_are_those_of_the_house() -> None:
    assert [one.name.lower() for one in Classification] == list(LEVELS)
