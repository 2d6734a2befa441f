"""A grid is read with what its asker has at that moment, and with nothing once that is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from core.ids import EntityId, GridId, KeyId
from core.principals import Principal, Role
from flows.bootstrap import Installation
from flows.grids.answerer import Answerer
from flows.grids.reader import CellReader
from governance.identity import local_user
from tests.flows.grids.test_grids import ASKED, FakeReader
from tests.flows.lives import WordParser, text
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_key, a_person, added, open_parts, with_parser

pytestmark = pytest.mark.asyncio

DAY = timedelta(days=1)


@dataclass
class Desk:
    parts: Installation
    reader: FakeReader

    async def asked(self, asker: Principal) -> GridId:
        return (await self.parts.grids.ask(asker, ASKED, ["a.txt"])).grid.id

    async def read(self, grid: GridId, after: timedelta = timedelta(0)) -> list[str]:
        """States of its cells when all that can be read is read, so long after."""
        moment = datetime.now(UTC) + after
        reader = cast("CellReader", self.reader)
        answerer = Answerer(self.parts.database, reader, at_once=2, clock=lambda: moment)
        await replace(self.parts.worker, answer=answerer.answer).until_idle()
        cells = await self.parts.grids.cells(local_user(HERE), grid, 10)
        return [one.cell.state.value for one in cells]

    async def remember(self, person: Principal) -> None:
        async with self.parts.database.begin() as unit:
            await unit.people.remember(person, datetime.now(UTC))


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_parts(tmp_path / "data", FakeEncoder(), identity="required") as opened:
        parts = with_parser(opened, WordParser())
        await added(parts, text(tmp_path, "a.txt", "a lease"), local_user(HERE))
        yield Desk(parts, FakeReader())
        await parts.identifier.settle()


PERSON = a_person("user:1", HERE, roles=frozenset({Role.READER}))
READ, UNREAD = ["found"] * 3, ["failed"] * 3


async def test_a_key_that_is_good_reads_to_the_end(desk: Desk) -> None:
    key = await a_key(desk.parts, HERE, Role.READER)
    grid = await desk.asked(await desk.parts.identifier.identify(key))
    assert await desk.read(grid) == READ


async def test_a_revoked_key_reads_nothing_more(desk: Desk) -> None:
    key = await a_key(desk.parts, HERE, Role.READER)
    grid = await desk.asked(await desk.parts.identifier.identify(key))
    await desk.parts.keys.revoke(local_user(HERE), KeyId(key.split("_")[1]))
    assert await desk.read(grid) == UNREAD
    assert desk.reader.reads == []


async def test_what_is_read_while_a_key_is_revoked_is_not_kept(desk: Desk) -> None:
    key = await a_key(desk.parts, HERE, Role.READER)
    grid = await desk.asked(await desk.parts.identifier.identify(key))
    id_ = KeyId(key.split("_")[1])
    desk.reader.meanwhile = lambda: desk.parts.keys.revoke(local_user(HERE), id_)
    assert await desk.read(grid) == UNREAD
    assert len(desk.reader.reads) == 2  # those that were being read


async def test_an_expired_key_reads_nothing_more(desk: Desk) -> None:
    key = await a_key(desk.parts, HERE, Role.READER, expires_at=datetime.now(UTC) + DAY)
    grid = await desk.asked(await desk.parts.identifier.identify(key))
    assert await desk.read(grid, after=DAY) == UNREAD
    assert desk.reader.reads == []


CHANGES: dict[str, Callable[[Principal], Principal]] = {
    "has no role any more": lambda person: replace(person, roles=frozenset()),
    "audits now": lambda person: replace(person, roles=frozenset({Role.AUDITOR})),
    "went to another entity": lambda person: replace(person, entity=EntityId("south")),
    "has a lower clearance": lambda person: replace(person, clearance=type(person.clearance)(0)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_person_reads_with_what_they_have_now(
    desk: Desk, change: Callable[[Principal], Principal]
) -> None:
    await desk.remember(PERSON)
    grid = await desk.asked(PERSON)
    await desk.remember(change(PERSON))
    assert await desk.read(grid) == UNREAD
    assert desk.reader.reads == []


async def test_a_person_who_is_unknown_reads_nothing(desk: Desk) -> None:
    assert await desk.read(await desk.asked(PERSON)) == UNREAD


async def test_the_local_user_stays_who_they_are(desk: Desk) -> None:
    assert await desk.read(await desk.asked(local_user(HERE))) == READ


async def test_a_grid_is_never_read_with_more_than_it_was_asked_with(
    desk: Desk, tmp_path: Path
) -> None:
    low = replace(PERSON, clearance=type(PERSON.clearance)(1))
    await desk.remember(PERSON)
    grid = await desk.asked(low)
    scopes: list[int] = []
    read = desk.reader.read

    async def noted(scope, document, questions):  # type: ignore[no-untyped-def]
        scopes.append(int(scope.clearance))
        return await read(scope, document, questions)

    desk.reader.read = noted  # type: ignore[method-assign]
    assert await desk.read(grid) == READ
    assert set(scopes) == {1}
