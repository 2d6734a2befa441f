"""Where a chunk's text is in its leaf, so that it is had without the leaf's words."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = ("char_start", "char_end")
_leaves = sa.table("leaves", sa.column("reading_id"), sa.column("number"), sa.column("words"))
_chunks = sa.table(
    "chunks",
    *(sa.column(name) for name in ("id", "reading_id", "leaf", "word_start", "word_end")),
    *(sa.column(name) for name in _COLUMNS),
)


def upgrade() -> None:
    for name in _COLUMNS:
        # For the rows of before, which are filled right away.
        column = sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        op.add_column("chunks", column)
    _fill(op.get_bind())


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("chunks", name)


def _fill(connection: sa.Connection) -> None:
    leaf: tuple[str, int] | None = None
    starts: list[int] = []
    ends: list[int] = []
    rows = sa.select(_chunks).order_by(_chunks.c.reading_id, _chunks.c.leaf)
    for row in connection.execute(rows).all():
        if (row.reading_id, row.leaf) != leaf:
            leaf = (row.reading_id, row.leaf)
            starts, ends = _spans(connection, *leaf)
        if row.word_start < row.word_end <= len(ends):
            span = {"char_start": starts[row.word_start], "char_end": ends[row.word_end - 1]}
            connection.execute(sa.update(_chunks).where(_chunks.c.id == row.id).values(**span))


def _spans(connection: sa.Connection, reading: str, number: int) -> tuple[list[int], list[int]]:
    found = sa.select(_leaves.c.words).where(
        _leaves.c.reading_id == reading, _leaves.c.number == number
    )
    words = json.loads(zlib.decompress(connection.execute(found).scalar_one()))
    return words["starts"], words["ends"]
