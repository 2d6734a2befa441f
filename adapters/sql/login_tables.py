"""Tables of people who sign in at the page. Both hold what proves something by its hash alone."""

from __future__ import annotations

from sqlalchemy import Column, Table

from adapters.sql.columns import Text, Utc
from adapters.sql.schema import metadata

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("state_hash", Text, primary_key=True),
    Column("browser_hash", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column(
        "verifier", Text, nullable=False
    ),  # of no use without the code, which only that browser gets
    Column("landing", Text, nullable=False),
    Column("ends_at", Utc, nullable=False, index=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False, index=True),
    Column("ends_at", Utc, nullable=False, index=True),
)
