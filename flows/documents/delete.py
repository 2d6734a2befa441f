"""The end of a document, and of what came in it."""

from __future__ import annotations

from datetime import UTC, datetime

from core.documents import Document, Tombstone
from core.errors import Held
from core.ids import DocumentId, new_job_id
from core.jobs import Job, JobKind, Lane, Priority
from core.stores import UnitOfWork
from flows.documents.change import check_collection_not_held
from flows.documents.recorded import deleted


async def delete(unit: UnitOfWork, document: Document, by: str) -> list[DocumentId]:
    """Remove a document, which the caller has locked: what went, itself first.

    What came in it goes where it came in nothing else and nobody added it. What lies outside the
    database goes right after, by jobs. Raises `Held` where any of it is under a hold: the unit of
    work must then end without a commit.
    """
    went: list[DocumentId] = []
    waiting = [document]
    while waiting:
        one = waiting.pop()
        await _check_not_held(unit, one, named=one is document)
        waiting += await _left_alone(unit, one)
        await _remove(unit, one, by)
        went.append(one.id)
    return went


async def _left_alone(unit: UnitOfWork, document: Document) -> list[Document]:
    """What came in a document, and now in nothing.

    Each child is locked first: of two parents deleted at once, one must be seen to be the last.
    """
    for child in await unit.documents.children(document.id):
        await unit.documents.lock(child.id)
    return await unit.documents.unlink(document.id)


async def _check_not_held(unit: UnitOfWork, document: Document, *, named: bool) -> None:
    """What came in the document that is deleted may be for others to see: it is not named."""
    if document.hold:
        what = f"{document.name} ({document.id})" if named else "Something that came in it"
        raise Held(f"{what} is held: {document.hold.reason}", "Ask who placed the hold to lift it.")
    await check_collection_not_held(unit, document)


async def _remove(unit: UnitOfWork, document: Document, by: str) -> None:
    await unit.jobs.abandon(document.id)
    versions = {kept.version for kept in await unit.documents.versions(document.id)}
    await unit.documents.bury(await _tombstone(unit, document, by))
    await unit.documents.delete(document.id)
    unit.ledger.append(deleted(document, by))
    for version in sorted(versions):
        job = Job(
            new_job_id(),
            JobKind.PURGE,
            document.entity,
            document.id,
            version,
            lane=Lane.EMBED,
            priority=Priority.CLEANING,
        )
        await unit.jobs.add(job)
    unit.after_commit(Lane.EMBED)


async def _tombstone(unit: UnitOfWork, document: Document, by: str) -> Tombstone:
    heads = await unit.readings.of_document(document.id)
    readings = tuple(head.id for head in heads)
    return Tombstone(
        document.id,
        document.entity,
        document.version,
        readings,
        datetime.now(UTC),
        by,
        document.collection,
        document.classification,
        document.open_to,
    )
