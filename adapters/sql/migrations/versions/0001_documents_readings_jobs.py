"""Documents, readings, jobs and tombstones.

A migration is history: it names plain types and takes nothing from `tables.py`, which moves on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_documents()
    _create_readings()
    _create_leaves()
    _create_chunks()
    _create_jobs()
    _create_tombstones()


def downgrade() -> None:
    for table in (
        "tombstone_readings",
        "tombstones",
        "jobs",
        "chunks",
        "leaves",
        "readings",
        "versions",
        "documents",
    ):
        op.drop_table(table)


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("collection", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("media_type", _TEXT, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("classification", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_entity_id", "documents", ["entity", "id"])
    op.create_index("ix_documents_name", "documents", ["name"], postgresql_using="hash")
    op.create_index(
        "ix_documents_entity_collection_classification",
        "documents",
        ["entity", "collection", "classification"],
    )
    op.create_table(
        "versions",
        sa.Column("document_id", _TEXT, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("media_type", _TEXT, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "version", name="pk_versions"),
        _belongs_to("documents", "versions", "document_id"),
    )
    op.create_index("ix_versions_version", "versions", ["version"])


def _create_readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("document_id", _TEXT, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("parser", _TEXT, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        _belongs_to("documents", "readings", "document_id"),
    )
    op.create_index("ix_readings_document_id", "readings", ["document_id"])
    op.create_index(
        "ix_readings_live",
        "readings",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def _create_leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("reading_id", _TEXT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("label", _TEXT, nullable=False),
        sa.Column("width_pt", sa.Float()),
        sa.Column("height_pt", sa.Float()),
        sa.Column("text", _TEXT, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("elements", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("reading_id", "number", name="pk_leaves"),
        _belongs_to("readings", "leaves", "reading_id"),
    )


def _create_chunks() -> None:
    op.create_table(
        "chunks",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("reading_id", _TEXT, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.Integer(), nullable=False),
        sa.Column("word_start", sa.Integer(), nullable=False),
        sa.Column("word_end", sa.Integer(), nullable=False),
        sa.Column("locator", _TEXT, nullable=False),
        sa.Column("heading_path", sa.JSON(), nullable=False),
        sa.Column("header", _TEXT, nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chunks"),
        sa.ForeignKeyConstraint(
            ["reading_id", "leaf"],
            ["leaves.reading_id", "leaves.number"],
            name="fk_chunks_reading_id_leaf",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_chunks_reading_id_leaf", "chunks", ["reading_id", "leaf"])


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("document_id", _TEXT, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", _TEXT),
        sa.Column("lease_until", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_document_id", "jobs", ["document_id"])
    op.create_index("ix_jobs_state_lease_until", "jobs", ["state", "lease_until"])


def _create_tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", _TEXT, nullable=False),
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("version", _TEXT, nullable=False),
        sa.Column("deleted_at", _MOMENT, nullable=False),
        sa.Column("deleted_by", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_document_id", "tombstones", ["document_id"])
    op.create_table(
        "tombstone_readings",
        sa.Column("tombstone_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reading_id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tombstone_id", "ordinal", name="pk_tombstone_readings"),
        _belongs_to("tombstones", "tombstone_readings", "tombstone_id"),
    )
    op.create_index("ix_tombstone_readings_reading_id", "tombstone_readings", ["reading_id"])


def _belongs_to(parent: str, table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
