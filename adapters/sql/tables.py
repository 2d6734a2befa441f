"""Tables of documents and all below them. Deleting a document deletes downwards.

Tombstones outlive it, and so do the jobs (`work_tables.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    text,
)

from adapters.sql.columns import Json, Packed, Text, Utc
from adapters.sql.schema import belongs_to, metadata

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
    Column("found", Json, nullable=False),
    Column("corrections", Json, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date),
    Column("hold", Json(none_as_null=True)),
    Column("source", Text),
    Column("readers", Json(none_as_null=True)),
    Index(None, "entity", "id"),
    # A hash, for PostgreSQL's B-trees refuse keys over 2.7 kB and names come from outside.
    Index("ix_documents_name", "name", postgresql_using="hash"),
    Index(None, "entity", "collection", "classification"),
    Index(
        "ix_documents_source",
        "entity",
        "id",
        sqlite_where=text("source IS NOT NULL"),
        postgresql_where=text("source IS NOT NULL"),
    ),
)

versions = Table(
    "versions",
    metadata,
    Column("document_id", Text, belongs_to("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("added_at", Utc, nullable=False),
    Column("added_by", Text, nullable=False),
    Index(None, "version"),
)

# A file may come in several mails, and be found again in each.
contained = Table(
    "contained",
    metadata,
    Column("parent_id", Text, belongs_to("documents.id"), primary_key=True),
    Column("child_id", Text, belongs_to("documents.id"), primary_key=True),
    Index(None, "child_id"),
)

# Not referred to by documents: a rule may be there before the first document is.
collections = Table(
    "collections",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("retention_days", Integer),
    Column("hold", Json(none_as_null=True)),
    Column("created_at", Utc, nullable=False, default=lambda: datetime.now(UTC)),
    Column("dense_weight", Float),
    Column("readers", Json(none_as_null=True)),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document_id", Text, belongs_to("documents.id"), nullable=False, index=True),
    Column("version", Text, nullable=False),
    Column("parser", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("errors", Json, nullable=False),
    Column("hidden", Json, nullable=False),
    Column("outcome", Json, nullable=False),
    Column("found", Json, nullable=False),
    Column("chunks", Integer, nullable=False),
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
    Column("reading_id", Text, belongs_to("readings.id"), primary_key=True),
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

# A chunk's text is its leaf's at its characters: it is not stored a second time.
chunks = Table(
    "chunks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reading_id", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("leaf", Integer, nullable=False),
    Column("word_start", Integer, nullable=False),
    Column("word_end", Integer, nullable=False),
    Column("char_start", Integer, nullable=False),
    Column("char_end", Integer, nullable=False),
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
    Column("collection", Text, nullable=False),
    Column("classification", Integer, nullable=False),
    Column("readers", Json, nullable=False),
    Index(None, "document_id"),
)

tombstone_readings = Table(
    "tombstone_readings",
    metadata,
    Column("tombstone_id", Integer, belongs_to("tombstones.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("reading_id", Text, nullable=False, index=True),
)
