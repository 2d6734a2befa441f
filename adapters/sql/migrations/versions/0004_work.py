"""Work: lanes, turns and batches of jobs, and generations of the index.

The table of jobs is made anew: what was accepted and not finished is in it, what was done is not.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_jobs()
    _make_turns()
    _make_generations()


def downgrade() -> None:
    for table in ("generation_documents", "generations", "turns"):
        op.drop_table(table)
    _make_jobs_of_before()


def _make_jobs() -> None:
    _set_aside("jobs")
    op.create_table(
        "jobs",
        *(_column(name, _TEXT) for name in ("id", "kind", "lane")),
        _column("priority", sa.Integer()),
        _column("entity", _TEXT),
        *(
            sa.Column(name, _TEXT, nullable=True)
            for name in ("document_id", "version", "batch", "generation", "reading_id")
        ),
        _column("state", _TEXT),
        _column("attempts", sa.Integer()),
        _column("retries", sa.Integer()),
        sa.Column("not_before", _MOMENT, nullable=True),
        sa.Column("worker", _TEXT, nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        _column("stage", _TEXT),
        _column("done", sa.Integer()),
        _column("total", sa.Integer()),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("status", _TEXT, nullable=True),
        _column("pages", sa.Integer()),
        _column("chunks", sa.Integer()),
        _column("created_at", _MOMENT),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    _index_jobs()
    _fill_jobs()


def _index_jobs() -> None:
    for columns in (
        ["batch"],
        ["generation"],
        ["document_id", "created_at"],
        ["state", "lease_until"],
        ["state", "finished_at"],
    ):
        op.create_index(f"ix_jobs_{'_'.join(columns)}", "jobs", columns)
    op.create_index("ix_jobs_backlog", "jobs", ["state", "entity", "created_at", "id", "kind"])
    order = ["lane", "state", "not_before", "entity", "priority", "created_at", "id"]
    op.create_index("ix_jobs_claim", "jobs", order)


def _fill_jobs() -> None:
    # Whatever was accepted and not finished starts anew. A purge cleans: before everything else.
    op.execute(
        "INSERT INTO jobs (id, kind, lane, priority, entity, document_id, version, state, "
        "attempts, retries, stage, done, total, pages, chunks, created_at) "
        "SELECT id, kind, CASE WHEN kind = 'purge' THEN 'embed' ELSE 'read' END, "
        "CASE WHEN kind = 'purge' THEN 0 ELSE 1 END, entity, document_id, version, 'queued', "
        "0, 0, '', 0, 0, 0, 0, created_at FROM jobs_before WHERE state IN ('queued', 'running')"
    )
    op.drop_table("jobs_before")


def _make_turns() -> None:
    op.create_table(
        "turns",
        _column("lane", _TEXT),
        _column("entity", _TEXT),
        _column("served", sa.Integer()),
        sa.PrimaryKeyConstraint("lane", "entity", name="pk_turns"),
    )
    op.execute("INSERT INTO turns (lane, entity, served) SELECT DISTINCT lane, entity, 0 FROM jobs")


def _make_generations() -> None:
    op.create_table(
        "generations",
        *(
            _column(name, _TEXT)
            for name in ("id", "model", "query_prefix", "passage_prefix", "fingerprint")
        ),
        _column("dimension", sa.Integer()),
        _column("state", _TEXT),
        _column("rereads", sa.Boolean()),
        _column("created_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_generations"),
    )
    is_open = sa.text("state <> 'retired'")
    op.create_index(
        "ix_generations_open",
        "generations",
        ["state"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "generation_documents",
        *(_column(name, _TEXT) for name in ("generation_id", "document_id", "reading_id")),
        sa.PrimaryKeyConstraint("generation_id", "document_id", name="pk_generation_documents"),
        _belongs_to("generations", "generation_documents", "generation_id"),
        _belongs_to("documents", "generation_documents", "document_id"),
        _belongs_to("readings", "generation_documents", "reading_id"),
    )
    for name in ("document_id", "reading_id"):
        op.create_index(f"ix_generation_documents_{name}", "generation_documents", [name])


def _make_jobs_of_before() -> None:
    _set_aside("jobs")
    op.create_table(
        "jobs",
        *(
            _column(name, _TEXT)
            for name in ("id", "kind", "entity", "document_id", "version", "state")
        ),
        _column("attempts", sa.Integer()),
        sa.Column("worker", _TEXT),
        sa.Column("lease_until", _MOMENT),
        _column("created_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_document_id", "jobs", ["document_id"])
    op.create_index("ix_jobs_state_lease_until", "jobs", ["state", "lease_until"])
    op.execute(
        "INSERT INTO jobs (id, kind, entity, document_id, version, state, attempts, created_at) "
        "SELECT id, kind, entity, document_id, version, 'queued', 0, created_at FROM jobs_before "
        "WHERE state IN ('queued', 'running') AND kind IN ('ingest', 'purge')"
    )
    op.drop_table("jobs_before")


def _set_aside(table: str) -> None:
    before = f"{table}_before"
    op.execute(f"CREATE TABLE {before} AS SELECT * FROM {table}")  # noqa: S608  (names of ours)
    op.drop_table(table)


def _column(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _belongs_to(parent: str, table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
