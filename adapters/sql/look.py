"""Looking at a database without making or changing anything."""

from __future__ import annotations

from sqlalchemy import Connection, inspect

from adapters.sql.address import parse_address
from adapters.sql.engine import create_migration_engine
from adapters.sql.outages import connect, outages
from adapters.sql.tables import documents


async def is_created(url: str) -> bool:
    """Whether our tables are in the database at `url`. Raises `Unavailable`, `Misconfigured`."""
    address = parse_address(url)
    if address.is_sqlite and not address.path.exists():  # connecting would make the file
        return False
    engine = create_migration_engine(address)
    try:
        with outages(address):
            connection = await connect(engine, address)
            try:
                return await connection.run_sync(_has_our_tables)
            finally:
                await connection.close()
    finally:
        await engine.dispose()


def _has_our_tables(connection: Connection) -> bool:
    return inspect(connection).has_table(documents.name)
