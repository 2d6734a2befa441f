"""Who may read a document, worked out in the transaction of whatever it follows from.

    a document's own readers, else those of its collection, else everybody of its entity
    + the readers of other entities that it is shared with: by itself, in what it came in, or,
      where it has no readers of its own, with its collection

Statements go by sets: a collection of 100,000 documents takes as many as one of ten.

Who changes one document holds its collections by `lock_shelves`, who changes a collection by
`lock_shelf`; who copies from a share holds its row, which whoever revokes it changes. So neither
works from what the other is about to change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    delete,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from adapters.sql.columns import Text
from adapters.sql.lists import listed
from adapters.sql.locks import lock_shelf, lock_shelves
from adapters.sql.permission_tables import document_readers, shares, untagged
from adapters.sql.tables import collections, documents
from adapters.sql.transaction import Transaction
from core.ids import CollectionId, DocumentId, EntityId, Reader
from core.principals import entity_reader

_ITSELF = ""
"""In the place of a share: the entity's own word."""
_EVER, _NEVER = date(1000, 1, 1), date(9000, 1, 1)
_BATCH = 400
_held = document_readers.c
_COLUMNS = ["document_id", "reader", "share_id", "first_day", "last_day"]


async def let_in(transaction: Transaction, document: DocumentId) -> None:
    """Record who reads a document that was added, or has come to another collection. What it was
    shared with by itself, or by what it came in, stays. The collections are held."""
    by_collection = select(shares.c.id).where(shares.c.collection.is_not(None))
    former = or_(_held.share_id == _ITSELF, _held.share_id.in_(by_collection))
    await _forget(transaction, and_(_held.document_id == document, former))
    await _own(transaction, document)
    here = and_(
        shares.c.entity == documents.c.entity, shares.c.collection == documents.c.collection
    )
    inherits = and_(documents.c.id == document, documents.c.readers.is_(null()))
    its = select(shares.c.id).join(documents, here).where(inherits)
    for share in await _held_shares(transaction, its):
        await add_share(transaction, share, documents.c.id == document)


async def let_in_as(transaction: Transaction, parent: DocumentId, child: DocumentId) -> None:
    """Whom what it came in is shared with reads the child, too."""
    by = select(_held.share_id).where(_held.document_id == parent)
    its = select(shares.c.id).where(shares.c.document_id.is_not(None), shares.c.id.in_(by))
    for share in await _held_shares(transaction, its):
        await add_share(transaction, share, documents.c.id == child)


async def forget_readers(transaction: Transaction, document: DocumentId) -> None:
    """Of one that is deleted."""
    await _forget(transaction, _held.document_id == document)
    await transaction.write(delete(untagged).where(untagged.c.document_id == document))


async def set_readers(
    transaction: Transaction, document: DocumentId, readers: Sequence[Reader] | None
) -> None:
    """The document is locked."""
    await hold_shelf_of(transaction, document)
    said = update(documents).where(documents.c.id == document)
    await transaction.write(said.values(readers=_json(readers)))
    await let_in(transaction, document)


async def set_apart(transaction: Transaction, document: DocumentId) -> None:
    """Whom what it came in is shared with reads it no longer."""
    of_others = and_(shares.c.document_id.is_not(None), shares.c.document_id != document)
    theirs = _held.share_id.in_(select(shares.c.id).where(of_others))
    await _forget(transaction, and_(_held.document_id == document, theirs))


async def hold_shelf_of(transaction: Transaction, document: DocumentId) -> None:
    found = select(documents.c.entity, documents.c.collection).where(documents.c.id == document)
    row = (await transaction.read(found)).first()
    if row is not None:
        shelf = EntityId(row.entity), CollectionId(row.collection)
        await lock_shelves(transaction, *shelf)


async def set_collection_readers(
    transaction: Transaction,
    entity: EntityId,
    name: CollectionId,
    readers: Sequence[Reader] | None,
) -> None:
    """Of what says who reads it by itself nothing changes."""
    await lock_shelf(transaction, entity, name)
    said = update(collections).where(collections.c.entity == entity, collections.c.name == name)
    await transaction.write(said.values(readers=_json(readers)))
    inherits = and_(
        documents.c.entity == entity,
        documents.c.collection == name,
        documents.c.readers.is_(null()),
    )
    theirs = _held.document_id.in_(select(documents.c.id).where(inherits))
    await _forget(transaction, and_(theirs, _held.share_id == _ITSELF))
    await _add(transaction, _named(transaction, readers or [entity_reader(entity)], inherits))
    await note_untagged(transaction, select(documents.c.id).where(inherits))


async def note_untagged(transaction: Transaction, these: Select[tuple[str]]) -> None:
    """Have the index follow, some at a time."""
    dialect = sqlite if transaction.is_sqlite else postgresql
    # SQLite takes a conflict clause after a SELECT only where that has a WHERE: these have.
    added = dialect.insert(untagged).from_select(["document_id"], these)
    await transaction.write(added.on_conflict_do_nothing())


async def add_share(
    transaction: Transaction, share: str, documents_of: ColumnElement[bool]
) -> None:
    """Let the reader of a share read these documents."""
    which = select(documents.c.id, *_of_share()).join(shares, shares.c.id == share)
    await _add(transaction, which.where(documents_of))


async def open_to(transaction: Transaction, ids: Sequence[str]) -> dict[str, tuple[Reader, ...]]:
    """Who may read these documents today, in order."""
    today = transaction.today
    found: dict[str, dict[Reader, None]] = {}
    for start in range(0, len(ids), _BATCH):
        some = _held.document_id.in_(ids[start : start + _BATCH])
        valid = and_(_held.first_day <= today, _held.last_day >= today)
        rows = select(_held.document_id, _held.reader).where(some, valid)
        for row in await transaction.read(rows.order_by(_held.document_id, _held.reader)):
            found.setdefault(row.document_id, {})[Reader(row.reader)] = None
    return {document: tuple(readers) for document, readers in found.items()}


async def _held_shares(transaction: Transaction, which: Select[tuple[str]]) -> Sequence[str]:
    """Those that are not revoked, and can't be until the unit of work ends."""
    await transaction.begin_writing()
    held = which.where(shares.c.revoked_at.is_(None)).order_by(shares.c.id)
    return (await transaction.read(held.with_for_update(read=True, of=shares))).scalars().all()


async def _own(transaction: Transaction, document: DocumentId) -> None:
    """What its entity says of a document: the only place that knows the order of precedence."""
    shelf = and_(
        collections.c.entity == documents.c.entity, collections.c.name == documents.c.collection
    )
    found = (
        select(documents.c.entity, documents.c.readers, collections.c.readers.label("shelf"))
        .outerjoin(collections, shelf)
        .where(documents.c.id == document)
    )
    row = (await transaction.read(found)).first()
    if row is not None:
        readers = row.readers or row.shelf or [entity_reader(EntityId(row.entity))]
        await _add(transaction, _named(transaction, readers, documents.c.id == document))


def _named(
    transaction: Transaction, readers: Sequence[str], which: ColumnElement[bool]
) -> Select[Any]:
    each = listed(transaction, dict.fromkeys(readers)).subquery("each")
    days = literal(_EVER, Date()), literal(_NEVER, Date())
    columns = documents.c.id, each.c.value, literal(_ITSELF, Text()), *days
    return select(*columns).select_from(documents.join(each, literal(value=True))).where(which)


def _of_share() -> Sequence[ColumnElement[Any]]:
    return shares.c.reader, shares.c.id, shares.c.first_day, shares.c.last_day


async def _add(transaction: Transaction, rows: Select[Any]) -> None:
    dialect = sqlite if transaction.is_sqlite else postgresql
    added = dialect.insert(document_readers).from_select(_COLUMNS, rows)
    await transaction.write(added.on_conflict_do_nothing())


async def _forget(transaction: Transaction, which: ColumnElement[bool]) -> None:
    await transaction.write(delete(document_readers).where(which))


def _json(readers: Sequence[Reader] | None) -> list[str] | None:
    return list(readers) if readers is not None else None
