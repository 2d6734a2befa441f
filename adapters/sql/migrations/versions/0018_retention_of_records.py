"""What a use case keeps for days of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ledger_keys") as keys:
        keys.add_column(sa.Column("until_us", sa.BigInteger()))
        keys.create_index("ix_ledger_keys_until_us", ["until_us"])


def downgrade() -> None:
    with op.batch_alter_table("ledger_keys") as keys:
        keys.drop_index("ix_ledger_keys_until_us")
        keys.drop_column("until_us")
