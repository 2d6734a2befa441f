"""Answers that wait for people, and what they decided."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reviews",
        *(
            sa.Column(name, _TEXT, nullable=False)
            for name in ("id", "entity", "use_case", "record", "state")
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_entity_state_due_at", "reviews", ["entity", "state", "due_at"])
    op.create_index("ix_reviews_record", "reviews", ["record"])


def downgrade() -> None:
    op.drop_table("reviews")
