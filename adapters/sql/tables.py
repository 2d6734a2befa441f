"""Every table. Deleting a document deletes downwards; jobs and tombstones outlive it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    text,
)

from adapters.sql.columns import Json, Packed, Text, Utc

metadata = MetaData(
    # Named, so that a migration can drop what an earlier one made.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _belongs_to(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("collection", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("classification", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("status", Text, nullable=False),  # the outcome's, for queries
    Column("outcome", Json, nullable=False),
    Column("parent", Text),
    Column("found", Json, nullable=False),
    Column("corrections", Json, nullable=False),
    Index(None, "entity", "id"),
    # A hash, for PostgreSQL's B-trees refuse keys over 2.7 kB and names come from outside.
    Index("ix_documents_name", "name", postgresql_using="hash"),
    Index(None, "entity", "collection", "classification"),
    Index(None, "parent"),
)

versions = Table(
    "versions",
    metadata,
    Column("document_id", Text, _belongs_to("documents.id"), primary_key=True),
    Column("version", Text, primary_key=True),
    Column("created_at", Utc, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Index(None, "version"),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document_id", Text, _belongs_to("documents.id"), nullable=False, index=True),
    Column("version", Text, nullable=False),
    Column("parser", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("errors", Json, nullable=False),
    Column("hidden", Json, nullable=False),
    # At most one live reading a document.
    Index(
        "ix_readings_live",
        "document_id",
        unique=True,
        sqlite_where=text("live"),
        postgresql_where=text("live"),
    ),
)

leaves = Table(
    "leaves",
    metadata,
    Column("reading_id", Text, _belongs_to("readings.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("width_pt", Float),
    Column("height_pt", Float),
    Column("text", Text, nullable=False),
    Column("words", Packed, nullable=False),
    Column("elements", Packed, nullable=False),
    Column("read_by", Json, nullable=False),
    Column("values", Packed),
)

# A chunk's text is its leaf's at its words: it is not stored a second time.
chunks = Table(
    "chunks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reading_id", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("leaf", Integer, nullable=False),
    Column("word_start", Integer, nullable=False),
    Column("word_end", Integer, nullable=False),
    Column("locator", Text, nullable=False),
    Column("heading_path", Json, nullable=False),
    Column("header", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("language", Text, nullable=False),
    ForeignKeyConstraint(
        ["reading_id", "leaf"], ["leaves.reading_id", "leaves.number"], ondelete="CASCADE"
    ),
    Index(None, "reading_id", "leaf"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("document_id", Text, nullable=False, index=True),  # no foreign key: a purge outlives it
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("worker", Text),
    Column("lease_until", Utc),
    # Only the order in which waiting jobs are offered hangs on this clock.
    Column("created_at", Utc, nullable=False, default=lambda: datetime.now(UTC)),
    Index(None, "state", "lease_until"),
)

# The same bytes added again have the same id: a document can be deleted more than once.
tombstones = Table(
    "tombstones",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("deleted_at", Utc, nullable=False),
    Column("deleted_by", Text, nullable=False),
    Index(None, "document_id"),
)

tombstone_readings = Table(
    "tombstone_readings",
    metadata,
    Column("tombstone_id", Integer, _belongs_to("tombstones.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("reading_id", Text, nullable=False, index=True),
)
