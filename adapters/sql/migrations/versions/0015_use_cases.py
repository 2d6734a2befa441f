"""Use cases, their evaluation runs, and what was asked without one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "use_cases",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("id", "version", "entity")),
        sa.Column("declaration", sa.JSON(), nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("submitted_at", _UTC, nullable=False),
        sa.Column("stage", _TEXT, nullable=False),
        sa.Column("since", _UTC, nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_use_cases"),
    )
    op.create_index("ix_use_cases_entity_stage", "use_cases", ["entity", "stage"])
    op.create_table(
        "evaluation_runs",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("id", "use_case", "version")),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", _UTC, nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation_runs"),
    )
    op.create_index("ix_evaluation_runs_use_case_at", "evaluation_runs", ["use_case", "at"])
    op.create_table(
        "undeclared_uses",
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model", _TEXT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "day", "model", name="pk_undeclared_uses"),
    )


def downgrade() -> None:
    for table in ("undeclared_uses", "evaluation_runs", "use_cases"):
        op.drop_table(table)
