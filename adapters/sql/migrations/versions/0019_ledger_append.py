"""PostgreSQL adds records behind a head that is known in one round."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(_APPEND)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION probant_ledger_append")


# Volatile, as probant_ledger_head is, for the same reason. It gives back the head that it found:
# where that is not the one that was expected, nothing was written. What is asked again, since the
# answer was lost, is there already.
_APPEND = """
CREATE FUNCTION probant_ledger_append(
    of text, after_sequence bigint, after_hash bytea,
    ids text[], kinds text[], at_us bigint[], closed text[], bodies text[], seals bytea[],
    befores bytea[], hashes bytea[], subjects text[], until_us bigint[], wraps bytea[]
) RETURNS TABLE (sequence bigint, hash bytea) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    last_sequence bigint;
    last_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('probant ledger ' || of));
    SELECT one.sequence, one.hash INTO last_sequence, last_hash FROM ledger one
        WHERE one.entity = of ORDER BY one.sequence DESC LIMIT 1;
    last_sequence := coalesce(last_sequence, 0);
    last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    IF last_sequence = after_sequence AND last_hash = after_hash THEN
        INSERT INTO ledger (
            entity, sequence, id, kind, at_us, closes, body, sealed, previous, hash
        )
        SELECT of, after_sequence + row.n, row.id, row.kind, row.at, row.closes, row.body,
            row.sealed, row.before, row.hash
        FROM unnest(ids, kinds, at_us, closed, bodies, seals, befores, hashes)
        WITH ORDINALITY AS row (id, kind, at, closes, body, sealed, before, hash, n);
        INSERT INTO ledger_keys (record_id, entity, sequence, subject, at_us, until_us, wrapped)
        SELECT row.id, of, after_sequence + row.n, row.subject, row.at, row.until, row.wrapped
        FROM unnest(ids, subjects, at_us, until_us, wraps)
        WITH ORDINALITY AS row (id, subject, at, until, wrapped, n)
        WHERE row.wrapped IS NOT NULL;
    ELSIF EXISTS (SELECT 1 FROM ledger one WHERE one.entity = of AND one.id = ids[1]) THEN
        RETURN QUERY SELECT after_sequence, after_hash;
        RETURN;
    END IF;
    RETURN QUERY SELECT last_sequence, last_hash;
END $$
"""
