"""Chunks that are live and inside a filter, without their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, Column, ColumnElement, FromClause, Select, and_, or_, select

from adapters.sql.lists import listed, listed_as, packed
from adapters.sql.reading_rows import AnyRow
from adapters.sql.scopes import Shape, inside, shape_of, values_of
from adapters.sql.tables import chunks, collections, documents, readings
from adapters.sql.transaction import Transaction
from core.ids import ChunkId, DocumentId
from core.principals import SearchFilter
from core.stores import Sighting

_BATCH = 400
"""Leaves a statement: each takes two parameters, and older SQLite builds take 999 at most."""


async def find_sightings(
    transaction: Transaction, where: SearchFilter, ids: Sequence[ChunkId]
) -> dict[ChunkId, Sighting]:
    """One statement, whatever the number of chunks."""
    asked = dict.fromkeys(ids)
    rows = await transaction.read(
        _asked(shape_of(where), transaction.is_sqlite),
        {ASKED: packed(transaction, asked), **values_of(transaction, where)},
    )
    found = {one.chunk: one for one in map(_sighting, _among(where, rows.all()))}
    return {chunk: found[chunk] for chunk in asked if chunk in found}


async def find_beside(
    transaction: Transaction, where: SearchFilter, ids: Sequence[ChunkId]
) -> list[Sighting]:
    """One statement, which finds the leaves by their index, and on them the ordinals."""
    found = await transaction.read(
        _beside(shape_of(where), transaction.is_sqlite),
        {ASKED: packed(transaction, ids), **values_of(transaction, where)},
    )
    rows = _among(where, found.all())
    return _in_order({row.id: _sighting(row) for row in rows}.values())


async def find_on_leaves(
    transaction: Transaction, where: SearchFilter, leaves: Sequence[tuple[DocumentId, int]]
) -> list[Sighting]:
    """A statement for the live readings, and one a batch of leaves."""
    readings_of = await _live_readings(transaction, where, {document for document, _ in leaves})
    keys = sorted({(readings_of[one], leaf) for one, leaf in leaves if one in readings_of})
    found: list[Sighting] = []
    values = values_of(transaction, where)
    for start in range(0, len(keys), _BATCH):
        on_these = _anywhere(shape_of(where)).where(_any_of(keys[start : start + _BATCH]))
        found += map(_sighting, (await transaction.read(on_these, values)).all())
    return _in_order(found)


ASKED = "asked_chunks"
"""Parameter of `asked_chunks`: their ids, `packed`."""
_SEEN = tuple(chunks.c[name] for name in ("id", "reading_id", "ordinal", "leaf", "heading_path"))


def asked_chunks(columns: Iterable[Column[Any]], *, is_sqlite: bool) -> CTE:
    """Found by their ids before anything else is looked at: PostgreSQL, where it takes the entity
    for small, would go through every chunk of it."""
    asked = listed_as(ASKED, is_sqlite=is_sqlite)
    return _first(select(*columns).where(chunks.c.id.in_(asked)), "asked")


def _first(statement: Select[*tuple[Any, ...]], name: str) -> CTE:
    return statement.cte(name).prefix_with("MATERIALIZED")


# Statements are kept, as putting one together takes as long as running it.


@lru_cache
def _asked(shape: Shape, is_sqlite: bool) -> Select[*tuple[Any, ...]]:
    return _live(shape, asked_chunks(_SEEN, is_sqlite=is_sqlite))


@lru_cache
def _beside(shape: Shape, is_sqlite: bool) -> Select[*tuple[Any, ...]]:
    these = asked_chunks(_SEEN, is_sqlite=is_sqlite)
    is_beside = and_(
        these.c.reading_id == chunks.c.reading_id,
        chunks.c.leaf.between(these.c.leaf - 1, these.c.leaf + 1),
        chunks.c.ordinal.in_((these.c.ordinal - 1, these.c.ordinal + 1)),
    )
    return _live(shape, _first(select(*_SEEN).join(these, is_beside), "beside"))


@lru_cache
def _anywhere(shape: Shape) -> Select[*tuple[Any, ...]]:
    return _live(shape, chunks)


def _live(shape: Shape, these: FromClause) -> Select[*tuple[Any, ...]]:
    """Those of these chunks that are inside a filter, apart from its list of documents."""
    return (
        select(
            these.c.id,
            these.c.reading_id,
            documents.c.id.label("document_id"),
            documents.c.name,
            these.c.ordinal,
            these.c.leaf,
            these.c.heading_path,
            collections.c.dense_weight,
        )
        .join(readings, readings.c.id == these.c.reading_id)
        .join(documents, documents.c.id == readings.c.document_id)
        .outerjoin(
            collections,
            and_(
                collections.c.entity == documents.c.entity,
                collections.c.name == documents.c.collection,
            ),
        )
        .where(readings.c.live, inside(shape))
    )


def _among(where: SearchFilter, rows: Sequence[AnyRow]) -> Sequence[AnyRow]:
    # Not in SQL, where the list may lead away from the chunks' ids.
    if where.documents is None:
        return rows
    wanted = frozenset(where.documents)
    return [row for row in rows if row.document_id in wanted]


async def _live_readings(
    transaction: Transaction, where: SearchFilter, asked: set[DocumentId]
) -> dict[DocumentId, str]:
    if where.documents is not None:
        asked = asked.intersection(where.documents)
    live = select(readings.c.document_id, readings.c.id).where(
        readings.c.live, readings.c.document_id.in_(listed(transaction, sorted(asked)))
    )
    return {DocumentId(row.document_id): row.id for row in await transaction.read(live)}


def _any_of(keys: Sequence[tuple[str, int]]) -> ColumnElement[bool]:
    # Spelt out by reading: for `(reading_id, leaf) IN …` SQLite scans the whole table.
    numbers: dict[str, list[int]] = {}
    for reading, number in keys:
        numbers.setdefault(reading, []).append(number)
    return or_(
        *(
            and_(chunks.c.reading_id == reading, chunks.c.leaf.in_(of_reading))
            for reading, of_reading in numbers.items()
        )
    )


def _in_order(found: Iterable[Sighting]) -> list[Sighting]:
    return sorted(found, key=lambda one: (one.document, one.leaf, one.ordinal))


def _sighting(row: AnyRow) -> Sighting:
    # By place, in the order of `_live`: a search makes hundreds, and each name is looked up.
    chunk, reading, document, name, ordinal, leaf, heading_path, dense_weight = row
    path = tuple(heading_path)
    return Sighting(chunk, reading, document, name, ordinal, leaf, path, dense_weight)
