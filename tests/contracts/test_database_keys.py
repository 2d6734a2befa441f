"""Access keys and people, as both databases keep them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.identity import AccessKey, Seen
from core.ids import EntityId, KeyId
from core.principals import Classification, Role
from core.stores import Database
from tests.contracts.databases import MINUTE, NOON
from tests.parts import a_person

pytestmark = pytest.mark.asyncio

NORTH, SOUTH = EntityId("north"), EntityId("south")
DAY = timedelta(days=1)


def a_key(id_: str, **changes: Any) -> AccessKey:
    key = AccessKey(
        id=KeyId(id_),
        name="Chargement de nuit",
        entity=NORTH,
        roles=frozenset({Role.READER, Role.ADMIN}),
        groups=frozenset({"crédit", "audit"}),
        clearance=Classification.CONFIDENTIAL,
        digest="0" * 64,
        created_at=NOON,
        created_by="local",
    )
    return replace(key, **changes)


async def kept(database: Database, *keys: AccessKey) -> None:
    async with database.begin() as unit:
        for key in keys:
            await unit.keys.add(key)


async def found(database: Database, key: str) -> AccessKey | None:
    async with database.begin() as unit:
        return await unit.keys.find(KeyId(key))


async def test_a_key_comes_back_as_it_was(database: Database) -> None:
    plain = a_key("a")
    full = a_key(
        "b",
        roles=frozenset(),
        groups=frozenset(),
        expires_at=NOON + DAY,
        revoked_at=NOON + MINUTE,
        revoked_by="key:a",
        last_used_at=NOON,
        held_by="user:claire",
    )
    await kept(database, plain, full)
    assert (await found(database, "a"), await found(database, "b")) == (plain, full)
    assert await found(database, "c") is None


async def test_keys_are_listed_newest_first_by_entity(database: Database) -> None:
    later = a_key("late", created_at=NOON + MINUTE)
    await kept(database, a_key("b"), a_key("a"), later, a_key("theirs", entity=SOUTH))
    async with database.begin() as unit:
        assert [key.id for key in await unit.keys.page(NORTH, 10)] == ["late", "a", "b"]
        assert [key.id for key in await unit.keys.page(NORTH, 1, KeyId("late"))] == ["a"]
        assert [key.id for key in await unit.keys.page(NORTH, 9, KeyId("b"))] == []
        assert [key.id for key in await unit.keys.page(None, 2)] == ["late", "a"]
        assert [key.id for key in await unit.keys.page(None, 9, KeyId("a"))] == ["b", "theirs"]
        # The id of another entity's is as one of nobody's.
        from_theirs = await unit.keys.page(NORTH, 9, KeyId("theirs"))
        assert from_theirs == await unit.keys.page(NORTH, 9, KeyId("nothing"))


async def test_live_keys_are_counted(database: Database) -> None:
    await kept(
        database,
        a_key("a"),
        a_key("b", expires_at=NOON + DAY),
        a_key("over", expires_at=NOON),
        a_key("gone", revoked_at=NOON - DAY, expires_at=NOON + DAY),
        a_key("theirs", entity=SOUTH),
    )
    async with database.begin() as unit:
        assert await unit.keys.live(NORTH, NOON) == 2
        assert await unit.keys.live(NORTH, NOON + DAY) == 1


async def test_a_key_is_revoked_once_and_alone(database: Database) -> None:
    await kept(database, a_key("a"), a_key("b"))
    async with database.begin() as unit:
        await unit.keys.revoke(KeyId("a"), "key:b", NOON)
        await unit.keys.revoke(KeyId("a"), "local", NOON + DAY)
        await unit.keys.revoke(KeyId("nothing"), "local", NOON)
    assert await found(database, "a") == a_key("a", revoked_at=NOON, revoked_by="key:b")
    assert await found(database, "b") == a_key("b")


async def test_the_last_use_never_goes_back(database: Database) -> None:
    await kept(database, a_key("a"))
    for moment in (NOON, NOON + MINUTE, NOON + timedelta(seconds=1)):
        async with database.begin() as unit:
            await unit.keys.used(KeyId("a"), moment)
    assert await found(database, "a") == a_key("a", last_used_at=NOON + MINUTE)


async def test_who_holds_the_keys_of_an_entity_is_alone(database: Database) -> None:
    """Ten at once each add a key if there are fewer than three."""

    async def add(number: int) -> None:
        async with database.begin() as unit:
            await unit.keys.hold(NORTH)
            if await unit.keys.live(NORTH, NOON) < 3:
                await asyncio.sleep(0)
                await unit.keys.add(a_key(f"k{number}"))

    await asyncio.gather(*map(add, range(10)))
    async with database.begin() as unit:
        assert await unit.keys.live(NORTH, NOON) == 3


PERSON = a_person("user:1", NORTH, groups=frozenset({"b", "a"}))
CHANGES: list[Callable[[], Any]] = [
    lambda: replace(PERSON, entity=SOUTH),
    lambda: replace(PERSON, roles=frozenset({Role.AUDITOR})),
    lambda: replace(PERSON, groups=frozenset()),
    lambda: replace(PERSON, clearance=Classification.PUBLIC),
]


@pytest.mark.parametrize("changed", CHANGES)
async def test_a_person_is_known_as_they_came_last(
    database: Database, changed: Callable[[], Any]
) -> None:
    other = a_person("user:2", NORTH)
    for moment, person in ((NOON, PERSON), (NOON, other), (NOON + MINUTE, changed())):
        async with database.begin() as unit:
            await unit.people.remember(person, moment)
    async with database.begin() as unit:
        assert await unit.people.find("user:1") == Seen(changed(), NOON + MINUTE)
        assert await unit.people.find("user:2") == Seen(other, NOON)
        assert await unit.people.find("user:3") is None
