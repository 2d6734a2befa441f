"""Tables of access keys, and of people as they came last."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from adapters.sql.columns import Json, Text, Utc
from adapters.sql.schema import metadata

access_keys = Table(
    "access_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("roles", Json, nullable=False),
    Column("groups", Json, nullable=False),
    Column("clearance", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", Utc),
    Column("revoked_at", Utc),
    Column("revoked_by", Text),
    Column("last_used_at", Utc),
    Column("held_by", Text),
    Index(None, "entity", "created_at", "id"),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("roles", Json, nullable=False),
    Column("groups", Json, nullable=False),
    Column("clearance", Integer, nullable=False),
    Column("seen_at", Utc, nullable=False),
)
