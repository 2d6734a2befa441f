"""Counters of quotas and what is metered, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from adapters.sql import open_database
from core.errors import QuotaSpent
from core.ids import EntityId, UseCaseId
from core.jobs import Lane
from core.quotas import Counter, Measure, Metered, Whose, Window
from core.stores import Database
from governance.quotas.bounds import check

pytestmark = pytest.mark.asyncio

NORTH, SOUTH = EntityId("north"), EntityId("south")
LEASES = UseCaseId("leases")
NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
CLAIRE = Counter(Whose.USER, Measure.REQUESTS, Window.MINUTE, NORTH, user="user:claire")
ALL = Counter(Whose.ENTITY, Measure.REQUESTS, Window.DAY, NORTH)
TOKENS = Counter(Whose.ENTITY, Measure.TOKENS, Window.MONTH, NORTH)


async def count(database: Database, at: datetime = NOON, **more: int) -> dict[Counter, int]:
    named = {"claire": CLAIRE, "all": ALL, "tokens": TOKENS}
    async with database.begin() as unit:
        return await unit.quotas.count({named[name]: n for name, n in more.items()}, at)


async def test_what_is_counted_adds_up_in_its_window(database: Database) -> None:
    assert await count(database, claire=1, all=1) == {CLAIRE: 1, ALL: 1}
    assert await count(database, all=5, claire=2, tokens=0) == {ALL: 6, CLAIRE: 3, TOKENS: 0}
    later = NOON + timedelta(seconds=30)
    assert await count(database, later, claire=1, all=1) == {CLAIRE: 1, ALL: 7}
    async with database.begin() as unit:
        assert await unit.quotas.count({}, NOON) == {}


async def test_what_is_counted_can_be_looked_at(database: Database) -> None:
    await count(database, claire=4, tokens=2**40)
    async with database.begin() as unit:
        found = await unit.quotas.counted([CLAIRE, ALL, TOKENS], NOON)
        assert found == {CLAIRE: 4, ALL: 0, TOKENS: 2**40}
        later = await unit.quotas.counted([CLAIRE, TOKENS], NOON + timedelta(seconds=30))
        assert later == {CLAIRE: 0, TOKENS: 2**40}


async def test_what_does_not_commit_was_never_counted(database: Database) -> None:
    await count(database, claire=1)

    async def refused() -> None:
        async with database.begin() as unit:
            assert await unit.quotas.count({CLAIRE: 1, ALL: 1}, NOON) == {CLAIRE: 2, ALL: 1}
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        await refused()
    async with database.begin() as unit:
        assert await unit.quotas.counted([CLAIRE, ALL], NOON) == {CLAIRE: 1, ALL: 0}


async def test_windows_that_are_over_are_forgotten(database: Database) -> None:
    await count(database, claire=1, all=1, tokens=1)
    tomorrow = NOON + timedelta(days=1)
    async with database.begin() as unit:
        assert await unit.quotas.forget(NOON) == 0
        assert await unit.quotas.forget(tomorrow) == 2
    async with database.begin() as unit:
        assert await unit.quotas.counted([ALL, TOKENS], NOON) == {ALL: 0, TOKENS: 1}


@pytest_asyncio.fixture
async def another(url: str, database: Database) -> AsyncIterator[Database]:
    """Another process at the same database."""

    async def nobody(lane: Lane) -> None: ...

    opened = await open_database(url, nobody)
    yield opened
    await opened.close()


async def test_of_many_at_once_exactly_so_many_get_through_as_are_let(
    database: Database, another: Database
) -> None:
    """From two processes; those that are refused on one counter are not counted on the others."""
    most, asking = 17, 60
    bounds = {CLAIRE: most, ALL: 1000}
    passed = 0

    async def ask(through: Database) -> None:
        nonlocal passed
        try:
            async with through.begin() as unit:
                check(bounds, await unit.quotas.count(dict.fromkeys(bounds, 1), NOON), 1, NOON)
        except QuotaSpent:
            return
        passed += 1

    await asyncio.gather(
        *(ask(through) for _ in range(asking // 2) for through in (database, another))
    )
    assert passed == most
    async with database.begin() as unit:
        assert await unit.quotas.counted([CLAIRE, ALL], NOON) == {CLAIRE: most, ALL: most}


async def test_two_that_name_the_same_counters_in_another_order_never_wait_for_each_other(
    database: Database, another: Database
) -> None:
    users = [
        Counter(Whose.USER, Measure.REQUESTS, Window.DAY, NORTH, user=f"user:{n}")
        for n in range(40)
    ]

    async def ask(through: Database, counters: list[Counter]) -> None:
        for _ in range(10):
            async with through.begin() as unit:
                await unit.quotas.count(dict.fromkeys(counters, 1), NOON)

    await asyncio.gather(
        *(ask(database, users) for _ in range(3)), *(ask(another, users[::-1]) for _ in range(3))
    )
    async with database.begin() as unit:
        assert set((await unit.quotas.counted(users, NOON)).values()) == {60}


DAY = date(2026, 11, 23)


async def test_what_is_metered_adds_up_by_day_use_case_and_model(database: Database) -> None:
    written = Metered(NORTH, DAY, LEASES, "small", 2, 300, 40)
    quoted = Metered(NORTH, DAY, None, "extractive", 1)
    for some in ([written, quoted], [quoted, written], []):
        async with database.begin() as unit:
            await unit.quotas.meter(some)
    async with database.begin() as unit:
        await unit.quotas.meter(
            [Metered(SOUTH, DAY, None, "extractive", 9)]
            + [Metered(NORTH, DAY + timedelta(n), None, "extractive", n) for n in (1, 8)]
        )
    async with database.begin() as unit:
        assert await unit.quotas.metered(NORTH, DAY, DAY + timedelta(7)) == [
            Metered(NORTH, DAY, None, "extractive", 2),
            Metered(NORTH, DAY, LEASES, "small", 4, 600, 80),
            Metered(NORTH, DAY + timedelta(1), None, "extractive", 1),
        ]
