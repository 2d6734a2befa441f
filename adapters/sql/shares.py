"""What entities share with each other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from adapters.sql.lists import listed, listed_as, packed
from adapters.sql.locks import lock_shelf
from adapters.sql.permission_tables import document_readers, shares
from adapters.sql.readers import add_share, note_untagged
from adapters.sql.scopes import beyond, within
from adapters.sql.tables import collections, documents
from adapters.sql.transaction import Transaction
from core.ids import CollectionId, DocumentId, EntityId, Reader
from core.principals import AccessScope
from core.sharing import Share, ShareId

_held = document_readers.c


class SqlShares:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, share: Share, inside: Collection[DocumentId] = ()) -> None:
        if share.collection is not None:
            shelf = {"entity": share.entity, "name": share.collection}
            await self._transaction.write_new(collections, shelf)
            await lock_shelf(self._transaction, share.entity, share.collection)
        holds = share.holds_on(self._transaction.today)
        row = {**_to_row(share), "tagged": holds}
        await self._transaction.write(insert(shares).values(**row))
        await add_share(self._transaction, share.id, self._of(share, inside))
        if holds and share.collection is not None:
            await self._note(shares.c.id == share.id)

    def _of(self, share: Share, inside: Collection[DocumentId]) -> ColumnElement[bool]:
        mine = documents.c.entity == share.entity
        if share.collection is not None:
            inherits = documents.c.readers.is_(null())
            return and_(mine, documents.c.collection == share.collection, inherits)
        these = listed(self._transaction, [share.document or "", *inside])
        return and_(mine, documents.c.id.in_(these))

    async def revoke(self, share: ShareId, at: datetime, by: str) -> bool:
        ended = update(shares).where(shares.c.id == share, shares.c.revoked_at.is_(None))
        said = {"revoked_at": at, "revoked_by": by, "tagged": False}
        changed = await self._transaction.write(ended.values(**said))
        if not changed.rowcount:
            return False
        await self._note(shares.c.id == share)
        gone = delete(document_readers).where(_held.share_id == share)
        await self._transaction.write(gone)
        return True

    async def find(self, scope: AccessScope, share: ShareId) -> Share | None:
        found = select(shares).where(self._seen(scope), shares.c.id == share)
        row = (await self._transaction.read(found)).first()
        return _from_row(row) if row else None

    async def page(
        self, scope: AccessScope, limit: int, after: ShareId | None = None, *, ended: bool = False
    ) -> list[Share]:
        found = select(shares).where(self._seen(scope))
        if not ended:
            today = self._transaction.today
            found = found.where(shares.c.revoked_at.is_(None), shares.c.last_day >= today)
        last = await self.find(scope, after) if after else None
        if last:
            older = shares.c.created_at < last.created_at
            same = and_(shares.c.created_at == last.created_at, shares.c.id > last.id)
            found = found.where(or_(older, same))
        newest = found.order_by(shares.c.created_at.desc(), shares.c.id).limit(limit)
        return [_from_row(row) for row in await self._transaction.read(newest)]

    def _seen(self, scope: AccessScope) -> ColumnElement[bool]:
        of_it = documents.c.id == shares.c.document_id
        is_there = exists().where(of_it)
        is_inside = exists().where(of_it, within(self._transaction, scope))
        # Of what was deleted, whoever could not see it then is not told now.
        is_gone = and_(~is_there, ~beyond(scope, shares.c.document_id))
        seen = or_(shares.c.document_id.is_(None), is_gone, is_inside)
        if scope.collections is not None:
            seen = and_(seen, shares.c.collection.in_(scope.collections))
        return and_(shares.c.entity == scope.entity, seen)

    async def sharers(self, entity: EntityId, readers: Collection[Reader]) -> tuple[EntityId, ...]:
        """A look into the index for each entity that shares with a reader, however much it
        shares."""
        values = {
            "readers": packed(self._transaction, dict.fromkeys(readers)),
            "today": self._transaction.today,
        }
        statement = _sharers(self._transaction.is_sqlite)
        rows = (await self._transaction.read(statement, values)).scalars()
        return tuple(EntityId(one) for one in rows if one != entity)

    async def turn_over(self) -> int:
        """One statement that finds nothing, on most days and at most times."""
        today = self._transaction.today
        holds = and_(
            shares.c.revoked_at.is_(None), shares.c.first_day <= today, shares.c.last_day >= today
        )
        turned = or_(and_(holds, ~shares.c.tagged), and_(~holds, shares.c.tagged))
        if not (await self._transaction.read(select(shares.c.id).where(turned).limit(1))).first():
            return 0
        await self._note(turned)
        noted = update(shares).where(turned).values(tagged=~shares.c.tagged)
        return int((await self._transaction.write(noted)).rowcount)

    async def _note(self, which: ColumnElement[bool]) -> None:
        by_these = _held.share_id.in_(select(shares.c.id).where(which))
        await note_untagged(self._transaction, select(_held.document_id).where(by_these).distinct())


@lru_cache  # it is asked with every request, and putting it together takes as long as running it
def _sharers(is_sqlite: bool) -> Select[tuple[str]]:
    asked = listed_as("readers", is_sqlite=is_sqlite).subquery("asked")
    first = select(asked.c.value.label("reader"), _next(asked.c.value, None))
    found = first.cte("found", recursive=True)
    each = aliased(found)
    more = select(each.c.reader, _next(each.c.reader, each.c.entity))
    found = found.union_all(more.where(each.c.entity.is_not(None)))
    others = select(found.c.entity).where(found.c.entity.is_not(None)).distinct()
    return others.order_by(found.c.entity)


def _next(reader: Any, after: Any) -> ColumnElement[Any]:
    """The first entity after one that shares with a reader today."""
    today = bindparam("today", type_=Date())
    valid = and_(
        shares.c.reader == reader,
        shares.c.revoked_at.is_(None),
        shares.c.first_day <= today,
        shares.c.last_day >= today,
    )
    later = select(shares.c.entity).where(valid)
    later = later.where(shares.c.entity > after) if after is not None else later
    return later.order_by(shares.c.entity).limit(1).scalar_subquery().label("entity")


def _to_row(share: Share) -> dict[str, Any]:
    return {
        "id": share.id,
        "entity": share.entity,
        "document_id": share.document,
        "collection": share.collection,
        "reader": share.reader,
        "first_day": share.first_day,
        "last_day": share.last_day,
        "reason": share.reason,
        "created_at": share.created_at,
        "created_by": share.created_by,
        "revoked_at": share.revoked_at,
        "revoked_by": share.revoked_by,
    }


def _from_row(row: Row[*tuple[Any, ...]]) -> Share:
    return Share(
        id=ShareId(row.id),
        entity=EntityId(row.entity),
        document=DocumentId(row.document_id) if row.document_id else None,
        collection=CollectionId(row.collection) if row.collection else None,
        reader=Reader(row.reader),
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        created_at=row.created_at,
        created_by=row.created_by,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
