"""Nobody sees what they may not, and everybody all that they may: against an oracle."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.jobs import Lane
from core.principals import AccessScope, Classification, SearchFilter
from flows.tagging import follow_the_day, tag_noted
from tests.contracts.points import direction, inside, point
from tests.governance.isolation.generated import SHELVES, Town
from tests.governance.isolation.judged import Judge
from tests.governance.isolation.oracle import Oracle
from tests.governance.isolation.world import Clock, World
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts

SEED, ENTITIES, PEOPLE, DOCUMENTS, ROUNDS = 8, 19, 4, 6, 5
EVENTS = 90
"""A round."""


@pytest.mark.slow
async def test_every_layer_agrees_with_the_oracle(tmp_path: Path) -> None:
    """Over 100,000 cases: documents shared, taken back, opened, closed, moved, classified anew and
    deleted in between, and days that pass."""
    town, clock, oracle = Town.of(SEED, ENTITIES, PEOPLE), Clock(), Oracle()
    async with open_parts(tmp_path, FakeEncoder(), clock.today) as parts:
        world = World(parts.database, (await parts.spaces.live()).index)
        judge = Judge(world, oracle)
        for round_ in range(ROUNDS):
            events = town.goes_on(EVENTS) if round_ else town.beginning(DOCUMENTS)
            clock.day = town.day
            await world.happens(events)
            oracle.learn(events)
            await follow_the_day(parts.database)
            await tag_noted(parts.database, 100_000)
            await parts.worker.until_idle([Lane.EMBED])
            await judge.look(town.people, town.day)
            some = frozenset(town.chance.sample(SHELVES, 2))
            await judge.look(town.chance.sample(town.people, 9), town.day, some)
    judged = judge.judged
    assert judged.leaks == {}
    assert judged.denials == {}
    assert judged.cases >= 100_000
    assert judged.allowed > judged.cases / 200  # there is something to be seen


@pytest.mark.parametrize("newcomer", ["another entity's", "for others to read", "more secret"])
async def test_scores_do_not_move_with_what_one_may_not_see(tmp_path: Path, newcomer: str) -> None:
    """Neither the dense ones nor BM25's, which go by how rare a word is."""
    texts = ["loyer annuel", "loyer mensuel", "charges locatives", "bail commercial"]
    own = [point(number, text, document=f"d{number}") for number, text in enumerate(texts)]
    where = inside(clearance=Classification.INTERNAL)
    others = [
        point(
            100 + number,
            "loyer loyer bail",
            entity="beta" if newcomer == "another entity's" else "alpha",
            document=f"o{number}",
            readers=["group:alpha/legal"] if newcomer == "for others to read" else None,
            classification=(
                Classification.RESTRICTED if newcomer == "more secret" else Classification.INTERNAL
            ),
        )
        for number in range(50)
    ]
    async with open_parts(tmp_path, FakeEncoder()) as parts:
        index = (await parts.spaces.live()).index
        await index.upsert(own)
        asked = direction(1)
        before = await index.sparse("loyer bail", where, 9), await index.dense(asked, where, 9)
        await index.upsert(others)
        after = await index.sparse("loyer bail", where, 9), await index.dense(asked, where, 9)
        assert before[0]
        assert after == before
        whole = SearchFilter(AccessScope.whole(own[0].entity))
        assert newcomer == "another entity's" or await index.sparse("loyer", whole, 99) != before[0]
