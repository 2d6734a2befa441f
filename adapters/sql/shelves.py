"""Collections and their rules: what is kept for how long, and what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, null, or_, select, update

from adapters.sql.document_rows import (
    hold_from_json,
    hold_to_json,
    read_documents,
    readers_from_json,
)
from adapters.sql.locks import lock_shelf
from adapters.sql.permission_tables import shares
from adapters.sql.readers import set_collection_readers
from adapters.sql.scopes import within
from adapters.sql.tables import collections, contained, documents
from adapters.sql.transaction import Transaction
from core.documents import Collection, Document, Hold
from core.ids import CollectionId, EntityId, Reader
from core.principals import AccessScope, entity_reader

AnyRow = Row[*tuple[Any, ...]]


class SqlCollections:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def all(self, scope: AccessScope) -> list[Collection]:
        """In alphabetical order of code points."""
        name = documents.c.collection
        own = replace(scope, sharers=())  # others' shelves may have the same names
        counted = select(name, func.count()).where(within(self._transaction, own)).group_by(name)
        counts = dict(map(tuple, await self._transaction.read(counted)))
        found = select(collections).where(collections.c.entity == scope.entity)
        if scope.collections is not None:
            found = found.where(collections.c.name.in_(scope.collections))
        rows = await self._transaction.read(found.order_by(collections.c.name))
        shelves = [_from_row(row, counts.get(row.name, 0)) for row in rows]
        return [one for one in shelves if one.documents or _may_be_told(one, scope)]

    async def find(self, entity: EntityId, name: CollectionId) -> Collection | None:
        """With all its documents counted, whoever may see them."""
        found = select(collections).where(_is(entity, name))
        row = (await self._transaction.read(found)).first()
        if row is None:
            return None
        on_it = and_(documents.c.entity == entity, documents.c.collection == name)
        counted = select(func.count()).where(on_it)
        return _from_row(row, (await self._transaction.read(counted)).scalar_one())

    async def set_retention(self, entity: EntityId, name: CollectionId, days: int | None) -> None:
        await self._set(entity, name, retention_days=days)

    async def set_hold(self, entity: EntityId, name: CollectionId, hold: Hold | None) -> None:
        await self._set(entity, name, hold=hold_to_json(hold))

    async def set_dense_weight(
        self, entity: EntityId, name: CollectionId, weight: float | None
    ) -> None:
        await self._set(entity, name, dense_weight=weight)

    async def set_readers(
        self, entity: EntityId, name: CollectionId, readers: Sequence[Reader] | None
    ) -> None:
        await self._set(entity, name)
        await set_collection_readers(self._transaction, entity, name, readers)

    async def clear(self, entity: EntityId, name: CollectionId, at: datetime, by: str) -> bool:
        await lock_shelf(self._transaction, entity, name)
        on_it = and_(documents.c.entity == entity, documents.c.collection == name)
        found = select(documents.c.id).where(on_it).limit(1)
        if (await self._transaction.read(found)).first():
            return False
        rules = dict.fromkeys(("retention_days", "dense_weight", "readers"), null())
        await self._transaction.write(update(collections).where(_is(entity, name)).values(**rules))
        its = and_(shares.c.entity == entity, shares.c.collection == name)
        ended = update(shares).where(its, shares.c.revoked_at.is_(None))
        said = {"revoked_at": at, "revoked_by": by, "tagged": False}
        await self._transaction.write(ended.values(**said))
        return True

    async def _set(self, entity: EntityId, name: CollectionId, **values: Any) -> None:
        row = {"entity": entity, "name": name, "created_at": datetime.now(UTC)}
        await self._transaction.write_new(collections, row)
        if not values:
            return
        changed = update(collections).where(_is(entity, name)).values(**values)
        await self._transaction.write(changed)

    async def expired(self, now: datetime, limit: int) -> list[Document]:
        """Collection by collection, each oldest first. What contains something held is kept."""
        days = collections.c.retention_days
        ruled = (
            select(collections)
            # A day of the year one is long enough ago, and there are none before.
            .where(days.is_not(None), days < now.toordinal(), collections.c.hold.is_(null()))
            .order_by(collections.c.entity, collections.c.name)
        )
        expired: list[Document] = []
        for row in (await self._transaction.read(ruled)).all():
            past = _past(row, now - timedelta(days=row.retention_days))
            page = past.limit(limit - len(expired))
            expired += await read_documents(self._transaction, page)
            if len(expired) == limit:
                break
        return expired


def _past(row: AnyRow, day: datetime) -> Select[*tuple[Any, ...]]:
    came_in = exists().where(contained.c.child_id == documents.c.id)
    return (
        select(documents)
        .where(documents.c.entity == row.entity, documents.c.collection == row.name)
        .where(documents.c.created_at <= day, or_(documents.c.own, ~came_in))
        .where(documents.c.id.not_in(_kept()))
        .order_by(documents.c.created_at, documents.c.id)
    )


def _kept() -> Select[tuple[str]]:
    """Ids of what is held, and of what would take something held along."""
    rule = and_(
        collections.c.entity == documents.c.entity,
        collections.c.name == documents.c.collection,
        collections.c.hold.is_not(null()),
    )
    held = or_(documents.c.hold.is_not(null()), exists().where(rule))
    kept = select(documents.c.id, documents.c.own).where(held).cte("kept", recursive=True)
    above = documents.alias()
    containers = (
        select(above.c.id, above.c.own)
        .join(contained, contained.c.parent_id == above.c.id)
        .join(kept, kept.c.id == contained.c.child_id)
        .where(~kept.c.own)
    )
    return select(kept.union(containers).c.id)


def _may_be_told(shelf: Collection, scope: AccessScope) -> bool:
    """Whether it has a rule, and is for those who ask to read."""
    rules = shelf.hold, shelf.retention_days, shelf.dense_weight, shelf.readers
    readers = shelf.readers or (entity_reader(shelf.entity),)
    is_theirs = scope.readers is None or not set(scope.readers).isdisjoint(readers)
    return is_theirs and any(rule is not None for rule in rules)


def _is(entity: EntityId, name: CollectionId) -> ColumnElement[bool]:
    return and_(collections.c.entity == entity, collections.c.name == name)


def _from_row(row: AnyRow, documents: int) -> Collection:
    return Collection(
        entity=EntityId(row.entity),
        name=CollectionId(row.name),
        retention_days=row.retention_days,
        hold=hold_from_json(row.hold),
        dense_weight=row.dense_weight,
        readers=readers_from_json(row.readers),
        documents=documents,
    )
