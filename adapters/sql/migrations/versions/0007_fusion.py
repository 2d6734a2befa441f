"""How much dense counts against BM25, collection by collection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("collections", sa.Column("dense_weight", sa.Float()))


def downgrade() -> None:
    op.drop_column("collections", "dense_weight")
