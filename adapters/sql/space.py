"""What deleted rows leave behind in the database's files."""

from __future__ import annotations

from adapters.sql.address import Address
from adapters.sql.engine import create_space_engine
from adapters.sql.outages import connect

_WITH_CONTENT = (
    "documents",
    "facts",
    "names",
    "versions",
    "contained",
    "collections",
    "readings",
    "leaves",
    "chunks",
    "jobs",
    "generation_documents",
    "ledger_keys",
    "people",
    "sessions",
)


async def reclaim_space(address: Address) -> None:
    """SQLite has overwritten what was deleted, but its log still has what was written before: it
    is moved into the file and cut off, unless somebody reads from it just now. On PostgreSQL dead
    rows are removed; their space in the files is used again, not given back.
    """
    if address.is_sqlite:
        statement = "PRAGMA wal_checkpoint(TRUNCATE)"
    else:
        statement = f"VACUUM {', '.join(_WITH_CONTENT)}"
    engine = create_space_engine(address)
    try:
        connection = await connect(engine, address)
        try:
            await connection.exec_driver_sql(statement)
        finally:
            await connection.close()
    finally:
        await engine.dispose()
