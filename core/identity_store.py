"""The part of the database port that keeps access keys, and people as they came last."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.identity import AccessKey, Seen
from core.ids import EntityId, KeyId
from core.principals import Principal


class Keys(Protocol):
    """Access keys, those that are revoked or expired included."""

    async def add(self, key: AccessKey) -> None: ...

    async def find(self, key: KeyId) -> AccessKey | None:
        """Of whatever entity."""
        ...

    async def page(
        self, entity: EntityId | None, limit: int, after: KeyId | None = None
    ) -> list[AccessKey]:
        """Newest first, those after `after` only; of every entity where none is named."""
        ...

    async def hold(self, entity: EntityId) -> None:
        """Until this unit of work ends, nobody else holds the keys of this entity."""
        ...

    async def live(self, entity: EntityId, now: datetime) -> int:
        """How many open something."""
        ...

    async def revoke(self, key: KeyId, by: str, now: datetime) -> None:
        """Does nothing where it is revoked already."""
        ...

    async def used(self, key: KeyId, now: datetime) -> None:
        """Note that it was shown; an earlier moment never takes the place of a later one."""
        ...


class People(Protocol):
    """What people had the last time they came. Nobody's name: ids are pseudonyms."""

    async def find(self, person: str) -> Seen | None:
        """By the principal's id. Without sharers: these are as of the day."""
        ...

    async def remember(self, principal: Principal, now: datetime) -> None:
        """In the place of what was known of them."""
        ...

    async def forget(self, person: str) -> None:
        """From now on nothing is done in their name, until they come again."""
        ...
