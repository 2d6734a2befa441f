"""Generations of the index, and which readings each of them holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from adapters.sql.document_rows import read_documents
from adapters.sql.live import publish
from adapters.sql.locks import lock_generations
from adapters.sql.tables import documents, readings
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import generation_documents, generations
from core.documents import Document
from core.errors import Conflict, NotFound
from core.generations import EncoderSpec, Generation, GenerationState
from core.ids import DocumentId, GenerationId, ReadingId

_held = generation_documents.c


class SqlGenerations:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def all(self) -> list[Generation]:
        found = select(generations).order_by(generations.c.created_at, generations.c.id)
        return [_from_row(row) for row in await self._transaction.read(found)]

    async def live(self) -> Generation | None:
        found = select(generations).where(generations.c.state == GenerationState.LIVE.value)
        row = (await self._transaction.read(found)).first()
        return _from_row(row) if row else None

    async def add(self, generation: Generation) -> None:
        """After a `Conflict` nothing more can be done in this unit of work."""
        try:
            await self._transaction.write(insert(generations).values(**_to_row(generation)))
        except IntegrityError as error:
            raise Conflict(f"There is a {generation.state.value} generation already.") from error

    async def hold_live(self) -> Generation | None:
        await self._transaction.begin_writing()
        is_live = generations.c.state == GenerationState.LIVE.value
        held = select(generations).where(is_live).with_for_update(read=True)
        row = (await self._transaction.read(held)).first()
        return _from_row(row) if row else None

    async def take_turn(self) -> None:
        await lock_generations(self._transaction)

    async def give_up(self, generation: GenerationId) -> bool:
        retired = update(generations).where(_is_built(generation))
        state = GenerationState.RETIRED.value
        return (await self._transaction.write(retired.values(state=state))).rowcount > 0

    async def delete(self, generation: GenerationId) -> None:
        await self._transaction.write(delete(generations).where(generations.c.id == generation))

    async def cover(
        self, generation: GenerationId, document: DocumentId, reading: ReadingId
    ) -> None:
        """Raises `NotFound` where one of them is gone; nothing more can be done in this unit of
        work then."""
        row = {"generation_id": generation, "document_id": document, "reading_id": reading}
        try:
            await self._transaction.write_new(generation_documents, row)
        except IntegrityError as error:
            raise NotFound(f"The document {document}, or a part of it, is gone.") from error
        mine = and_(_held.generation_id == generation, _held.document_id == document)
        await self._transaction.write(
            update(generation_documents).where(mine).values(reading_id=reading)
        )

    async def covered(self, generation: GenerationId, document: DocumentId) -> ReadingId | None:
        found = select(_held.reading_id).where(
            _held.generation_id == generation, _held.document_id == document
        )
        reading = (await self._transaction.read(found)).scalar()
        return ReadingId(reading) if reading else None

    async def missing(self, generation: GenerationId, limit: int) -> list[Document]:
        held = await self._is_held(generation)
        found = select(documents).where(documents.c.id.in_(_with_live(~held)))
        return await read_documents(self._transaction, found.order_by(documents.c.id).limit(limit))

    async def counts(self, generation: GenerationId) -> tuple[int, int]:
        """A document it holds another reading of, which `missing` lists, does not count."""
        held = await self._is_held(generation)
        of = (_with_live(held), _with_live())
        counts = select(
            *(select(func.count()).select_from(one.subquery()).scalar_subquery() for one in of)
        )
        row = (await self._transaction.read(counts)).one()
        return int(row[0]), int(row[1])

    async def _is_held(self, generation: GenerationId) -> ColumnElement[bool]:
        """Whether the generation holds what it should of a live reading's document."""
        found = select(generations.c.rereads).where(generations.c.id == generation)
        rereads = bool((await self._transaction.read(found)).scalar())
        mine = and_(_held.generation_id == generation, _held.document_id == readings.c.document_id)
        if not rereads:
            return exists().where(mine, _held.reading_id == readings.c.id)
        own = readings.alias()
        same_version = own.c.version == readings.c.version
        return exists().where(mine, own.c.id == _held.reading_id, same_version)

    async def switch(self, generation: GenerationId) -> GenerationId | None:
        """First the one that is live: whoever counts on it (`hold_live`) is waited for."""
        former = await self._retire(generation)
        live = update(generations).where(_is_built(generation))
        changed = await self._transaction.write(live.values(state=GenerationState.LIVE.value))
        if changed.rowcount == 0:
            raise NotFound(f"No generation {generation} is being built.")
        coming = (
            select(readings.c.id)
            .join(generation_documents, _held.reading_id == readings.c.id)
            .where(_held.generation_id == generation, ~readings.c.live)
        )
        await publish(self._transaction, coming)
        return former

    async def _retire(self, successor: GenerationId) -> GenerationId | None:
        retired = (
            update(generations)
            .where(generations.c.state == GenerationState.LIVE.value)
            .where(generations.c.id != successor)
            .values(state=GenerationState.RETIRED.value)
            .returning(generations.c.id)
        )
        former = (await self._transaction.write(retired)).scalar()
        return GenerationId(former) if former else None


def _is_built(generation: GenerationId) -> ColumnElement[bool]:
    state = generations.c.state == GenerationState.BUILDING.value
    return and_(generations.c.id == generation, state)


def _with_live(*more: ColumnElement[bool]) -> Select[tuple[str]]:
    """Ids of documents with a live reading, of which more may be asked."""
    return select(readings.c.document_id).where(readings.c.live, *more)


def _to_row(generation: Generation) -> dict[str, Any]:
    return {
        "id": generation.id,
        **generation.encoder.to_json(),
        "fingerprint": generation.fingerprint,
        "dimension": generation.dimension,
        "state": generation.state.value,
        "rereads": generation.rereads,
        "created_at": generation.created_at,
    }


def _from_row(row: Row[*tuple[Any, ...]]) -> Generation:
    return Generation(
        id=GenerationId(row.id),
        encoder=EncoderSpec(row.model, row.query_prefix, row.passage_prefix),
        fingerprint=row.fingerprint,
        dimension=row.dimension,
        state=GenerationState(row.state),
        rereads=row.rereads,
        created_at=row.created_at,
    )
