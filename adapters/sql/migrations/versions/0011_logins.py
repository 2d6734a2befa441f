"""People who sign in at the page: attempts, and sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "login_attempts",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("state_hash", "browser_hash")),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("nonce", "verifier", "landing")),
        sa.Column("ends_at", _UTC, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_ends_at", "login_attempts", ["ends_at"])
    op.create_table(
        "sessions",
        *(sa.Column(name, _TEXT, nullable=False) for name in ("token_hash", "person", "name")),
        *(sa.Column(name, _UTC, nullable=False) for name in ("started_at", "seen_at", "ends_at")),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    for name in ("person", "seen_at", "ends_at"):
        op.create_index(f"ix_sessions_{name}", "sessions", [name])


def downgrade() -> None:
    for table in ("sessions", "login_attempts"):
        op.drop_table(table)
