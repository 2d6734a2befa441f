"""Who asks: the local user, the holder of a key that is still good, a person with a token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from core.errors import ProbantError, Unauthenticated, Unavailable
from core.ids import EntityId, KeyId
from core.principals import Classification, Principal, Role
from flows.bootstrap import Installation
from flows.identify import NOTED_EVERY, REMEMBERED_EVERY, Identifier, as_of_now
from governance.identity import local_user
from governance.identity.keys import drawn
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_key, a_person, open_parts

pytestmark = pytest.mark.asyncio

NOW = datetime.now(UTC)
SECOND = timedelta(seconds=1)


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder(), identity="required") as opened:
        yield opened


def at(identifier: Identifier, moment: datetime) -> Identifier:
    return replace(identifier, clock=lambda: moment)


def id_of(key: str) -> KeyId:
    return KeyId(key.split("_")[1])


async def revoke(parts: Installation, key: str) -> None:
    await parts.keys.revoke(local_user(HERE), id_of(key))


A_KEY = "pbk_" + 12 * "a" + "_" + 52 * "b"


@pytest.mark.parametrize("bearer", [None, "", "whatever", "pbk_no_key", A_KEY])
async def test_without_identity_everyone_is_the_local_user(
    tmp_path: Path, bearer: str | None
) -> None:
    async with open_parts(tmp_path, FakeEncoder()) as parts:
        assert await parts.identifier.identify(bearer) == local_user(HERE)


async def test_a_key_opens_what_it_was_given_for(parts: Installation) -> None:
    key = await a_key(
        parts, "north", Role.READER, clearance=Classification.PUBLIC, groups=frozenset({"credit"})
    )
    assert await parts.identifier.identify(key) == Principal(
        f"key:{id_of(key)}",
        EntityId("north"),
        Classification.PUBLIC,
        frozenset({Role.READER}),
        frozenset({"credit"}),
    )


async def refusal(identifier: Identifier, bearer: str | None) -> ProbantError:
    with pytest.raises(Unauthenticated) as raised:
        await identifier.identify(bearer)
    return raised.value


async def test_nothing_tells_the_ways_apart_in_which_a_key_is_no_good(parts: Installation) -> None:
    until = NOW + timedelta(days=1)
    good, revoked = await a_key(parts), await a_key(parts)
    expired = await a_key(parts, expires_at=until)
    await revoke(parts, revoked)
    wrong = good[:-52] + drawn().secret
    later = at(parts.identifier, until)
    given = (
        None,
        "",
        "x",
        "pbk_x",
        wrong,
        drawn().text,
        revoked,
        expired,
        f"{good} ",
        good.upper(),
    )
    assert len({str(await refusal(later, bearer)) for bearer in given}) == 1
    await later.identify(good)
    await at(parts.identifier, until - SECOND).identify(expired)
    await parts.identifier.settle()


async def test_what_is_revoked_is_so_for_every_process_at_once(
    parts: Installation, tmp_path: Path
) -> None:
    key = await a_key(parts)
    other = replace(parts.identifier)
    await other.identify(key)
    await revoke(parts, key)
    for identifier in (other, parts.identifier):
        await refusal(identifier, key)
    await other.settle()


async def last_use(parts: Installation, key: str) -> datetime | None:
    async with parts.database.begin() as unit:
        found = await unit.keys.find(id_of(key))
    assert found
    return found.last_used_at


async def test_the_last_use_of_a_key_is_noted_once_a_minute(parts: Installation) -> None:
    key = await a_key(parts)
    for after, noted in (
        (0 * SECOND, 0 * SECOND),
        (NOTED_EVERY - SECOND, 0 * SECOND),
        (NOTED_EVERY, NOTED_EVERY),
    ):
        identifier = at(parts.identifier, NOW + after)
        await identifier.identify(key)
        await identifier.settle()
        assert await last_use(parts, key) == NOW + noted


async def test_a_wrong_secret_is_no_use(parts: Installation) -> None:
    key = await a_key(parts)
    await refusal(parts.identifier, key[:-52] + drawn().secret)
    await parts.identifier.settle()
    assert await last_use(parts, key) is None


async def test_a_request_does_not_wait_for_its_use_to_be_noted(parts: Installation) -> None:
    key = await a_key(parts)
    async with parts.database.begin() as unit:
        await unit.keys.hold(HERE)  # on SQLite nobody else writes now
        await parts.identifier.identify(key)
        assert await last_use(parts, key) is None
    await parts.identifier.settle()
    assert await last_use(parts, key) is not None


@dataclass
class Tokens:
    """Knows one token."""

    person: Principal
    error: ProbantError | None = None

    async def read(self, token: str) -> Principal:
        if self.error:
            raise self.error
        if token != "token":
            raise Unauthenticated("The token proves nothing.")
        return self.person


PERSON = a_person("user:1", HERE, roles=frozenset({Role.READER}))


async def known(parts: Installation, who: str = PERSON.id) -> tuple[Principal, datetime] | None:
    async with parts.database.begin() as unit:
        seen = await unit.people.find(who)
    return (seen.principal, seen.seen_at) if seen else None


async def test_a_person_is_remembered_when_they_change_else_once_an_hour(
    parts: Installation,
) -> None:
    other = replace(PERSON, groups=frozenset({"credit"}))
    for after, person, seen in (
        (0 * SECOND, PERSON, 0 * SECOND),
        (REMEMBERED_EVERY - SECOND, PERSON, 0 * SECOND),
        (REMEMBERED_EVERY, PERSON, REMEMBERED_EVERY),
        (REMEMBERED_EVERY + SECOND, other, REMEMBERED_EVERY + SECOND),
    ):
        identifier = replace(at(parts.identifier, NOW + after), tokens=Tokens(person))
        assert await identifier.identify("token") == person
        assert await known(parts) == (person, NOW + seen)


async def test_whom_no_token_proves_is_not_remembered(parts: Installation) -> None:
    identifier = replace(parts.identifier, tokens=Tokens(PERSON))
    await refusal(identifier, "another")
    away = replace(parts.identifier, tokens=Tokens(PERSON, Unavailable("The provider is away.")))
    with pytest.raises(Unavailable):
        await away.identify("token")
    assert await known(parts) is None


async def test_a_key_is_never_shown_to_who_reads_tokens(parts: Installation) -> None:
    shown = Tokens(PERSON, AssertionError)  # type: ignore[arg-type]
    identifier = replace(parts.identifier, tokens=shown)
    await refusal(identifier, "pbk_mistyped")
    key = await a_key(parts)
    assert (await identifier.identify(key)).id == f"key:{id_of(key)}"
    await identifier.settle()


async def now_of(parts: Installation, who: str, moment: datetime = NOW) -> Principal | None:
    async with parts.database.begin() as unit:
        return await as_of_now(unit, who, HERE, moment)


async def test_later_work_goes_by_the_rights_of_its_moment(parts: Installation) -> None:
    until = NOW + timedelta(days=1)
    key, other = await a_key(parts, expires_at=until), await a_key(parts, "south")
    who = f"key:{id_of(key)}"
    assert await now_of(parts, "local") == local_user(HERE)
    assert await now_of(parts, who, until - SECOND) == await parts.identifier.identify(key)
    assert await now_of(parts, who, until) is None
    assert await now_of(parts, f"key:{id_of(other)}") is None  # of another entity
    await revoke(parts, key)
    assert await now_of(parts, who) is None
    assert await now_of(parts, PERSON.id) is None
    async with parts.database.begin() as unit:
        await unit.people.remember(PERSON, NOW)
    assert await now_of(parts, PERSON.id) == PERSON
    async with parts.database.begin() as unit:
        await unit.people.remember(replace(PERSON, entity=EntityId("south")), NOW)
    assert await now_of(parts, PERSON.id) is None
    assert await now_of(parts, "key:") is None
    await parts.identifier.settle()
