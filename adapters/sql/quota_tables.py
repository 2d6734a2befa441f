"""Tables of what is asked: counters of quotas, and what was used by entity, use case and day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Table

from adapters.sql.columns import Text, Utc
from adapters.sql.schema import metadata

quota_counters = Table(
    "quota_counters",
    metadata,
    Column("counter", Text, primary_key=True),
    Column("starts_at", Utc, primary_key=True),
    Column("ends_at", Utc, nullable=False, index=True),
    Column("used", BigInteger, nullable=False),
)

# Nobody is named: who asked is in the ledger.
metering = Table(
    "metering",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("use_case", Text, primary_key=True),  # empty: none that is declared
    Column("model", Text, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("completion_tokens", BigInteger, nullable=False),
)
