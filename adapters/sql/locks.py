"""Holding a document's row, so that what changes below it goes one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, and_, select, text

from adapters.sql.tables import collections, documents
from adapters.sql.transaction import Transaction
from core.errors import NotFound
from core.ids import CollectionId, DocumentId, EntityId, UseCaseId, VersionId
from core.jobs import Lane


async def hold_row(transaction: Transaction, document: DocumentId) -> bool:
    """Until the unit of work ends; whether there is such a document."""
    await transaction.begin_writing()
    held = select(documents.c.id).where(documents.c.id == document).with_for_update()
    return (await transaction.read(held)).first() is not None


async def lock_document(transaction: Transaction, document: DocumentId) -> None:
    """The same. Raises `NotFound`."""
    if not await hold_row(transaction, document):
        raise NotFound(f"There is no document {document}.")


async def lock_bytes(transaction: Transaction, entity: EntityId, version: VersionId) -> None:
    """Until the unit of work ends, nobody else records a document with these bytes, nor asks
    whether there is one."""
    await _lock_name(transaction, f"bytes {entity} {version}")


async def lock_shelves(transaction: Transaction, entity: EntityId, *names: CollectionId) -> None:
    """For who changes which documents are on them, or who reads one of these: until the unit of
    work ends, nobody changes who reads all of them. Any number may hold them so at once."""
    await transaction.begin_writing()
    held = _shelves(entity, names).with_for_update(read=True, key_share=True)
    await transaction.read(held)


async def lock_shelf(transaction: Transaction, entity: EntityId, name: CollectionId) -> None:
    """For who changes who reads all of a collection: nobody holds it by `lock_shelves` then."""
    await transaction.begin_writing()
    await transaction.read(_shelves(entity, [name]).with_for_update())


def _shelves(entity: EntityId, names: Sequence[CollectionId]) -> Select[tuple[str]]:
    """In one order, so that two never wait for each other."""
    is_one = and_(collections.c.entity == entity, collections.c.name.in_(names))
    return select(collections.c.name).where(is_one).order_by(collections.c.name)


async def lock_generations(transaction: Transaction) -> None:
    """Until the unit of work ends, nobody else decides what generations need."""
    await _lock_name(transaction, "generations")


async def lock_claims(transaction: Transaction, lane: Lane) -> None:
    """Until the unit of work ends, nobody else claims in this lane."""
    await _lock_name(transaction, f"claim {lane.value}")


async def lock_keys(transaction: Transaction, entity: EntityId) -> None:
    """Until the unit of work ends, nobody else holds the keys of this entity."""
    await _lock_name(transaction, f"keys {entity}")


async def lock_use_case(transaction: Transaction, use_case: UseCaseId) -> None:
    """Until the unit of work ends, nobody else holds this use case."""
    await _lock_name(transaction, f"use case {use_case}")


async def lock_usage(transaction: Transaction) -> None:
    """Until the unit of work ends, nobody else counts what was used."""
    await _lock_name(transaction, "usage")


async def lock_usage_of(transaction: Transaction, who: str) -> None:
    """Until the unit of work ends, nobody else notes what somebody says of an answer."""
    await _lock_name(transaction, f"usage {who}")


async def _lock_name(transaction: Transaction, name: str) -> None:
    """On SQLite one writer goes at a time, whatever it writes."""
    await transaction.begin_writing()
    if not transaction.is_sqlite:
        await transaction.read(_LOCK, {"name": f"probant {name}"})


_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:name))")
