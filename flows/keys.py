"""Gives access keys, lists them and takes them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import Conflict, NotFound
from core.identity import AccessKey, key_of, rights_to_json
from core.ids import EntityId, KeyId
from core.ledger import Entry, RecordKind
from core.principals import Principal
from core.stores import Database, UnitOfWork
from flows.identify import utc_now
from governance.identity.giving import (
    MOST_LIVE,
    WantedKey,
    check_gift,
    check_wanted,
    held_by,
)
from governance.identity.keys import drawn, unauthenticated
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the caller's entity. Every method raises `Refused` for who may not administer."""

    database: Database
    clock: Callable[[], datetime] = utc_now

    async def create(self, principal: Principal, wanted: WantedKey) -> tuple[AccessKey, str]:
        """The key, and its text with the secret, which is told here and never again.

        Raises `InvalidRequest`, `Refused` for more than the caller has, `Conflict` where the
        entity has as many as it may have.
        """
        entity = decide(principal, Action.ADMINISTER).granted().entity
        now, given = self.clock(), drawn()
        check_wanted(wanted, now)
        key = AccessKey(
            id=given.id,
            name=wanted.name,
            entity=entity,
            roles=wanted.roles,
            groups=wanted.groups,
            clearance=wanted.clearance,
            digest=given.digest,
            created_at=now,
            created_by=principal.id,
            expires_at=wanted.expires_at.astimezone(UTC) if wanted.expires_at else None,
            held_by=held_by(principal),
        )
        async with self.database.begin() as unit:
            await unit.keys.hold(entity)  # the caller's own is not revoked before the commit
            check_gift(wanted, principal, await _until(unit, principal, now))
            if await unit.keys.live(entity, now) >= MOST_LIVE:
                raise Conflict(f"The entity has {MOST_LIVE} keys.", "Revoke those nobody uses.")
            await unit.keys.add(key)
            unit.ledger.append(_created(key))
        return key, given.text

    async def page(
        self, principal: Principal, limit: int, after: KeyId | None = None
    ) -> list[AccessKey]:
        """Newest first, those after `after` only; revoked and expired ones are among them."""
        entity = decide(principal, Action.ADMINISTER).granted().entity
        async with self.database.begin() as unit:
            return await unit.keys.page(entity, limit, after)

    async def revoke(self, principal: Principal, key: KeyId) -> None:
        """From now on it opens nothing, on any process. Raises `NotFound`."""
        entity = decide(principal, Action.ADMINISTER).granted().entity
        async with self.database.begin() as unit:
            await unit.keys.hold(entity)
            found = await unit.keys.find(key)
            if found is None or found.entity != entity:
                raise _unknown()
            if found.revoked_at is None:
                await unit.keys.revoke(key, principal.id, self.clock())
                unit.ledger.append(_revoked(found, principal.id))

    async def everywhere(self, limit: int, after: KeyId | None = None) -> list[AccessKey]:
        """Those of every entity, newest first: for whoever holds the database itself."""
        async with self.database.begin() as unit:
            return await unit.keys.page(None, limit, after)

    async def entity_of(self, key: KeyId) -> EntityId:
        """For whoever holds the database itself. Raises `NotFound`."""
        async with self.database.begin() as unit:
            found = await unit.keys.find(key)
        if found is None:
            raise _unknown()
        return found.entity


async def _until(unit: UnitOfWork, principal: Principal, now: datetime) -> datetime | None:
    """When what the caller shows expires, where that is a key that does."""
    own = key_of(principal.id)
    if own is None:
        return None
    known = await unit.keys.find(own)
    if known is None or not known.is_live(now):  # revoked since it was let in
        raise unauthenticated()
    return known.expires_at


def _created(key: AccessKey) -> Entry:
    """What it is called may be somebody's name."""
    expires_at = key.expires_at.isoformat() if key.expires_at else None
    body = {"key": key.id, **rights_to_json(key.principal), "expires_at": expires_at}
    return Entry(key.entity, RecordKind.KEY_CREATED, body, key.created_by, {"name": key.name})


def _revoked(key: AccessKey, by: str) -> Entry:
    return Entry(key.entity, RecordKind.KEY_REVOKED, {"key": key.id}, by, {"name": key.name})


def _unknown() -> NotFound:
    return NotFound("There is no such key.")
