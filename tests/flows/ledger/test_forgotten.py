"""Somebody who is erased has nothing here until they come back; before, they may take it along."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import NotFound, Refused, Unauthenticated
from core.ids import EntityId
from core.principals import Role
from flows.bootstrap import Installation
from flows.question import Question
from tests.flows.ledger.kept import records
from tests.flows.ledger.provided import CLAIRE, claire, desk, signed_in
from tests.flows.ledger.test_ledger import held_bytes
from tests.parts import HERE, a_person

pytestmark = pytest.mark.asyncio

BOSS = a_person("user:boss", HERE)


async def is_in(parts: Installation, token: str) -> bool:
    try:
        return bool(await desk(parts.database).known(token))
    except Unauthenticated:
        return False


async def test_who_is_erased_has_nothing_until_they_come_back(parts: Installation) -> None:
    first, second = await signed_in(parts.database), await signed_in(parts.database)
    person = await claire(parts.database)
    await parts.asker.ask(person, Question("Quel est le loyer annuel ?"))
    await parts.database.reclaim_space()
    assert b"Claire Petit" in held_bytes(parts)
    assert await parts.ledger.erase(BOSS, CLAIRE) == 4  # came twice, asked, was answered
    assert not await is_in(parts, first)
    assert not await is_in(parts, second)
    with pytest.raises(Unauthenticated):
        await parts.identifier.again(person)
    held = held_bytes(parts)
    assert b"Claire Petit" not in held
    assert CLAIRE.encode() not in held
    with pytest.raises(NotFound):
        await parts.ledger.erase(BOSS, CLAIRE)
    assert await is_in(parts, await signed_in(parts.database))


async def test_who_did_nothing_that_can_be_read_is_erased_too(parts: Installation) -> None:
    token = await signed_in(parts.database)
    await parts.ledger.erase_own(await claire(parts.database))
    assert await is_in(parts, token)  # who erases what they asked goes on
    async with parts.database.begin() as unit:
        await unit.ledger.erase(EntityId(HERE), CLAIRE)  # as at the end of its days
    assert await parts.ledger.erase(BOSS, CLAIRE) == 0
    assert not await is_in(parts, token)
    assert (await records(parts))[-1].kind == "erased"


@pytest.mark.parametrize(
    ("entity", "roles", "error"),
    [
        ("south", frozenset(Role), NotFound),
        (HERE, frozenset(Role) - {Role.ADMIN}, Refused),
    ],
)
async def test_only_an_administrator_of_their_entity_erases_somebody(
    parts: Installation, entity: str, roles: frozenset[Role], error: type[Exception]
) -> None:
    token = await signed_in(parts.database)
    before = len(await records(parts))
    with pytest.raises(error):
        await parts.ledger.erase(a_person("key:other", entity, roles=roles), CLAIRE)
    assert await is_in(parts, token)
    assert len(await records(parts)) == before


async def taken_along(parts: Installation, entity: str = HERE) -> list[dict[str, Any]]:
    return [line async for line in parts.history.export(a_person(CLAIRE, entity))]


async def test_all_that_is_held_of_somebody_is_theirs_to_take_along(parts: Installation) -> None:
    assert await taken_along(parts) == []
    token = await signed_in(parts.database)
    await parts.asker.ask(await claire(parts.database), Question("Quel est le loyer annuel ?"))
    person, session, *told = await taken_along(parts)
    rights = {name: person[name] for name in ("entity", "roles", "groups", "clearance")}
    assert (person["kind"], person["id"]) == ("person", CLAIRE)
    assert rights == {
        "entity": HERE,
        "roles": ["reader"],
        "groups": ["credit"],
        "clearance": "internal",
    }
    assert (session["kind"], session["name"]) == ("session", "Claire Petit")
    assert token not in str(session)
    # Events of usage are written behind an answer: they may be there already.
    told = [line for line in told if line["kind"] != "usage"]
    assert [line["kind"] for line in told] == ["answered", "asked", "signed-in"]
    assert await taken_along(parts, "south") == []
    await parts.ledger.erase(BOSS, CLAIRE)
    assert await taken_along(parts) == []
