"""Connections of a server that was restarted."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from adapters.sql import engine as engines
from adapters.sql.address import parse_address
from adapters.sql.engine import create_engine
from tests.contracts.databases import execute

pytestmark = pytest.mark.asyncio

_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def test_with_one_that_died_all_older_ones_are_dropped(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if url.startswith("sqlite"):
        pytest.skip("it has no server")
    monkeypatch.setattr(engines, "_FRESH_S", 0.3)
    engine = create_engine(parse_address(url))
    idle, fresh = await engine.connect(), await engine.connect()
    for connection in (idle, fresh):
        await connection.execute(text("SELECT 1"))
    await idle.close()
    await asyncio.sleep(0.4)
    await fresh.close()
    await execute(url, _ALL)
    async with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert (await connection.execute(text("SELECT 1"))).scalar() == 1
    await engine.dispose()
