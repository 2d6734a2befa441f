"""PostgreSQL holds a chain and tells its last record in one round."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    # Volatile: each of its statements sees what committed before it, so the second one sees what
    # whoever held the lock before has written. In one plain statement it would not.
    op.execute(
        "CREATE FUNCTION probant_ledger_head(of text) "
        "RETURNS TABLE (sequence bigint, hash bytea) LANGUAGE plpgsql VOLATILE AS $$ BEGIN "
        "PERFORM pg_advisory_xact_lock(hashtext('probant ledger ' || of)); "
        "RETURN QUERY SELECT ledger.sequence, ledger.hash FROM ledger "
        "WHERE ledger.entity = of ORDER BY ledger.sequence DESC LIMIT 1; END $$"
    )


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION probant_ledger_head(text)")
