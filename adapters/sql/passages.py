"""From chunk ids that an index returned to passages that the database vouches for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, select

from adapters.sql.lists import packed
from adapters.sql.reading_rows import LEAF, AnyRow, chunk_from_row, leaf_from_row
from adapters.sql.scopes import Shape, inside, shape_of, values_of
from adapters.sql.sightings import ASKED, asked_chunks
from adapters.sql.tables import chunks, documents, leaves, readings
from adapters.sql.transaction import Transaction
from core.evidence import Passage
from core.ids import ChunkId, CollectionId, DocumentId, VersionId
from core.principals import SearchFilter
from core.readings import Leaf


async def find_passages(
    transaction: Transaction, where: SearchFilter, ids: Sequence[ChunkId]
) -> dict[ChunkId, Passage]:
    """One statement, whatever the number of chunks and leaves."""
    asked = dict.fromkeys(ids)
    if not asked:
        return {}
    rows = await transaction.read(
        _live(shape_of(where), transaction.is_sqlite),
        {ASKED: packed(transaction, asked), **values_of(transaction, where)},
    )
    # A large sheet takes a second to unpack: not on the event loop.
    found = await asyncio.to_thread(_passages, _among(where, rows.all()))
    return {chunk: found[chunk] for chunk in asked if chunk in found}


@lru_cache
def _live(shape: Shape, is_sqlite: bool) -> Select[*tuple[Any, ...]]:
    """Those of the chunks asked for that are inside a filter, apart from its list of documents.
    Kept, as putting it together takes as long as running it."""
    these = asked_chunks(chunks.c, is_sqlite=is_sqlite)
    return (
        select(
            these,
            documents.c.id.label("document_id"),
            documents.c.name,
            documents.c.collection,
            readings.c.version,
            *LEAF,
        )
        .join(readings, readings.c.id == these.c.reading_id)
        .join(documents, documents.c.id == readings.c.document_id)
        .join(
            leaves,
            and_(leaves.c.reading_id == these.c.reading_id, leaves.c.number == these.c.leaf),
        )
        .where(readings.c.live, inside(shape))
    )


def _among(where: SearchFilter, rows: Sequence[AnyRow]) -> Sequence[AnyRow]:
    if where.documents is None:
        return rows
    # Not in SQL, where the list may lead away from the chunks' ids.
    wanted = frozenset(where.documents)
    return [row for row in rows if row.document_id in wanted]


def _passages(rows: Sequence[AnyRow]) -> dict[ChunkId, Passage]:
    """Each leaf unpacked once, however many chunks it holds."""
    pages: dict[tuple[str, int], Leaf] = {}
    for row in rows:
        if (row.reading_id, row.leaf) not in pages:
            pages[row.reading_id, row.leaf] = leaf_from_row(row)
    return {ChunkId(row.id): _passage(row, pages[row.reading_id, row.leaf]) for row in rows}


def _passage(row: AnyRow, leaf: Leaf) -> Passage:
    return Passage(
        chunk=chunk_from_row(row, leaf.text),
        document=DocumentId(row.document_id),
        document_name=row.name,
        version=VersionId(row.version),
        collection=CollectionId(row.collection),
        leaf=leaf,
    )
