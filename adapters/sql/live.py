"""The commit point: which reading of a document is live, and what the document says by it.

One document (`make_live`) or all of a generation (`switch`): the statements are the same, each over
the set of readings that are to go live.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select, update

from adapters.sql.descriptions import mirror
from adapters.sql.locks import lock_document
from adapters.sql.tables import documents, readings, versions
from adapters.sql.transaction import Transaction
from core.errors import NotFound
from core.ids import DocumentId, ReadingId


async def make_live(transaction: Transaction, reading: ReadingId) -> list[ReadingId]:
    """Raises `NotFound` where there is no such reading."""
    found = select(readings.c.document_id).where(readings.c.id == reading)
    document = (await transaction.read(found)).scalar()
    if document is None:
        raise NotFound(f"There is no reading {reading}.")
    await lock_document(transaction, DocumentId(document))
    return await publish(transaction, select(readings.c.id).where(readings.c.id == reading))


async def publish(transaction: Transaction, coming: Select[tuple[str]]) -> list[ReadingId]:
    """Make every reading that `coming` selects live; the ids of those that no longer are.

    At most one a document. The documents take over what the readings say.
    """
    changed = list((await transaction.write(_take_over(coming))).scalars())
    await mirror(transaction, changed)
    former = list((await transaction.write(_retire(coming))).scalars())
    await transaction.write(update(readings).where(readings.c.id.in_(coming)).values(live=True))
    return [ReadingId(reading) for reading in former]


def _take_over(coming: Select[tuple[str]]) -> Any:
    last = _last_number()
    return (
        update(documents)
        .where(
            readings.c.id.in_(coming),
            readings.c.document_id == documents.c.id,
            versions.c.document_id == documents.c.id,
            versions.c.version == readings.c.version,
            versions.c.number == last,
        )
        .values(
            version=readings.c.version,
            name=versions.c.name,
            media_type=versions.c.media_type,
            size_bytes=versions.c.size_bytes,
            status=readings.c.outcome["status"].as_string(),
            outcome=readings.c.outcome,
            found=readings.c.found,
        )
        .returning(documents.c.id)
    )


def _last_number() -> Any:
    """The same bytes may have come back under another name: the last one counts."""
    same = versions.alias()
    return (
        select(func.max(same.c.number))
        .where(
            same.c.document_id == readings.c.document_id,
            same.c.version == readings.c.version,
        )
        .correlate(readings)
        .scalar_subquery()
    )


def _retire(coming: Select[tuple[str]]) -> Any:
    new = readings.alias()
    replaced = select(new.c.document_id).where(new.c.id.in_(coming))
    return (
        update(readings)
        .where(readings.c.live, readings.c.document_id.in_(replaced), readings.c.id.not_in(coming))
        .values(live=False)
        .returning(readings.c.id)
    )
