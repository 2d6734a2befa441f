"""The table of reviews."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table

from adapters.sql.columns import Json, Text, Utc
from adapters.sql.schema import metadata

reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("use_case", Text, nullable=False),
    Column("record", Text, nullable=False),  # that opened the question
    Column("state", Text, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("told", Json, nullable=False),  # the rest of it
    Column("seal", LargeBinary, nullable=False),  # over all of the above
    Index(None, "entity", "state", "due_at"),
    Index(None, "record"),
)
