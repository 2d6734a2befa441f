"""Tables of who may read what, and of what entities share."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Table

from adapters.sql.columns import Text, Utc
from adapters.sql.schema import metadata

# Who may read a document and on which days: what a scope is compared with. It follows from the
# readers of documents and collections and from the shares (`readers.py`), in the same transaction.
# No foreign key: to check it, a change of a collection would wait for whoever holds one of its
# documents, who may wait for that change.
document_readers = Table(
    "document_readers",
    metadata,
    Column("document_id", Text, primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("share_id", Text, primary_key=True),  # empty: its own entity says so
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Index(None, "share_id", "document_id"),
    sqlite_with_rowid=False,  # looked up for every hit of every search, in the key itself
)

shares = Table(
    "shares",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("document_id", Text),  # no foreign key: a share is remembered when its document is gone
    Column("collection", Text),
    Column("reader", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("revoked_at", Utc),
    Column("revoked_by", Text),
    Column("tagged", Boolean, nullable=False),  # whether the index was told that it holds
    Index(None, "reader", "entity", "last_day"),
    Index(None, "entity", "created_at", "id"),
    Index(None, "entity", "collection"),
)

# Documents whose tags in the index are to be renewed, where that are too many for jobs at once.
untagged = Table("untagged", metadata, Column("document_id", Text, primary_key=True))
