"""The ledger on SQLite and on PostgreSQL: chained with the commit, never changed, erasable."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.ledger_append import APPEND, columns_of
from core.ids import EntityId
from core.jobs import Lane
from core.ledger import Entry, Head, Record, RecordKind, genesis
from core.stores import Database
from governance.ledger.examine import Examination, Finding
from tests.contracts.databases import a_document, execute, scope
from tests.governance.ledger.made import NORTH, NOTARY, SOUTH, an_entry

pytestmark = pytest.mark.asyncio


async def _wake(lane: Lane) -> None: ...


@pytest.fixture
def heads() -> list[Head]:
    return []


@pytest_asyncio.fixture
async def kept(url: str, heads: list[Head]) -> AsyncIterator[Database]:
    """A database with a ledger."""
    opened = await open_database(url, _wake, NOTARY, heads.extend)
    yield opened
    await opened.close()


async def append(database: Database, *entries: Entry) -> None:
    async with database.begin() as unit:
        for entry in entries:
            unit.ledger.append(entry)


async def chain_of(database: Database, entity: EntityId = NORTH) -> list[Record]:
    async with database.begin() as unit:
        return [one async for batch in unit.ledger.records(entity) for one in batch]


async def findings(database: Database, entity: EntityId = NORTH) -> list[Finding]:
    examination = Examination(entity)
    for record in await chain_of(database, entity):
        examination.take(record)
    examination.end()
    return examination.findings


async def test_records_are_chained_in_the_order_of_their_commits(
    kept: Database, heads: list[Head]
) -> None:
    await append(kept, an_entry(1), an_entry(2, None), an_entry(3, entity=SOUTH))
    await append(kept, an_entry(4))
    records = await chain_of(kept)
    assert [one.body for one in records] == [
        f'{{"number":{n},"unit":"m\\u00b2"}}' for n in (1, 2, 4)
    ]
    assert [one.sequence for one in records] == [1, 2, 3]
    assert await findings(kept) == []
    assert [(head.entity, head.sequence) for head in heads] == [(NORTH, 2), (SOUTH, 1), (NORTH, 3)]
    assert heads[-1].hash == records[-1].hash
    async with kept.begin() as unit:
        assert await unit.ledger.entities() == [NORTH, SOUTH]
        assert await unit.ledger.head(NORTH) == heads[-1]
        assert [one.sequence for one in await unit.ledger.last(NORTH, 2)] == [3, 2]
        assert [one.sequence for one in await unit.ledger.last(NORTH, 2, before=2)] == [1]
        assert await unit.ledger.find(NORTH, records[1].id) == records[1]
        assert await unit.ledger.find(SOUTH, records[1].id) is None


async def test_a_record_goes_with_what_it_is_of(kept: Database, heads: list[Head]) -> None:
    async def broken() -> None:
        async with kept.begin() as unit:
            await unit.documents.add(a_document("one"))
            unit.ledger.append(an_entry(1))
            raise OSError("unplugged")

    with pytest.raises(OSError, match="unplugged"):
        await broken()
    assert (await chain_of(kept), heads) == ([], [])
    async with kept.begin() as unit:
        await unit.documents.add(a_document("one"))
        unit.ledger.append(an_entry(1))
    async with kept.begin() as unit:
        assert await unit.documents.count(scope()) == 1
    assert len(await chain_of(kept)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET body = '{}' WHERE sequence = 1",
        "UPDATE ledger SET kind = kind",
        "DELETE FROM ledger WHERE sequence = 2",
        "DELETE FROM ledger",
        "UPDATE ledger_keys SET subject = 'nobody'",
        "TRUNCATE ledger",
        "TRUNCATE ledger_keys",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE sequence = 1",
        "INSERT OR REPLACE INTO ledger_keys SELECT * FROM ledger_keys",
        "INSERT INTO ledger SELECT entity, 9, 'x', kind, at_us, closes, body, sealed, previous, "
        "hash FROM ledger WHERE sequence = 1",
    ],
)
async def test_the_database_itself_refuses_changes(
    kept: Database, url: str, statement: str
) -> None:
    is_sqlite = parse_address(url).is_sqlite
    if is_sqlite == ("TRUNCATE" in statement) or (not is_sqlite and "INSERT" in statement):
        pytest.skip("the other database's")
    await append(kept, an_entry(1), an_entry(2))
    before = await chain_of(kept)
    with pytest.raises(DBAPIError, match=r"never changed|one after the other"):
        await execute(url, statement)
    assert await chain_of(kept) == before


async def test_many_write_at_once(kept: Database, url: str) -> None:
    """Each with a connection of its own, to two entities in either order."""
    others = [await open_database(url, _wake, NOTARY) for _ in range(3)]

    async def write(database: Database, number: int) -> None:
        for turn in range(6):
            both = [an_entry(turn, f"p{number}"), an_entry(turn, None, SOUTH)]
            await append(database, *(both if (number + turn) % 2 else both[::-1]))

    await asyncio.gather(*(write(one, n) for n, one in enumerate([kept, *others] * 2)))
    for entity in (NORTH, SOUTH):
        assert len(await chain_of(kept, entity)) == 8 * 6
        assert await findings(kept, entity) == []
    for one in others:
        await one.close()


async def test_erasing_somebody_leaves_the_chain_whole(kept: Database) -> None:
    await append(kept, an_entry(1), an_entry(2, "dora"), an_entry(3), an_entry(4, entity=SOUTH))
    async with kept.begin() as unit:
        assert await unit.ledger.erase(NORTH, "claire") == 2
    records = await chain_of(kept)
    assert await findings(kept) == []
    async with kept.begin() as unit:
        keys = await unit.ledger.keys([one.id for one in records])
        assert [one.subject for one in keys.values()] == ["dora"]
        assert NOTARY.opened(records[1], keys[records[1].id])["question"] == "loyer 2 ?"
        assert await unit.ledger.of_subject(NORTH, "claire", 9) == []
        assert len(await unit.ledger.of_subject(SOUTH, "claire", 9)) == 1


async def test_erasing_some_kinds_leaves_the_others(kept: Database) -> None:
    await append(kept, an_entry(1), Entry(NORTH, RecordKind.DELETED, who="claire"))
    async with kept.begin() as unit:
        assert await unit.ledger.erase(NORTH, "claire", [RecordKind.SEARCHED]) == 1
    async with kept.begin() as unit:
        left = await unit.ledger.of_subject(NORTH, "claire", 9)
    assert [one.kind for one in left] == ["deleted"]
    assert await findings(kept) == []


async def test_ones_own_records_newest_first(kept: Database) -> None:
    await append(kept, *(an_entry(number) for number in range(5)), an_entry(9, "dora"))
    await append(kept, Entry(NORTH, RecordKind.DELETED, who="claire"))
    async with kept.begin() as unit:
        first = await unit.ledger.of_subject(NORTH, "claire", 2, kinds=[RecordKind.SEARCHED])
        assert [one.sequence for one in first] == [5, 4]
        rest = await unit.ledger.of_subject(NORTH, "claire", 9, before=4)
        assert [one.sequence for one in rest] == [3, 2, 1]
        every = await unit.ledger.of_subject(NORTH, "claire", 9)
        assert [one.sequence for one in every] == [7, 5, 4, 3, 2, 1]


async def test_the_part_of_a_chain_that_some_days_are(kept: Database) -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 3, 3, 5)]
    await append(kept, *(Entry(NORTH, RecordKind.LIVE, at=day) for day in days))
    async with kept.begin() as unit:
        assert await unit.ledger.span(NORTH, None, None) == (1, 4)
        assert await unit.ledger.span(NORTH, days[1], None) == (2, 4)
        assert await unit.ledger.span(NORTH, days[1], days[3]) == (2, 3)
        assert await unit.ledger.span(NORTH, days[3] + timedelta(days=1), None) is None
        assert await unit.ledger.span(SOUTH, None, None) is None


async def test_keys_of_old_records_are_destroyed_some_at_a_time(kept: Database) -> None:
    now = datetime.now(UTC)
    old = [
        Entry(entity, RecordKind.SEARCHED, who="claire", at=now - timedelta(days=days))
        for entity, days in ((NORTH, 30), (NORTH, 20), (SOUTH, 10), (NORTH, 1))
    ]
    await append(kept, *old)
    async with kept.begin() as unit:
        assert await unit.ledger.expire(now - timedelta(days=5), now, 2) == {NORTH: 2}
        assert await unit.ledger.expire(now - timedelta(days=5), now, 2) == {SOUTH: 1}
        assert await unit.ledger.expire(now - timedelta(days=5), now, 2) == {}
        assert list(await unit.ledger.keys([one.id for one in old])) == [old[3].id]
    assert await findings(kept) == []


async def test_some_records_have_days_of_their_own(kept: Database) -> None:
    now = datetime.now(UTC)
    ages = ((30, 60), (30, 20), (1, None), (30, None))
    made = [
        Entry(
            *(NORTH, RecordKind.SEARCHED),
            who="claire",
            keep_days=keep_days,
            at=now - timedelta(days=days),
        )
        for days, keep_days in ages
    ]
    await append(kept, *made)
    async with kept.begin() as unit:
        assert await unit.ledger.expire(now - timedelta(days=5), now, 9) == {NORTH: 2}
        assert set(await unit.ledger.keys([one.id for one in made])) == {made[0].id, made[2].id}


async def test_what_closes_a_question_is_found_by_it(kept: Database) -> None:
    asked = [Entry(NORTH, RecordKind.ASKED, who="claire") for _ in range(2)]
    closed = [Entry(NORTH, RecordKind.ANSWERED, closes=one.id) for one in asked]
    await append(kept, *asked, *closed)
    async with kept.begin() as unit:
        [found] = await unit.ledger.closing(NORTH, [asked[1].id])
        assert found.id == closed[1].id
        assert await unit.ledger.closing(SOUTH, [asked[1].id]) == []


async def test_nobody_is_named_outside_the_seal(kept: Database) -> None:
    await append(kept, an_entry(1, "claire.dupont"))
    [record] = await chain_of(kept)
    assert not re.search("claire|loyer", repr(record))


async def test_what_several_processes_add_is_one_chain(kept: Database, url: str) -> None:
    """Each knows the head as it saw it last, and none takes what it knows for what is there."""
    other = await open_database(url, _wake, NOTARY)
    try:
        for number in range(6):
            databases = (kept, other) if number % 2 else (other, kept)
            for database in databases:
                await append(database, Entry(NORTH, RecordKind.SEARCHED, who=f"user {number}"))
        together = [
            append(database, Entry(NORTH, RecordKind.SEARCHED, who="claire"))
            for database in (kept, other) * 8
        ]
        await asyncio.gather(*together)
    finally:
        await other.close()
    assert await findings(kept) == []
    async with kept.begin() as unit:
        assert (await unit.ledger.head(NORTH)).sequence == 12 + 16


async def test_who_knows_of_records_that_are_gone_makes_no_chain_of_their_own(
    kept: Database, url: str
) -> None:
    """Somebody emptied the ledger around its triggers: what comes then begins anew, and is linked
    to nothing that is not there."""
    for _ in range(3):
        await append(kept, Entry(NORTH, RecordKind.SEARCHED, who="claire"))
    is_sqlite = url.startswith("sqlite")
    freely = (
        "DROP TRIGGER ledger_no_delete" if is_sqlite else "ALTER TABLE ledger DISABLE TRIGGER ALL"
    )
    await execute(url, freely)
    await execute(url, "DELETE FROM ledger")
    await append(kept, Entry(NORTH, RecordKind.SEARCHED, who="claire"))
    [record] = await chain_of(kept)
    assert (record.sequence, record.previous) == (1, bytes(32))


async def test_records_whose_answer_was_lost_are_not_added_twice(kept: Database, url: str) -> None:
    """Whoever was not told that they are there adds them again, behind what they knew."""
    if url.startswith("sqlite"):
        pytest.skip("the other database's")
    drafts = [NOTARY.draft(Entry(NORTH, RecordKind.SEARCHED, who="claire")) for _ in range(2)]
    first = genesis(NORTH)
    records = NOTARY.chained(first, drafts)
    behind = {"of": NORTH, "sequence": first.sequence, "hash": first.hash}
    engine = create_async_engine(parse_address(url).url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for _ in range(2):
            told = await connection.execute(APPEND, {**behind, **columns_of(drafts, records)})
            assert tuple(told.one()) == (first.sequence, first.hash), "they are there"
        others = [NOTARY.draft(Entry(NORTH, RecordKind.SEARCHED, who="marc"))]
        late = columns_of(others, NOTARY.chained(first, others))
        told = await connection.execute(APPEND, {**behind, **late})
        assert tuple(told.one()) == (2, records[-1].hash), "others were quicker: nothing is written"
    await engine.dispose()
    assert [one.id for one in await chain_of(kept)] == [one.id for one in records]
    assert await findings(kept) == []
