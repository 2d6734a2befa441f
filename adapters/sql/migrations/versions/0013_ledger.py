"""The ledger, and what refuses to change it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_REFUSED = {"ledger": ("UPDATE", "DELETE"), "ledger_keys": ("UPDATE",)}
"""What is refused of each table; a key may be deleted, which is what erases."""


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("closes", _TEXT),
        sa.Column("body", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("previous", "hash")),
        sa.PrimaryKeyConstraint("entity", "sequence", name="pk_ledger"),
    )
    op.create_index("ix_ledger_id", "ledger", ["id"], unique=True)
    op.create_index("ix_ledger_closes", "ledger", ["closes"])
    op.create_table(
        "ledger_keys",
        sa.Column("record_id", _TEXT, nullable=False),
        sa.Column("entity", _TEXT, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("subject", _TEXT, nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name="pk_ledger_keys"),
    )
    columns = ["entity", "subject", "sequence"]
    op.create_index("ix_ledger_keys_entity_subject_sequence", "ledger_keys", columns)
    op.create_index("ix_ledger_keys_at_us", "ledger_keys", ["at_us"])
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table, refused in _REFUSED.items():
        for change in refused:
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'records of {table} are never changed'); END"
            )
    # INSERT OR REPLACE deletes without asking the trigger for DELETE. What takes the place of
    # nothing comes right behind the last record.
    op.execute(
        "CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN NEW.sequence <> 1 + "
        "(SELECT coalesce(max(sequence), 0) FROM ledger WHERE entity = NEW.entity) "
        "OR EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'records of ledger come one after the other'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_keys_no_replace BEFORE INSERT ON ledger_keys "
        "WHEN EXISTS (SELECT 1 FROM ledger_keys WHERE record_id = NEW.record_id) "
        "BEGIN SELECT RAISE(ABORT, 'records of ledger_keys are never changed'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION probant_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'records of % are never changed', TG_TABLE_NAME; END $$"
    )
    for table, refused in _REFUSED.items():
        changes = " OR ".join((*refused, "TRUNCATE"))
        op.execute(
            f"CREATE TRIGGER {table}_unchanged BEFORE {changes} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION probant_never_changed()"
        )


def downgrade() -> None:
    for table in ("ledger_keys", "ledger"):  # their triggers go with them
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION probant_never_changed()")
