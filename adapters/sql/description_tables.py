"""What documents say of themselves, where queries find it. Both tables mirror `found` with the
`corrections` in the rows of `documents`; `descriptions.py` alone writes them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table

from adapters.sql.columns import Text
from adapters.sql.schema import belongs_to, metadata

facts = Table(
    "facts",
    metadata,
    Column("document_id", Text, belongs_to("documents.id"), primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("leaf", Integer),
)

# The entity, which a document never leaves, comes first: how many documents of others go by a name
# costs nobody time. The primary key gives the documents of a name in id order, some at a time.
names = Table(
    "names",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("document_id", Text, primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(
        ["document_id", "rank"], ["facts.document_id", "facts.rank"], ondelete="CASCADE"
    ),
    Index(None, "document_id", "rank"),
    sqlite_with_rowid=False,
)

# One row: by which rules the keys were made.
naming = Table("naming", metadata, Column("version", Text, primary_key=True))
