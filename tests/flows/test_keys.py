"""Keys are given within bounds, listed and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import Conflict, NotFound, Refused, Unauthenticated
from core.identity import AccessKey
from core.ids import EntityId, KeyId
from core.principals import Classification, Principal, Role
from flows.bootstrap import Installation
from governance.identity import local_user
from governance.identity.giving import MOST_LIVE, WantedKey
from tests.ingest.fakes import FakeEncoder
from tests.parts import a_key, open_parts

pytestmark = pytest.mark.asyncio

NORTH, SOUTH = EntityId("north"), EntityId("south")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
WANTED = WantedKey("nightly load", frozenset({Role.READER}))


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder(), identity="required") as opened:
        yield opened


async def an_admin(
    parts: Installation,
    clearance: Classification = Classification.INTERNAL,
    until: datetime | None = None,
) -> Principal:
    """Who shows a key of north."""
    key = await a_key(parts, NORTH, Role.ADMIN, clearance=clearance, expires_at=until)
    return await parts.identifier.identify(key)


async def test_an_administrator_gives_within_what_they_have(parts: Installation) -> None:
    until = NOW + 10 * DAY
    admin = await an_admin(parts, until=until)
    made, text = await parts.keys.create(admin, replace(WANTED, expires_at=until))
    assert (made.entity, made.created_by) == (NORTH, admin.id)
    assert (await parts.identifier.identify(text)).roles == {Role.READER}
    for more in (
        {"expires_at": None},
        {"expires_at": until + timedelta(microseconds=1)},
        {"expires_at": until, "clearance": Classification.CONFIDENTIAL},
        {"expires_at": until, "entity": SOUTH},
    ):
        with pytest.raises(Refused):
            await parts.keys.create(admin, replace(WANTED, **more))
    assert len(await parts.keys.page(admin, 10)) == 2


async def test_who_holds_the_stores_gives_keys_of_any_entity(parts: Installation) -> None:
    for entity in (NORTH, SOUTH):
        made, _ = await parts.keys.create(local_user(entity), replace(WANTED, entity=entity))
        assert (made.entity, made.created_by) == (entity, "local")
    assert {key.entity for key in await parts.keys.everywhere(10)} == {NORTH, SOUTH}


async def test_a_key_that_was_revoked_meanwhile_gives_no_last_one(parts: Installation) -> None:
    admin = await an_admin(parts)
    await parts.keys.revoke(admin, KeyId(admin.id.removeprefix("key:")))
    with pytest.raises(Unauthenticated):
        await parts.keys.create(admin, WANTED)
    assert len(await parts.keys.everywhere(10)) == 1


async def test_nobody_but_an_administrator_sees_or_makes_keys(parts: Installation) -> None:
    others = frozenset(Role) - {Role.ADMIN}
    manager = await parts.identifier.identify(await a_key(parts, NORTH, *others))
    key = KeyId(manager.id.removeprefix("key:"))
    for call in (
        parts.keys.create(manager, WANTED),
        parts.keys.page(manager, 10),
        parts.keys.revoke(manager, key),
    ):
        with pytest.raises(Refused):
            await call
    await parts.identifier.settle()


async def test_keys_of_another_entity_are_not_there(parts: Installation) -> None:
    admin = await an_admin(parts)
    theirs, text = await parts.keys.create(local_user(SOUTH), WANTED)
    assert theirs not in await parts.keys.page(admin, 10)
    for key in (theirs.id, KeyId("nothing")):
        with pytest.raises(NotFound, match="There is no such key"):
            await parts.keys.revoke(admin, key)
    await parts.identifier.identify(text)
    await parts.identifier.settle()


async def test_an_entity_has_so_many_live_keys_and_no_more(parts: Installation) -> None:
    """Four are asked for at once where one more may be."""
    full = [_row(number) for number in range(MOST_LIVE - 1)]
    async with parts.database.begin() as unit:
        for key in (*full, _row(-1, revoked_at=NOW), _row(-2, expires_at=NOW - DAY)):
            await unit.keys.add(key)
    asked = [parts.keys.create(local_user(NORTH), WANTED) for _ in range(4)]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in done) == 3
    await parts.keys.create(local_user(SOUTH), WANTED)
    await parts.keys.revoke(local_user(NORTH), full[0].id)
    await parts.keys.create(local_user(NORTH), WANTED)


def _row(number: int, **changes: datetime) -> AccessKey:
    key = AccessKey(
        id=KeyId(f"k{number}"),
        name="one of many",
        entity=NORTH,
        roles=frozenset({Role.READER}),
        groups=frozenset(),
        clearance=Classification.PUBLIC,
        digest="0" * 64,
        created_at=NOW,
        created_by="local",
    )
    return replace(key, **changes)  # type: ignore[arg-type]
