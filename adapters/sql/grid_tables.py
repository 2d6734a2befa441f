"""Tables of grids. Their jobs are rows of `jobs`, whose batch is the grid."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from adapters.sql.columns import Json, Packed, Text, Utc
from adapters.sql.schema import belongs_to, metadata

grids = Table(
    "grids",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("questions", Packed, nullable=False),
    Column("documents", Packed, nullable=False),  # ids alone: a row outlives its document
    Column("created_at", Utc, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("clearance", Integer, nullable=False),
    Column("made_with", Json, nullable=False),
    Column("cancelled_at", Utc),
    Index(None, "entity", "created_at", "id"),
)

# What was read in a document goes with it.
cells = Table(
    "cells",
    metadata,
    Column("grid_id", Text, belongs_to("grids.id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("column", Integer, primary_key=True, autoincrement=False),
    Column("document_id", Text, belongs_to("documents.id"), nullable=False, index=True),
    Column("version", Text),  # with the reading, of what was live then: none where nothing was
    Column("reading_id", Text),
    Column("state", Text, nullable=False),
    Column("body", Packed, nullable=False),
)
