"""Readings with their leaves and chunks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, insert, select, update

from adapters.sql.passages import find_passages
from adapters.sql.reading_rows import (
    chunk_from_row,
    chunk_to_row,
    head_from_row,
    leaf_from_row,
    leaf_to_row,
    reading_to_row,
)
from adapters.sql.scopes import within
from adapters.sql.tables import chunks, documents, leaves, readings
from adapters.sql.transaction import Transaction
from core.errors import NotFound
from core.evidence import Chunk, Passage
from core.ids import ChunkId, DocumentId, ReadingId
from core.ports import ReadingHead
from core.principals import AccessScope, SearchFilter
from core.readings import Leaf, Reading


class SqlReadings:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, reading: Reading, chunks: Sequence[Chunk]) -> None:
        """Does nothing where the reading is live: the same id means the same text.

        Raises `NotFound` where the document was deleted in the meantime.
        """
        await self._lock(reading.document)
        if await self._is_live(reading.id):
            return
        await self._transaction.write(delete(readings).where(readings.c.id == reading.id))
        await self._transaction.write(insert(readings).values(**reading_to_row(reading)))
        await self._insert_leaves(reading)
        await self._insert_chunks(chunks)

    async def _lock(self, document: DocumentId) -> None:
        """Hold the document's row, so that what changes its readings goes one after the other."""
        await self._transaction.begin_writing()
        held = select(documents.c.id).where(documents.c.id == document).with_for_update()
        if (await self._transaction.read(held)).first() is None:
            raise NotFound(f"There is no document {document}.")

    async def _is_live(self, reading: ReadingId) -> bool:
        found = select(readings.c.live).where(readings.c.id == reading)
        return bool((await self._transaction.read(found)).scalar())

    async def _insert_leaves(self, reading: Reading) -> None:
        rows = [leaf_to_row(reading.id, leaf) for leaf in reading.leaves]
        if rows:
            await self._transaction.write(insert(leaves), rows)

    async def _insert_chunks(self, added: Sequence[Chunk]) -> None:
        if added:
            await self._transaction.write(insert(chunks), [chunk_to_row(c) for c in added])

    async def make_live(self, reading: ReadingId) -> list[ReadingId]:
        """Raises `NotFound` where there is no such reading."""
        document = select(readings.c.document_id).where(readings.c.id == reading)
        found = (await self._transaction.read(document)).scalar()
        if found is None:
            raise NotFound(f"There is no reading {reading}.")
        await self._lock(found)
        former = await self._retire(found, reading)
        live = update(readings).where(readings.c.id == reading).values(live=True)
        await self._transaction.write(live)
        return former

    async def _retire(self, document: DocumentId, successor: ReadingId) -> list[ReadingId]:
        retired = (
            update(readings)
            .where(readings.c.document_id == document, readings.c.live)
            .where(readings.c.id != successor)
            .values(live=False)
            .returning(readings.c.id)
        )
        return [ReadingId(id_) for id_ in (await self._transaction.write(retired)).scalars()]

    async def of_document(self, document: DocumentId) -> list[ReadingHead]:
        """In id order."""
        found = select(readings).where(readings.c.document_id == document).order_by(readings.c.id)
        return [head_from_row(row) for row in await self._transaction.read(found)]

    async def find(self, scope: AccessScope, reading: ReadingId) -> ReadingHead | None:
        """Live or not: citations of earlier readings resolve as long as the document is there."""
        found = (
            select(readings)
            .join(documents, documents.c.id == readings.c.document_id)
            .where(readings.c.id == reading, within(scope))
        )
        row = (await self._transaction.read(found)).first()
        return head_from_row(row) if row else None

    async def leaf(self, reading: ReadingId, number: int) -> Leaf | None:
        return await self._leaf(_leaves(reading).where(leaves.c.number == number))

    async def leaf_labelled(self, reading: ReadingId, label: str) -> Leaf | None:
        """The first, where several have the label."""
        return await self._leaf(_leaves(reading).where(leaves.c.label == label).limit(1))

    async def _leaf(self, found: Select[*tuple[object, ...]]) -> Leaf | None:
        row = (await self._transaction.read(found)).first()
        return leaf_from_row(row) if row else None

    async def passages(
        self, where: SearchFilter, chunks: Sequence[ChunkId]
    ) -> dict[ChunkId, Passage]:
        """In the order of `chunks`."""
        return await find_passages(self._transaction, where, chunks)

    async def chunks(self, reading: ReadingId) -> list[Chunk]:
        """In order of their ordinals."""
        rows = await self._transaction.read(_leaves(reading))
        leaf = {row.number: leaf_from_row(row) for row in rows}
        found = select(chunks).where(chunks.c.reading_id == reading).order_by(chunks.c.ordinal)
        stored = await self._transaction.read(found)
        return [chunk_from_row(row, leaf[row.leaf]) for row in stored if row.leaf in leaf]


def _leaves(reading: ReadingId) -> Select[*tuple[object, ...]]:
    return select(leaves).where(leaves.c.reading_id == reading).order_by(leaves.c.number)
