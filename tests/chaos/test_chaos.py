"""Processes are killed while documents come in: none is lost, doubled, or left waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.chaos.run import Plan, run
from tests.contracts.databases import fresh_postgres

pytestmark = pytest.mark.slow

PLAN = Plan(documents=18, kills=5, pause_s=(0.8, 2.0), readers=1, deadline_s=180)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    if request.param == "sqlite":
        yield {}
        return
    with fresh_postgres(request.getfixturevalue("postgres")) as url:
        yield {"PROBANT_DATABASE_URL": url}


def test_whatever_dies_every_document_ends_once(
    tmp_path: Path, database: Mapping[str, str]
) -> None:
    settings = {**database, "PROBANT_LEASE_SECONDS": "3"}
    told = asyncio.run(run(tmp_path, PLAN, settings))
    assert told["differences"] == []
    assert sum(told["kills"].values()) == PLAN.kills
