"""A database that fails in the middle of things, says what to do, and goes on afterwards."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.engine import create_migration_engine
from adapters.sql.outages import outages
from core.errors import Unavailable
from core.jobs import Lane
from core.stores import Database
from tests.contracts.databases import a_document, a_page, a_reading, execute, record, scope

pytestmark = pytest.mark.asyncio


async def wake(lane: Lane) -> None: ...


async def write_much(database: Database) -> None:
    document = a_document("large")
    async with database.begin() as uow:
        await uow.documents.add(document)
        await record(uow, a_reading(document, *(a_page(f"mot {n} " * 500, n) for n in range(99))))


async def works_again(database: Database) -> None:
    await write_much(database)
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 1


@contextmanager
def no_room(room_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_file_that_cannot_grow(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'probant.db'}", wake)
    with no_room(400_000), pytest.raises(Unavailable) as raised:
        await write_much(database)
    assert "room" in raised.value.remedy
    await works_again(database)
    await database.close()


async def test_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'probant.db'}"
    await (await open_database(url, wake)).close()
    address = parse_address(url)
    engine = create_migration_engine(address)
    event.listen(
        engine.sync_engine,
        "connect",
        lambda connection, _: connection.cursor().execute("PRAGMA max_page_count=1"),
    )
    with pytest.raises(Unavailable, match="full") as raised, outages(address):
        async with engine.connect() as connection:
            await connection.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(1000000)")
    assert "room" in raised.value.remedy
    await engine.dispose()


async def test_a_file_that_somebody_else_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'probant.db'}"
    await (await open_database(url, wake)).close()
    other = sqlite3.connect(tmp_path / "probant.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    address = parse_address(url)
    engine = create_migration_engine(address)

    async def write() -> None:
        with outages(address):
            async with engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA busy_timeout=1")
                await connection.exec_driver_sql("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="locked") as raised:
        await write()
    assert "process" in raised.value.remedy
    other.close()
    await engine.dispose()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_server_that_takes_no_writes(url: str, postgres: str) -> None:
    database = await open_database(url, wake)
    name = parse_address(url).url.database
    await execute(postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await _cut(url, postgres)
    with pytest.raises(Unavailable) as raised:
        await write_much(database)
    assert "writes" in raised.value.remedy
    await execute(postgres, f"ALTER DATABASE {name} RESET default_transaction_read_only")
    await _cut(url, postgres)
    await works_again(database)
    await database.close()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_server_that_lets_nobody_in_for_a_while(url: str, postgres: str) -> None:
    database = await open_database(url, wake)
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 0
    name = parse_address(url).url.database
    await execute(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await _cut(url, postgres)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await write_much(database)
    await execute(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await works_again(database)
    await database.close()


async def _cut(url: str, server: str) -> None:
    """End every connection that there is to a database."""
    name = parse_address(url).url.database
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    await execute(server, f"{ended} '{name}' AND pid <> pg_backend_pid()")
