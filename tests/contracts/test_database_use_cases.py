"""Use cases in the database: versions by stage, runs, and what was asked beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.sql.use_cases import MOST_NAMES, OTHERS
from core.errors import Conflict
from core.ids import EntityId, UseCaseId
from core.stores import Database
from core.use_case_store import StoredRun, StoredVersion
from core.use_cases import EVERY, IN_USE, Stage

NORTH, SOUTH = EntityId("north"), EntityId("south")
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2026, 1, 2)


def a_version(
    id_: str, version: str, entity: str = NORTH, stage: Stage = Stage.DRAFT, days: int = 0
) -> StoredVersion:
    at = START + timedelta(days=days)
    told = {"title": "Loyers"}
    return StoredVersion(UseCaseId(id_), version, entity, told, "a", at, stage, at, b"seal")


async def test_a_version_comes_back_as_it_was(database: Database) -> None:
    stored = a_version("leases", "1")
    async with database.begin() as unit:
        await unit.use_cases.hold(stored.id)
        await unit.use_cases.add(stored)
    moved = replace(stored, stage=Stage.PILOT, since=START + timedelta(days=1), seal=b"other")
    async with database.begin() as unit:
        await unit.use_cases.move(moved)
    async with database.begin() as unit:
        assert await unit.use_cases.versions(stored.id) == [moved]


async def test_a_version_is_there_once(database: Database) -> None:
    async with database.begin() as unit:
        await unit.use_cases.add(a_version("leases", "1"))
    with pytest.raises(Conflict):
        async with database.begin() as unit:
            await unit.use_cases.add(a_version("leases", "1"))


async def test_versions_stand_for_their_entity_and_for_all(database: Database) -> None:
    async with database.begin() as unit:
        for one in (
            a_version("leases", "old", stage=Stage.PRODUCTION, days=1),
            a_version("leases", "new", stage=Stage.PILOT, days=2),
            a_version("leases", "next", days=3),
            a_version("assistant", "1", EVERY, Stage.PRODUCTION),
            a_version("theirs", "1", SOUTH, Stage.PRODUCTION),
        ):
            await unit.use_cases.add(one)
    async with database.begin() as unit:
        found = await unit.use_cases.standing(NORTH, list(IN_USE))
        assert [(one.id, one.version) for one in found] == [
            ("assistant", "1"),
            ("leases", "new"),
            ("leases", "old"),
        ]
        [one] = await unit.use_cases.standing(NORTH, [Stage.DRAFT], UseCaseId("leases"))
        assert one.version == "next"
        assert await unit.use_cases.standing(NORTH, list(Stage), UseCaseId("theirs")) == []
        latest = await unit.use_cases.versions(UseCaseId("leases"))
        assert [one.version for one in latest] == ["next", "new", "old"]


async def test_the_newest_run_comes_first(database: Database) -> None:
    runs = [
        StoredRun(f"r{n}", UseCaseId("leases"), version, {"n": n}, START + timedelta(n), b"s")
        for n, version in enumerate(("1", "2", "2"))
    ]
    async with database.begin() as unit:
        for run in runs:
            await unit.use_cases.add_run(run)
    async with database.begin() as unit:
        assert await unit.use_cases.runs(UseCaseId("leases"), 2) == [runs[2], runs[1]]
        assert await unit.use_cases.first_run(UseCaseId("leases"), "2") == runs[1]
        assert await unit.use_cases.first_run(UseCaseId("leases"), "3") is None


async def test_what_is_asked_beside_is_counted_by_entity(database: Database) -> None:
    for entity, model, day in (
        *((NORTH, "gpt", DAY), (NORTH, "gpt", DAY), (NORTH, "gpt", DAY + timedelta(1))),
        *((NORTH, "other", DAY), (NORTH, "old", DAY - timedelta(1)), (SOUTH, "gpt", DAY)),
    ):
        async with database.begin() as unit:
            await unit.use_cases.note_undeclared(entity, model, day)
    async with database.begin() as unit:
        first, second = await unit.use_cases.undeclared(NORTH, DAY)
    assert (first.model, first.count, first.last) == ("gpt", 3, DAY + timedelta(1))
    assert (second.model, second.count) == ("other", 1)


async def test_names_that_somebody_makes_up_are_bounded(database: Database) -> None:
    async with database.begin() as unit:
        for number in range(MOST_NAMES + 5):
            await unit.use_cases.note_undeclared(NORTH, f"made up {number}", DAY)
        await unit.use_cases.note_undeclared(NORTH, "made up 0", DAY)
    async with database.begin() as unit:
        told = {one.model: one.count for one in await unit.use_cases.undeclared(NORTH, DAY)}
    assert len(told) == MOST_NAMES + 1
    assert (told[OTHERS], told["made up 0"]) == (5, 2)
