"""From chunk ids that an index returned to passages that the database vouches for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from adapters.sql.reading_rows import AnyRow, chunk_from_row, leaf_from_row
from adapters.sql.scopes import searched
from adapters.sql.tables import chunks, documents, leaves, readings
from adapters.sql.transaction import Transaction
from core.evidence import Passage
from core.ids import ChunkId, CollectionId, DocumentId, VersionId
from core.principals import SearchFilter
from core.readings import Leaf

_BATCH = 400
"""Ids a query: a leaf takes two parameters, and older SQLite builds take 999 at most."""

_LeafKey = tuple[str, int]


async def find_passages(
    transaction: Transaction, where: SearchFilter, ids: Sequence[ChunkId]
) -> dict[ChunkId, Passage]:
    """Two queries a batch, whatever the number of chunks and leaves."""
    found: dict[ChunkId, Passage] = {}
    for batch in _batches(list(dict.fromkeys(ids))):
        rows = await _rows(transaction, where, batch)
        pages = await _leaves(transaction, {(row.reading_id, row.leaf) for row in rows})
        by_id = {row.id: row for row in rows if (row.reading_id, row.leaf) in pages}
        for chunk in batch:
            if row := by_id.get(chunk):
                found[chunk] = _passage(row, pages[row.reading_id, row.leaf])
    return found


def _batches(ids: list[ChunkId]) -> Iterator[list[ChunkId]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


async def _rows(transaction: Transaction, where: SearchFilter, ids: list[ChunkId]) -> list[AnyRow]:
    rows = await transaction.read(_live(where).where(chunks.c.id.in_(ids)))
    if where.documents is None:
        return list(rows)
    # Not in SQL: a question may be about more documents than a statement takes parameters.
    wanted = frozenset(where.documents)
    return [row for row in rows if row.document_id in wanted]


def _live(where: SearchFilter) -> Select[*tuple[Any, ...]]:
    return (
        select(
            chunks,
            documents.c.id.label("document_id"),
            documents.c.name,
            documents.c.collection,
            readings.c.version,
        )
        .join(readings, readings.c.id == chunks.c.reading_id)
        .join(documents, documents.c.id == readings.c.document_id)
        .where(readings.c.live, searched(where))
    )


async def _leaves(transaction: Transaction, keys: set[_LeafKey]) -> dict[_LeafKey, Leaf]:
    """Each leaf once, however many chunks it holds; none of a document deleted just now."""
    if not keys:
        return {}
    rows = (await transaction.read(select(leaves).where(_any_of(keys)))).all()
    # A large sheet takes a second to unpack: not on the event loop.
    return await asyncio.to_thread(
        lambda: {(row.reading_id, row.number): leaf_from_row(row) for row in rows}
    )


def _any_of(keys: set[_LeafKey]) -> ColumnElement[bool]:
    # Spelt out by reading: for `(reading_id, number) IN …` SQLite scans the whole table.
    numbers: dict[str, list[int]] = {}
    for reading, number in sorted(keys):
        numbers.setdefault(reading, []).append(number)
    return or_(
        *(
            and_(leaves.c.reading_id == reading, leaves.c.number.in_(of_reading))
            for reading, of_reading in numbers.items()
        )
    )


def _passage(row: AnyRow, leaf: Leaf) -> Passage:
    return Passage(
        chunk=chunk_from_row(row, leaf.text),
        document=DocumentId(row.document_id),
        document_name=row.name,
        version=VersionId(row.version),
        collection=CollectionId(row.collection),
        leaf=leaf,
    )
