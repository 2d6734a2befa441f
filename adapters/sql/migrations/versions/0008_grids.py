"""Grids: questions put to many documents, and what each cell holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "grids",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("id", "entity", "title", "language")),
        sa.Column("questions", sa.LargeBinary(), nullable=False),
        sa.Column("documents", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _UTC, nullable=False),
        sa.Column("created_by", _TEXT, nullable=False),
        sa.Column("clearance", sa.Integer(), nullable=False),
        sa.Column("made_with", sa.JSON(), nullable=False),
        sa.Column("cancelled_at", _UTC),
        sa.PrimaryKeyConstraint("id", name="pk_grids"),
    )
    op.create_index("ix_grids_entity_created_at_id", "grids", ["entity", "created_at", "id"])
    _make_cells()


def _make_cells() -> None:
    op.create_table(
        "cells",
        sa.Column("grid_id", _TEXT, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("column", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("grid_id", "row", "column", name="pk_cells"),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], ondelete="CASCADE", name="fk_cells_grid_id"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], ondelete="CASCADE", name="fk_cells_document_id"
        ),
    )
    op.create_index("ix_cells_document_id", "cells", ["document_id"])


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'grid'")  # a kind that nothing before this one knows
    for table in ("cells", "grids"):
        op.drop_table(table)
