"""Access keys, and people as they came last."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "access_keys",
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        *_rights(),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("created_at", _UTC, nullable=False),
        sa.Column("created_by", _TEXT, nullable=False),
        sa.Column("expires_at", _UTC),
        sa.Column("revoked_at", _UTC),
        sa.Column("revoked_by", _TEXT),
        sa.Column("last_used_at", _UTC),
        sa.PrimaryKeyConstraint("id", name="pk_access_keys"),
    )
    by_age = ["entity", "created_at", "id"]
    op.create_index("ix_access_keys_entity_created_at_id", "access_keys", by_age)
    op.create_table(
        "people",
        sa.Column("id", _TEXT, nullable=False),
        *_rights(),
        sa.Column("seen_at", _UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )


def _rights() -> Iterator[sa.Column[object]]:
    yield sa.Column("entity", _TEXT, nullable=False)
    for name in ("roles", "groups"):
        yield sa.Column(name, sa.JSON(), nullable=False)
    yield sa.Column("clearance", sa.Integer(), nullable=False)


def downgrade() -> None:
    for table in ("people", "access_keys"):
        op.drop_table(table)
