"""Rows and passages of what somebody may see, against the oracle, on SQLite and on PostgreSQL."""

from __future__ import annotations

from adapters.sql import open_database
from core.jobs import Lane
from tests.governance.isolation.generated import SHELVES, Town
from tests.governance.isolation.judged import Judge
from tests.governance.isolation.oracle import Oracle
from tests.governance.isolation.world import Clock, World

SEED, ENTITIES, PEOPLE, DOCUMENTS, ROUNDS, EVENTS = 3, 5, 4, 4, 4, 40


async def test_the_database_agrees_with_the_oracle(url: str) -> None:
    async def wake(lane: Lane) -> None: ...

    town, clock, oracle = Town.of(SEED, ENTITIES, PEOPLE), Clock(), Oracle()
    database = await open_database(url, wake, today=clock.today)
    judge = Judge(World(database), oracle)
    for round_ in range(ROUNDS):
        events = town.goes_on(EVENTS) if round_ else town.beginning(DOCUMENTS)
        clock.day = town.day
        await judge.world.happens(events)
        oracle.learn(events)
        await judge.look(town.people, town.day)
        await judge.look(town.people, town.day, frozenset(SHELVES[:2]))
    await database.close()
    assert judge.judged.leaks == {}
    assert judge.judged.denials == {}
    assert judge.judged.allowed > 500
