"""What documents say of themselves, and the names they go by, where queries find them.

The tables are filled at the end of every migration whose rules of naming are new to the database
(`adapters.sql.descriptions.renew`), so also at the end of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("document_id", _TEXT, nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.Column("leaf", sa.Integer()),
        sa.PrimaryKeyConstraint("document_id", "rank", name="pk_facts"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], ondelete="CASCADE", name="fk_facts_document_id"
        ),
    )
    _make_names()
    op.create_table(
        "naming",
        sa.Column("version", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_naming"),
    )


def _make_names() -> None:
    op.create_table(
        "names",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("entity", "key", "document_id")),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("entity", "key", "document_id", "rank", name="pk_names"),
        sa.ForeignKeyConstraint(
            ["document_id", "rank"],
            ["facts.document_id", "facts.rank"],
            ondelete="CASCADE",
            name="fk_names_document_id_rank",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_names_document_id_rank", "names", ["document_id", "rank"])


def downgrade() -> None:
    for table in ("naming", "names", "facts"):
        op.drop_table(table)
