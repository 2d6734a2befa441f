"""Access keys, as the database keeps them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, or_, select, update

from adapters.sql.identity_tables import access_keys
from adapters.sql.locks import lock_keys
from adapters.sql.rights import rights_from_row, rights_to_row
from adapters.sql.transaction import Transaction
from core.identity import AccessKey, principal_of
from core.ids import EntityId, KeyId

_of = access_keys.c


class SqlKeys:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, key: AccessKey) -> None:
        await self._transaction.write(insert(access_keys).values(_to_row(key)))

    async def find(self, key: KeyId) -> AccessKey | None:
        found = select(access_keys).where(_of.id == key)
        row = (await self._transaction.read(found)).first()
        return _from_row(row) if row else None

    async def page(
        self, entity: EntityId | None, limit: int, after: KeyId | None = None
    ) -> list[AccessKey]:
        found = select(access_keys)
        if entity is not None:
            found = found.where(_of.entity == entity)
        last = await self.find(after) if after else None
        if last and entity in (None, last.entity):
            same = and_(_of.created_at == last.created_at, _of.id > last.id)
            found = found.where(or_(_of.created_at < last.created_at, same))
        newest = found.order_by(_of.created_at.desc(), _of.id).limit(limit)
        return [_from_row(row) for row in await self._transaction.read(newest)]

    async def hold(self, entity: EntityId) -> None:
        await lock_keys(self._transaction, entity)

    async def live(self, entity: EntityId, now: datetime) -> int:
        unexpired = or_(_of.expires_at.is_(None), _of.expires_at > now)
        counted = select(func.count()).where(
            _of.entity == entity, _of.revoked_at.is_(None), unexpired
        )
        return int((await self._transaction.read(counted)).scalar_one())

    async def revoke(self, key: KeyId, by: str, now: datetime) -> None:
        live = update(access_keys).where(_of.id == key, _of.revoked_at.is_(None))
        await self._transaction.write(live.values(revoked_at=now, revoked_by=by))

    async def used(self, key: KeyId, now: datetime) -> None:
        earlier = or_(_of.last_used_at.is_(None), _of.last_used_at < now)
        noted = update(access_keys).where(_of.id == key, earlier).values(last_used_at=now)
        await self._transaction.write(noted)


def _to_row(key: AccessKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        **rights_to_row(key.principal),
        "digest": key.digest,
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "revoked_by": key.revoked_by,
        "last_used_at": key.last_used_at,
        "held_by": key.held_by or None,
    }


def _from_row(row: Row[*tuple[Any, ...]]) -> AccessKey:
    id_ = KeyId(row.id)
    rights = rights_from_row(principal_of(id_), row)
    return AccessKey(
        id=id_,
        name=row.name,
        entity=rights.entity,
        roles=rights.roles,
        groups=rights.groups,
        clearance=rights.clearance,
        digest=row.digest,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        last_used_at=row.last_used_at,
        held_by=row.held_by or "",
    )
