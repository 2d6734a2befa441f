"""Counters of quotas, what is metered, and whose quota the holder of an access key uses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_UTC = sa.DateTime(timezone=True)
_OPERATOR = "local"
_KEY = "key:"


def upgrade() -> None:
    op.create_table(
        "quota_counters",
        sa.Column("counter", _TEXT, nullable=False),
        *(sa.Column(name, _UTC, nullable=False) for name in ("starts_at", "ends_at")),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("counter", "starts_at", name="pk_quota_counters"),
    )
    op.create_index("ix_quota_counters_ends_at", "quota_counters", ["ends_at"])
    op.create_table(
        "metering",
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("use_case", "model")),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("requests", "prompt_tokens", "completion_tokens")
        ),
        sa.PrimaryKeyConstraint("entity", "day", "use_case", "model", name="pk_metering"),
    )
    op.add_column("access_keys", sa.Column("held_by", _TEXT))
    _find_holders()


def _find_holders() -> None:
    """Of keys of before, by following who gave them."""
    keys = sa.table("access_keys", *(sa.column(name) for name in ("id", "created_by", "held_by")))
    rows = op.get_bind().execute(sa.select(keys.c.id, keys.c.created_by)).all()
    givers = {f"{_KEY}{row.id}": row.created_by for row in rows}
    for key, giver in givers.items():
        holder, seen = giver, {key}
        while holder in givers and holder not in seen and givers[holder] != _OPERATOR:
            seen.add(holder)
            holder = givers[holder]
        if holder != _OPERATOR:
            found = sa.update(keys).where(keys.c.id == key.removeprefix(_KEY))
            op.get_bind().execute(found.values(held_by=holder))


def downgrade() -> None:
    op.drop_column("access_keys", "held_by")
    for table in ("metering", "quota_counters"):
        op.drop_table(table)
