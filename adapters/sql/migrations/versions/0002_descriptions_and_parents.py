"""What a document says of itself, where it came in, what was hidden in it, how it was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_ADDED = (
    ("documents", "found", sa.JSON(), "[]"),
    ("documents", "corrections", sa.JSON(), "{}"),
    ("readings", "hidden", sa.JSON(), "[]"),
    ("leaves", "read_by", sa.JSON(), "[]"),
    ("chunks", "context", _TEXT, ""),
)


def upgrade() -> None:
    for table, name, kind, default in _ADDED:
        # For the rows of before; those of after are always given a value. The default stays, as
        # SQLite can't drop one without making the table anew.
        op.add_column(
            table, sa.Column(name, kind, nullable=False, server_default=sa.text(f"'{default}'"))
        )
    op.add_column("leaves", sa.Column("values", sa.LargeBinary(), nullable=True))
    op.add_column("documents", sa.Column("parent", _TEXT, nullable=True))
    op.create_index("ix_documents_parent", "documents", ["parent"])


def downgrade() -> None:
    op.drop_index("ix_documents_parent", "documents")
    op.drop_column("documents", "parent")
    op.drop_column("leaves", "values")
    for table, name, _, _ in reversed(_ADDED):
        op.drop_column(table, name)
