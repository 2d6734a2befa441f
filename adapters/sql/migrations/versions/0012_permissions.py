"""Who reads a document, and what entities share.

Until now everybody of an entity read all of it. That stays so, until somebody says otherwise; the
index is told with every document's next tags, for which all are noted.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_UTC = sa.DateTime(timezone=True)
_MOST_CLASSIFIED = 3


def upgrade() -> None:
    op.add_column("documents", sa.Column("readers", sa.JSON()))
    op.add_column("collections", sa.Column("readers", sa.JSON()))
    _extend_tombstones()
    _make_readers()
    _make_shares()
    op.create_table(
        "untagged",
        sa.Column("document_id", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_untagged"),
    )
    op.execute("INSERT INTO untagged (document_id) SELECT id FROM documents")


def _extend_tombstones() -> None:
    # Of those of before it is not known who could read them: whoever may see everything is told.
    for name, kind, default in (
        ("collection", _TEXT, "''"),
        ("classification", sa.Integer(), str(_MOST_CLASSIFIED)),
        ("readers", sa.JSON(), "'[]'"),
    ):
        column = sa.Column(name, kind, nullable=False, server_default=sa.text(default))
        op.add_column("tombstones", column)
    tombstones = sa.table("tombstones", sa.column("entity"), sa.column("readers", sa.JSON()))
    entities = op.get_bind().execute(sa.select(tombstones.c.entity).distinct()).scalars().all()
    for entity in entities:
        told = sa.update(tombstones).where(tombstones.c.entity == entity)
        op.get_bind().execute(told.values(readers=[f"entity:{entity}"]))


def _make_readers() -> None:
    op.create_table(
        "document_readers",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("document_id", "reader", "share_id")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "last_day")),
        sa.PrimaryKeyConstraint("document_id", "reader", "share_id", name="pk_document_readers"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_document_readers_share_id_document_id", "document_readers", ["share_id", "document_id"]
    )
    op.execute(
        "INSERT INTO document_readers (document_id, reader, share_id, first_day, last_day) "
        "SELECT id, 'entity:' || entity, '', '1000-01-01', '9000-01-01' FROM documents"
    )


def _make_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("document_id", _TEXT),
        sa.Column("collection", _TEXT),
        sa.Column("reader", _TEXT, nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "last_day")),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("created_at", _UTC, nullable=False),
        sa.Column("created_by", _TEXT, nullable=False),
        sa.Column("revoked_at", _UTC),
        sa.Column("revoked_by", _TEXT),
        sa.Column("tagged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
    )
    for columns in (
        ("reader", "entity", "last_day"),
        ("entity", "created_at", "id"),
        ("entity", "collection"),
    ):
        op.create_index(f"ix_shares_{'_'.join(columns)}", "shares", list(columns))


def downgrade() -> None:
    for table in ("untagged", "shares", "document_readers"):
        op.drop_table(table)
    for name in ("readers", "classification", "collection"):
        op.drop_column("tombstones", name)
    op.drop_column("collections", "readers")
    op.drop_column("documents", "readers")
