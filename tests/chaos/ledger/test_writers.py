"""Writers die; no chain breaks, no answer is without its records, what has no end is listed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chaos.ledger.plan import Plan
from tests.chaos.ledger.run import run
from tests.contracts.databases import fresh_postgres

pytestmark = pytest.mark.slow

PLAN = Plan(writers=4, kills=5, pause_s=0.5)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whichever_dies_the_chains_are_whole(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    if kind == "sqlite":
        told = asyncio.run(run(tmp_path, f"sqlite:///{tmp_path / 'probant.db'}", PLAN))
    else:
        with fresh_postgres(request.getfixturevalue("postgres")) as url:
            told = asyncio.run(run(tmp_path, url, PLAN))
    assert told["kills"] == PLAN.kills
    assert told["answers"] > PLAN.writers
    assert told["entities"] == 3
