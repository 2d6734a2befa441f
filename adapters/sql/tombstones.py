"""What remains of deleted documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, insert, select, update

from adapters.sql.tables import tombstone_readings, tombstones
from adapters.sql.transaction import Transaction
from adapters.sql.work_tables import jobs
from core.documents import Tombstone
from core.ids import CollectionId, DocumentId, EntityId, Reader, ReadingId, VersionId
from core.jobs import JobKind, JobState
from core.principals import Classification


async def drop_dead_letters(transaction: Transaction, document: DocumentId) -> None:
    """Those of a deleted document, purges apart: they are remembered as what was cancelled."""
    dead = and_(jobs.c.document_id == document, jobs.c.state == JobState.FAILED.value)
    dropped = {"state": JobState.CANCELLED.value, "finished_at": datetime.now(UTC)}
    others = and_(dead, jobs.c.kind != JobKind.PURGE.value)
    await transaction.write(update(jobs).where(others).values(**dropped))


async def bury(transaction: Transaction, tombstone: Tombstone) -> None:
    values = {
        "document_id": tombstone.document,
        "entity": tombstone.entity,
        "version": tombstone.version,
        "deleted_at": tombstone.deleted_at,
        "deleted_by": tombstone.deleted_by,
        "collection": tombstone.collection,
        "classification": int(tombstone.classification),
        "readers": list(tombstone.open_to),
    }
    added = insert(tombstones).values(**values).returning(tombstones.c.id)
    number = (await transaction.write(added)).scalar_one()
    rows = [
        {"tombstone_id": number, "ordinal": ordinal, "reading_id": reading}
        for ordinal, reading in enumerate(tombstone.readings)
    ]
    if rows:
        await transaction.write(insert(tombstone_readings), rows)


async def find_tombstone(
    transaction: Transaction,
    entities: Sequence[EntityId],
    document: DocumentId | None,
    reading: ReadingId | None,
) -> Tombstone | None:
    """The last tombstone that fits all of what is given. Raises ValueError on nothing given."""
    if document is None and reading is None:
        raise ValueError("a tombstone is looked up by document or by reading")
    found = select(tombstones).where(tombstones.c.entity.in_(entities))
    if document is not None:
        found = found.where(tombstones.c.document_id == document)
    if reading is not None:
        link = tombstone_readings.c
        holding = select(link.tombstone_id).where(link.reading_id == reading)
        found = found.where(tombstones.c.id.in_(holding))
    last = found.order_by(tombstones.c.deleted_at.desc(), tombstones.c.id.desc()).limit(1)
    row = (await transaction.read(last)).first()
    return _from_row(row, await _readings(transaction, row.id)) if row else None


async def _readings(transaction: Transaction, tombstone: int) -> tuple[ReadingId, ...]:
    link = tombstone_readings.c
    found = select(link.reading_id).where(link.tombstone_id == tombstone).order_by(link.ordinal)
    return tuple(ReadingId(reading) for reading in (await transaction.read(found)).scalars())


def _from_row(row: Row[*tuple[Any, ...]], readings: tuple[ReadingId, ...]) -> Tombstone:
    return Tombstone(
        document=DocumentId(row.document_id),
        entity=EntityId(row.entity),
        version=VersionId(row.version),
        readings=readings,
        deleted_at=row.deleted_at,
        deleted_by=row.deleted_by,
        collection=CollectionId(row.collection),
        classification=Classification(row.classification),
        open_to=tuple(map(Reader, row.readers)),
    )
