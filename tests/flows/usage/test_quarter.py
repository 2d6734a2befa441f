"""A simulated quarter on PostgreSQL: each figure is what the events themselves give.

`PROBANT_TEST_USAGE_SCALE=1` has all 40,000 people in it, and takes some minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.usage.behaviour import World
from benchmarks.usage.simulated import Quarter
from benchmarks.usage.store import HOME, fill, open_quarter
from core.errors import InvalidRequest, Refused
from core.principals import Role
from flows.bootstrap import Installation
from flows.usage.reports import UsageReports
from tests.contracts.databases import fresh_postgres, postgres_server
from tests.flows.usage.oracle import Oracle
from tests.parts import a_person

pytestmark = [pytest.mark.asyncio, pytest.mark.slow, pytest.mark.timeout(3600)]

SCALE = float(os.environ.get("PROBANT_TEST_USAGE_SCALE", "0.05"))
K = 10 if SCALE >= 0.5 else 4
NAME = "2026-Q3"
WEEKS = [date(2026, 6, 29) + timedelta(days=7 * number) for number in range(13)]
AFTER = datetime(2026, 10, 2, tzinfo=UTC)
DIRECTOR = a_person("user:director", HOME, roles=frozenset({Role.MANAGER}))


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres_server() as server, fresh_postgres(server) as url:
        yield url


def reports(parts: Installation, now: datetime = AFTER) -> UsageReports:
    settling = replace(parts.reports.settling, clock=lambda: now)
    return replace(parts.reports, settling=settling)


async def test_each_figure_is_what_the_events_give(database: str, tmp_path: Path) -> None:
    quarter = Quarter(World(scale=SCALE))
    async with open_quarter(tmp_path, database, K) as parts:
        await fill(parts, quarter)
        found = await reports(parts).report(DIRECTOR, NAME, group=True)
        own = await reports(parts).report(DIRECTOR, NAME)
        again = await reports(parts, AFTER + timedelta(days=40)).report(DIRECTOR, NAME)
    oracle = Oracle(quarter.events(), quarter.people(), quarter.use_cases(), K)
    expected = oracle.report(WEEKS, sorted(quarter.world.entities()))
    check(found, expected)
    check(own, oracle.report(WEEKS, [HOME]))
    assert {**again, "made_at": ""} == {**own, "made_at": ""}
    whole = found["whole"]
    assert whole["activity"]["person_weeks"] > 1_000 * SCALE
    assert whole["reviews"]["reviewed_twice"]
    assert whole["time_saved"]["completions"]
    assert 0 < whole["activity"]["withheld"] < 13 * len(found["entities"])


def check(found: Any, expected: Any, where: str = "report") -> None:
    """Each figure, by its name, so that a failure says which. Hours may differ by a rounding."""
    if isinstance(expected, dict):
        missing = set(expected) - set(found)
        assert not missing, where
        for name, value in expected.items():
            check(found[name], value, f"{where}.{name}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for number, value in enumerate(expected):
            check(found[number], value, f"{where}[{number}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, abs=0.1001 if "hours" in where else 0.0011), where
    else:
        assert found == expected, where


async def test_only_the_entity_that_runs_it_sees_all(tmp_path: Path, database: str) -> None:
    async with open_quarter(tmp_path, database, K) as parts:
        other = replace(DIRECTOR, entity=type(DIRECTOR.entity)("e02"))
        with pytest.raises(Refused):
            await reports(parts).report(other, NAME, group=True)
        reader = replace(DIRECTOR, roles=frozenset({Role.READER}))
        with pytest.raises(Refused):
            await reports(parts).report(reader, NAME)
        for name in ("2026-07-01", "2026-Q5", "2026-13", "2026-W54", "last", "2026"):
            with pytest.raises(InvalidRequest):
                await reports(parts).report(DIRECTOR, name)
