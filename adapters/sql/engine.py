"""Engines, and what each connection is told when it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import NullPool, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.sql.address import Address

WAIT_S = 30.0
"""How long a writer waits for another, and a unit of work for a connection."""
_CONNECT_S = 10.0
_SAFE = ["PRAGMA foreign_keys=ON", "PRAGMA synchronous=FULL"]
_ERASING = ["PRAGMA secure_delete=ON"]
"""What is deleted is overwritten with zeros."""
_POOL = 10


def create_engine(address: Address) -> AsyncEngine:
    """The engine of a serving process."""
    pool: dict[str, Any] = {"pool_size": _POOL, "max_overflow": _POOL, "pool_timeout": WAIT_S}
    if address.is_sqlite:
        return _sqlite(address, [*_ERASING, *_SAFE], **pool)
    # Reads stand alone: `transaction.py` begins where there is something to write.
    return _postgresql(address, isolation_level="AUTOCOMMIT", **pool)


def create_migration_engine(address: Address) -> AsyncEngine:
    """One connection for a migration.

    Without foreign keys on SQLite: there a table is altered by dropping and copying it, and the
    drop would cascade to every row below.
    """
    if address.is_sqlite:
        return _sqlite(address, _ERASING, poolclass=NullPool)
    return _postgresql(address, poolclass=NullPool)


def create_space_engine(address: Address) -> AsyncEngine:
    """One connection for `space.py`, outside any transaction."""
    if address.is_sqlite:
        # Not for long: while a checkpoint waits for readers, it holds up writers.
        return _sqlite(address, [*_ERASING, "PRAGMA busy_timeout=500"], poolclass=NullPool)
    return _postgresql(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def _postgresql(address: Address, **options: Any) -> AsyncEngine:
    return create_async_engine(
        address.url,
        hide_parameters=True,
        # To compile a plan takes longer than any of our statements.
        connect_args={"timeout": _CONNECT_S, "server_settings": {"jit": "off"}},
        **options,
    )


def _sqlite(address: Address, pragmas: Sequence[str], **options: Any) -> AsyncEngine:
    """A SQLite engine that begins no transaction by itself: see `transaction.py`.

    `synchronous=FULL`: with NORMAL a power cut may undo the last commits, and a document once
    accepted must not be lost. WAL, which lets readers go on beside a writer, is a property of the
    file: `migrate` sets it.
    """
    engine = create_async_engine(
        address.url,
        hide_parameters=True,  # else error messages would quote the documents
        connect_args={"isolation_level": None, "timeout": WAIT_S},
        **options,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def tell(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    return engine
