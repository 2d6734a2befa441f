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
    """Leaf by leaf: a store may hold more chunks than fit into memory."""
    keys = sa.select(_chunks.c.reading_id, _chunks.c.leaf).distinct()
    for reading, number in connection.execute(keys).all():
        words = _words(connection, reading, number)
        on_leaf = sa.and_(_chunks.c.reading_id == reading, _chunks.c.leaf == number)
        for row in connection.execute(sa.select(_chunks).where(on_leaf)).all():
            if row.word_start < row.word_end:
                start, end = words["starts"][row.word_start], words["ends"][row.word_end - 1]
                filled = sa.update(_chunks).where(_chunks.c.id == row.id)
                connection.execute(filled.values(char_start=start, char_end=end))


def _words(connection: sa.Connection, reading: str, number: int) -> dict[str, list[int]]:
    found = sa.select(_leaves.c.words).where(
        _leaves.c.reading_id == reading, _leaves.c.number == number
    )
    words: dict[str, list[int]] = json.loads(
        zlib.decompress(connection.execute(found).scalar_one())
    )
    return words
