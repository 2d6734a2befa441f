"""Which version of a document a cell was read in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    for name in ("version", "reading_id"):
        op.add_column("cells", sa.Column(name, _TEXT))


def downgrade() -> None:
    for name in ("reading_id", "version"):
        op.drop_column("cells", name)
