"""Run by Alembic, on the connection and in the transaction that `adapters.sql.migrate` opened."""

from __future__ import annotations

from alembic import context

from adapters.sql import (  # noqa: F401  (they fill the metadata)
    description_tables,
    grid_tables,
    identity_tables,
    ledger_tables,
    login_tables,
    permission_tables,
    quota_tables,
    review_tables,
    tables,
    usage_tables,
    use_case_tables,
    work_tables,
)
from adapters.sql.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
