"""Events of usage, and what was counted of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "usage_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(_text(name) for name in ("kind", "entity", "use_case", "version", "who")),
        sa.Column("record", _TEXT),
        sa.Column("task", _TEXT),
        sa.Column("value", sa.Integer()),
        _text("decisions"),
        sa.PrimaryKeyConstraint("id", name="pk_usage_events"),
    )
    op.create_index("ix_usage_events_week_kind", "usage_events", ["week", "kind"])
    op.create_index("ix_usage_events_who", "usage_events", ["who"])
    op.create_table(
        "usage_beginners",
        *(_text(name) for name in ("who", "entity", "use_case")),
        sa.Column("week", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("who", "entity", "use_case", name="pk_usage_beginners"),
    )
    op.create_table(
        "usage_counts",
        *(_text(name) for name in ("period", "entity", "part", "version")),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("period", "entity", "part", "version", name="pk_usage_counts"),
    )
    op.create_table(
        "usage_weeks",
        sa.Column("week", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_usage_weeks"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=False)


def downgrade() -> None:
    for table in ("usage_events", "usage_beginners", "usage_counts", "usage_weeks"):
        op.drop_table(table)
