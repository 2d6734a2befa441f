"""Readings with their leaves and chunks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, insert, or_, select, update

from adapters.sql.lists import listed
from adapters.sql.live import make_live
from adapters.sql.locks import lock_document
from adapters.sql.passages import find_passages
from adapters.sql.reading_rows import (
    LEAF,
    chunk_from_row,
    chunk_to_row,
    head_from_row,
    leaf_from_row,
    leaf_to_row,
    reading_to_row,
)
from adapters.sql.scopes import within
from adapters.sql.sightings import find_beside, find_on_leaves, find_sightings
from adapters.sql.tables import chunks, documents, leaves, readings
from adapters.sql.transaction import Transaction
from core.description import Description
from core.evidence import Chunk, Passage
from core.ids import ChunkId, DocumentId, ReadingId
from core.outcomes import Outcome
from core.principals import AccessScope, SearchFilter
from core.readings import Leaf, Reading
from core.stores import ReadingHead, Sighting

_LEAVES = 100
"""A statement: each takes two parameters, and older SQLite builds take 999 at most."""


class SqlReadings:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(
        self, reading: Reading, chunks: Sequence[Chunk], outcome: Outcome, found: Description
    ) -> None:
        """Where the reading is live its leaves and chunks stay (the same id means the same text),
        and it says anew what became of it, what was found, and the context that all its chunks
        share: corrections are part of it.

        Raises `NotFound` where the document was deleted in the meantime.
        """
        await lock_document(self._transaction, reading.document)
        row = reading_to_row(reading, len(chunks), outcome, found)
        if await self._is_live(reading.id):
            again = update(readings).where(readings.c.id == reading.id)
            said = {name: row[name] for name in ("outcome", "found")}
            await self._transaction.write(again.values(**said))
            if chunks:
                await self._set_context(reading.id, chunks[0].context)
            return
        await self._transaction.write(delete(readings).where(readings.c.id == reading.id))
        await self._transaction.write(insert(readings).values(**row))
        await self._insert_leaves(reading)
        await self._insert_chunks(reading, chunks)

    async def _set_context(self, reading: ReadingId, context: str) -> None:
        said = update(chunks).where(chunks.c.reading_id == reading).values(context=context)
        await self._transaction.write(said)

    async def _is_live(self, reading: ReadingId) -> bool:
        found = select(readings.c.live).where(readings.c.id == reading)
        return bool((await self._transaction.read(found)).scalar())

    async def _insert_leaves(self, reading: Reading) -> None:
        rows = [leaf_to_row(reading.id, leaf) for leaf in reading.leaves]
        if rows:
            await self._transaction.write(insert(leaves), rows)

    async def _insert_chunks(self, reading: Reading, added: Sequence[Chunk]) -> None:
        leaf = {one.number: one for one in reading.leaves}
        if added:
            await self._transaction.write(
                insert(chunks), [chunk_to_row(c, leaf[c.leaf]) for c in added]
            )

    async def make_live(self, reading: ReadingId) -> list[ReadingId]:
        """Raises `NotFound` where there is no such reading."""
        return await make_live(self._transaction, reading)

    async def of_document(self, document: DocumentId) -> list[ReadingHead]:
        """In id order."""
        found = select(readings).where(readings.c.document_id == document).order_by(readings.c.id)
        return [head_from_row(row) for row in await self._transaction.read(found)]

    async def find(self, scope: AccessScope, reading: ReadingId) -> ReadingHead | None:
        """Live or not: citations of earlier readings resolve as long as the document is there."""
        return (await self.heads(scope, [reading])).get(reading)

    async def heads(
        self, scope: AccessScope, ids: Sequence[ReadingId]
    ) -> dict[ReadingId, ReadingHead]:
        """One statement, whatever their number."""
        found = (
            select(readings)
            .join(documents, documents.c.id == readings.c.document_id)
            .where(readings.c.id.in_(listed(self._transaction, ids)))
            .where(within(self._transaction, scope))
        )
        rows = await self._transaction.read(found)
        return {head.id: head for head in map(head_from_row, rows)}

    async def leaf(self, reading: ReadingId, number: int) -> Leaf | None:
        return (await self.leaves([(reading, number)])).get((reading, number))

    async def leaves(
        self, numbers: Sequence[tuple[ReadingId, int]]
    ) -> dict[tuple[ReadingId, int], Leaf]:
        """In one statement for every hundred."""
        found: dict[tuple[ReadingId, int], Leaf] = {}
        for start in range(0, len(numbers), _LEAVES):
            wanted = select(leaves.c.reading_id, *LEAF).where(_any_of(numbers[start:][:_LEAVES]))
            rows = await self._transaction.read(wanted)
            found |= {(row.reading_id, row.number): leaf_from_row(row) for row in rows}
        return found

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

    async def sightings(
        self, where: SearchFilter, chunks: Sequence[ChunkId]
    ) -> dict[ChunkId, Sighting]:
        """In the order of `chunks`."""
        return await find_sightings(self._transaction, where, chunks)

    async def beside(self, where: SearchFilter, chunks: Sequence[ChunkId]) -> list[Sighting]:
        return await find_beside(self._transaction, where, chunks)

    async def on_leaves(
        self, where: SearchFilter, leaves: Sequence[tuple[DocumentId, int]]
    ) -> list[Sighting]:
        return await find_on_leaves(self._transaction, where, leaves)

    async def chunks(self, reading: ReadingId) -> list[Chunk]:
        """In order of their ordinals."""
        # Without the leaves' words, which take a hundred times as long to load.
        texts = select(leaves.c.number, leaves.c.text).where(leaves.c.reading_id == reading)
        text = {row.number: row.text for row in await self._transaction.read(texts)}
        found = select(chunks).where(chunks.c.reading_id == reading).order_by(chunks.c.ordinal)
        stored = await self._transaction.read(found)
        return [chunk_from_row(row, text[row.leaf]) for row in stored if row.leaf in text]

    async def delete(self, reading: ReadingId) -> None:
        gone = delete(readings).where(readings.c.id == reading, ~readings.c.live)
        await self._transaction.write(gone)


def _any_of(numbers: Sequence[tuple[ReadingId, int]]) -> ColumnElement[bool]:
    # Spelt out: for `(reading_id, number) IN …` SQLite scans the whole table.
    return or_(
        *(
            and_(leaves.c.reading_id == reading, leaves.c.number == number)
            for reading, number in numbers
        )
    )


def _leaves(reading: ReadingId) -> Select[*tuple[object, ...]]:
    return select(*LEAF).where(leaves.c.reading_id == reading).order_by(leaves.c.number)
