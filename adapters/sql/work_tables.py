"""Tables of what is to be done: jobs, turns, and generations of the index."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, text

from adapters.sql.columns import Json, Text, Utc
from adapters.sql.schema import belongs_to, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("document_id", Text),  # no foreign key: a purge outlives its document
    Column("version", Text),
    Column("batch", Text, index=True),
    Column("generation", Text, index=True),
    Column("reading_id", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("not_before", Utc),  # null as soon as it may be taken: see `job_claims.py`
    Column("worker", Text),
    Column("lease_until", Utc),
    Column("stage", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("error", Json(none_as_null=True)),
    Column("outcome", Json(none_as_null=True)),
    # For the progress of a batch, which outlives the readings it counts.
    Column("status", Text),  # the outcome's, or the reading's
    Column("pages", Integer, nullable=False, default=0),
    Column("chunks", Integer, nullable=False, default=0),
    Column("created_at", Utc, nullable=False),
    Column("finished_at", Utc),
    # What `claim` walks: of one entity the best job first.
    Index("ix_jobs_claim", "lane", "state", "not_before", "entity", "priority", "created_at", "id"),
    Index(None, "document_id", "created_at"),
    Index(None, "state", "lease_until"),
    Index(None, "state", "finished_at"),
    # What `backlog` counts, and the order of `unfinished`.
    Index("ix_jobs_backlog", "state", "entity", "created_at", "id", "kind"),
)

# One row for each entity that ever had a job in the lane. The highest number was served last.
turns = Table(
    "turns",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("served", Integer, nullable=False, default=0),
)

generations = Table(
    "generations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("query_prefix", Text, nullable=False),
    Column("passage_prefix", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("rereads", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    # At most one is live, and at most one is being built.
    Index(
        "ix_generations_open",
        "state",
        unique=True,
        sqlite_where=text("state <> 'retired'"),
        postgresql_where=text("state <> 'retired'"),
    ),
)

# Which reading of a document a generation's index holds.
generation_documents = Table(
    "generation_documents",
    metadata,
    Column("generation_id", Text, belongs_to("generations.id"), primary_key=True),
    Column("document_id", Text, belongs_to("documents.id"), primary_key=True),
    Column("reading_id", Text, belongs_to("readings.id"), nullable=False),
    Index(None, "document_id"),
    Index(None, "reading_id"),
)
