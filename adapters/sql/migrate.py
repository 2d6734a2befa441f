"""Bringing a database to a revision, from wherever the package is installed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.address import Address, parse_address
from adapters.sql.descriptions import renew
from adapters.sql.engine import create_migration_engine
from adapters.sql.outages import connect, outages, unavailable
from adapters.sql.transaction import Transaction
from core.errors import Misconfigured

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK_KEY = 0x50524F42414E54
"""Names the advisory lock: "PROBANT" in ASCII."""

_Step = Callable[[AsyncConnection], Awaitable[None]]

# Alembic keeps the running migration in module globals: one at a time in this process.
_one_at_a_time = threading.Lock()


async def migrate(url: str) -> None:
    """Bring the database to the last revision, and what it knows of names to the rules of today; a
    new SQLite file is made where there is none.

    Any number of processes may do so at once: one works, the others wait and find nothing to do.
    Raises `Unavailable`; `Misconfigured`, also for a database that a newer version has changed.
    """
    await asyncio.to_thread(_run, parse_address(url), _to_the_last)


async def migrate_back(url: str, revision: str = "base") -> None:
    """Undo the revisions after `revision`, with the data that only they can hold."""

    async def back(connection: AsyncConnection) -> None:
        await _alembic(connection, lambda config: command.downgrade(config, revision))

    await asyncio.to_thread(_run, parse_address(url), back)


async def _to_the_last(connection: AsyncConnection) -> None:
    await _alembic(connection, lambda config: command.upgrade(config, "head"))
    await renew(Transaction(connection, date.min, has_begun=True))


async def _alembic(connection: AsyncConnection, step: Callable[[Config], None]) -> None:
    await connection.run_sync(lambda sync: step(_config(sync)))


def _run(address: Address, step: _Step) -> None:
    with _one_at_a_time:
        try:
            asyncio.run(_migrate(address, step))
        except CommandError as error:
            raise Misconfigured(
                f"A newer version of Probant has changed the database {address.shown} ({error}).",
                "Install that version, or put back the backup made before.",
            ) from error


async def _migrate(address: Address, step: _Step) -> None:
    async with _connection(address) as connection:
        await _lock(connection, address)
        await step(connection)
        await connection.commit()


@asynccontextmanager
async def _connection(address: Address) -> AsyncIterator[AsyncConnection]:
    _make_folder(address)
    engine = create_migration_engine(address)
    try:
        with outages(address):
            connection = await connect(engine, address)
            try:
                yield connection
            finally:
                await connection.close()
    finally:
        await engine.dispose()


def _make_folder(address: Address) -> None:
    if not address.is_sqlite:
        return
    try:
        address.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unavailable(address, error) from error


async def _lock(connection: AsyncConnection, address: Address) -> None:
    """Both locks end with the transaction that the migration itself runs in."""
    if address.is_sqlite:
        await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        lock = text("SELECT pg_advisory_xact_lock(:key)")
        await connection.execute(lock, {"key": _LOCK_KEY})


def _config(connection: object) -> Config:
    config = Config()
    # Config interpolates: a per cent sign in a path must be doubled.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
