"""Tables of the ledger. Triggers, which the migration makes, refuse every change of a record."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table

from adapters.sql.columns import Text
from adapters.sql.schema import metadata

ledger = Table(
    "ledger",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),  # the same bytes to hash on both databases
    Column("closes", Text),
    Column("body", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "id", unique=True),
    Index(None, "closes"),
)

# No reference to the record: a key is all that can go of it.
ledger_keys = Table(
    "ledger_keys",
    metadata,
    Column("record_id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("until_us", BigInteger),  # null: as long as history is kept
    Column("wrapped", LargeBinary, nullable=False),
    Index(None, "entity", "subject", "sequence"),
    Index(None, "at_us"),
    Index(None, "until_us"),
)
