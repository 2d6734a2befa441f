"""The life of a document: numbered versions, links, rules.

A primary key can't be changed on SQLite: such a table is set aside, made anew and filled again.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_UNREAD = {"pages": 0, "elements": 0, "chunks": 0, "errors": [], "hidden": []}


def upgrade() -> None:
    _make_links_and_versions()
    _extend_documents()
    _extend_readings()


def downgrade() -> None:
    for name in ("chunks", "found", "outcome"):
        op.drop_column("readings", name)
    _reduce_documents()
    _make_versions_of_before()


def _make_links_and_versions() -> None:
    op.create_table(
        "contained",
        _column("parent_id", _TEXT),
        _column("child_id", _TEXT),
        sa.PrimaryKeyConstraint("parent_id", "child_id", name="pk_contained"),
        _belongs_to("documents", "contained", "parent_id"),
        _belongs_to("documents", "contained", "child_id"),
    )
    op.create_index("ix_contained_child_id", "contained", ["child_id"])
    op.execute(
        "INSERT INTO contained (parent_id, child_id) SELECT parent, id FROM documents "
        "WHERE parent IN (SELECT id FROM documents)"
    )
    _set_aside("versions")
    op.create_table(
        "versions",
        _column("document_id", _TEXT),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *(_column(name, _TEXT) for name in ("version", "name", "media_type")),
        _column("size_bytes", sa.BigInteger()),
        _column("added_at", _MOMENT),
        _column("added_by", _TEXT),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_versions"),
        _belongs_to("documents", "versions", "document_id"),
    )
    op.create_index("ix_versions_version", "versions", ["version"])
    op.execute(
        "INSERT INTO versions (document_id, number, version, name, media_type, size_bytes, "
        "added_at, added_by) SELECT d.id, row_number() OVER "
        "(PARTITION BY d.id ORDER BY v.created_at, v.version), v.version, d.name, v.media_type, "
        "v.size_bytes, v.created_at, d.created_by "
        "FROM versions_before v JOIN documents d ON d.id = v.document_id"
    )
    op.drop_table("versions_before")


def _extend_documents() -> None:
    _add("documents", "own", sa.Boolean(), "true")
    op.execute("UPDATE documents SET own = false WHERE id IN (SELECT child_id FROM contained)")
    for name, kind in (
        ("valid_from", sa.Date()),
        ("valid_until", sa.Date()),
        ("hold", sa.JSON()),
        ("source", _TEXT),
    ):
        op.add_column("documents", sa.Column(name, kind, nullable=True))
    op.drop_index("ix_documents_parent", "documents")
    op.drop_column("documents", "parent")
    with_source = sa.text("source IS NOT NULL")
    op.create_index(
        "ix_documents_source",
        "documents",
        ["entity", "id"],
        sqlite_where=with_source,
        postgresql_where=with_source,
    )
    op.create_table(
        "collections",
        _column("entity", _TEXT),
        _column("name", _TEXT),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("hold", sa.JSON(), nullable=True),
        _column("created_at", _MOMENT),
        sa.PrimaryKeyConstraint("entity", "name", name="pk_collections"),
    )
    op.execute(
        "INSERT INTO collections (entity, name, created_at) "
        "SELECT entity, collection, min(created_at) FROM documents GROUP BY entity, collection"
    )


def _extend_readings() -> None:
    _add("readings", "outcome", sa.JSON(), f"'{json.dumps({'status': 'indexed', **_UNREAD})}'")
    _add("readings", "found", sa.JSON(), "'[]'")
    _add("readings", "chunks", sa.Integer(), "0")
    op.execute(
        "UPDATE readings SET chunks = "
        "(SELECT count(*) FROM chunks WHERE chunks.reading_id = readings.id)"
    )
    # What is live says what its document says. Of one that is not, the errors are known at least.
    op.execute(
        "UPDATE readings SET "
        "outcome = (SELECT outcome FROM documents WHERE documents.id = readings.document_id), "
        "found = (SELECT found FROM documents WHERE documents.id = readings.document_id) "
        "WHERE live"
    )
    readings = sa.table("readings", *map(sa.column, ("id", "live", "chunks")))
    readings.append_column(sa.column("errors", sa.JSON()))
    readings.append_column(sa.column("outcome", sa.JSON()))
    retired = sa.select(readings.c.id, readings.c.errors, readings.c.chunks).where(
        sa.text("NOT live")
    )
    for row in op.get_bind().execute(retired).all():
        outcome = {**_UNREAD, "chunks": row.chunks, "errors": row.errors}
        status = "partial" if row.errors else "indexed"
        op.get_bind().execute(
            sa.update(readings)
            .where(readings.c.id == row.id)
            .values(outcome={"status": status, **outcome})
        )


def _reduce_documents() -> None:
    op.drop_table("collections")
    op.add_column("documents", sa.Column("parent", _TEXT, nullable=True))
    op.execute(
        "UPDATE documents SET parent = "
        "(SELECT min(parent_id) FROM contained WHERE child_id = documents.id) WHERE NOT own"
    )
    op.create_index("ix_documents_parent", "documents", ["parent"])
    op.drop_index("ix_documents_source", "documents")
    for name in ("source", "hold", "valid_until", "valid_from", "own"):
        op.drop_column("documents", name)
    op.drop_table("contained")


def _make_versions_of_before() -> None:
    _set_aside("versions")
    op.create_table(
        "versions",
        _column("document_id", _TEXT),
        _column("version", _TEXT),
        _column("created_at", _MOMENT),
        _column("media_type", _TEXT),
        _column("size_bytes", sa.BigInteger()),
        sa.PrimaryKeyConstraint("document_id", "version", name="pk_versions"),
        _belongs_to("documents", "versions", "document_id"),
    )
    op.create_index("ix_versions_version", "versions", ["version"])
    op.execute(
        "INSERT INTO versions SELECT document_id, version, min(added_at), min(media_type), "
        "min(size_bytes) FROM versions_before GROUP BY document_id, version"
    )
    op.drop_table("versions_before")


def _set_aside(table: str) -> None:
    before = f"{table}_before"
    op.execute(f"CREATE TABLE {before} AS SELECT * FROM {table}")  # noqa: S608  (names of ours)
    op.drop_table(table)


def _column(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], default: str) -> None:
    # The default is for the rows of before, and stays: SQLite can't drop one.
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=sa.text(default)))


def _belongs_to(parent: str, table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
