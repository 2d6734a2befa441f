"""Tables of use cases: their versions, their runs, and what was asked without one."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Table

from adapters.sql.columns import Json, Text, Utc
from adapters.sql.schema import metadata

use_cases = Table(
    "use_cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("entity", Text, nullable=False),  # `*`: every entity
    Column("declaration", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("submitted_at", Utc, nullable=False),
    Column("stage", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("seal", LargeBinary, nullable=False),  # over all of the above
    Index(None, "entity", "stage"),
)

evaluation_runs = Table(
    "evaluation_runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("use_case", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("told", Json, nullable=False),  # the rest of the run
    Column("at", Utc, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    Index(None, "use_case", "at"),
)

# Counted, not told: who asked is in the ledger.
undeclared_uses = Table(
    "undeclared_uses",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)
