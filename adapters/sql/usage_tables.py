"""Tables of usage: events under pseudonyms, when each person began, and what was counted."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table

from adapters.sql.columns import Json, Text, Utc
from adapters.sql.schema import metadata

usage_events = Table(
    "usage_events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("week", Date, nullable=False),  # its Monday
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("use_case", Text, nullable=False),  # empty: none
    Column("version", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("record", Text),
    Column("task", Text),
    Column("value", Integer),
    Column("decisions", Text, nullable=False),
    Index(None, "week", "kind"),
    Index(None, "who"),
)

usage_beginners = Table(
    "usage_beginners",
    metadata,
    Column("who", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("use_case", Text, primary_key=True),
    Column("week", Date, nullable=False),
)

# Of what has ended, counted once and never again: two looks at it can't differ.
usage_counts = Table(
    "usage_counts",
    metadata,
    Column("period", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("counts", Json, nullable=False),
)

usage_weeks = Table("usage_weeks", metadata, Column("week", Date, primary_key=True))
