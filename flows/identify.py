"""Finds who asks: at the edge of a request, and later, for work that goes on in their name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.errors import Unavailable
from core.identity import AccessKey, Identity, TokenReader, key_of
from core.ids import EntityId, KeyId
from core.principals import Principal
from core.settings import Settings
from core.stores import Database, UnitOfWork
from flows.permissions.identified import with_sharers
from governance.identity.keys import given_key, is_key, proves, unauthenticated
from governance.identity.local import LOCAL, local_user

log = logging.getLogger(__name__)

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a key was last used."""
REMEMBERED_EVERY = timedelta(hours=1)
"""The same of a person who comes with the same rights."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Identifier:
    """Says who asks. Nothing is remembered between requests: what is revoked is so at once, on
    every process."""

    database: Database
    local: Principal | None
    """Who asks, where nobody has to say who they are; None: everybody has to."""
    tokens: TokenReader | None = None
    """Reads what is no access key; None: nothing else is accepted."""
    clock: Callable[[], datetime] = utc_now
    _noting: dict[KeyId, asyncio.Task[None]] = field(default_factory=dict, init=False)

    async def identify(self, bearer: str | None) -> Principal:
        """The principal behind what a request carries, with who shares with it.

        Raises `Unauthenticated`, in the same words for a key that is unknown, wrong, revoked or
        expired; what `TokenReader.read` raises; `Unavailable`.
        """
        if self.local:
            return await self._with_sharers(self.local)
        if not bearer:
            raise unauthenticated()
        if is_key(bearer):
            return await self._shown(bearer)
        if self.tokens is None:
            raise unauthenticated()
        return await self._remembered(await self.tokens.read(bearer))

    async def _with_sharers(self, principal: Principal) -> Principal:
        async with self.database.begin() as unit:
            return await with_sharers(unit, principal)

    async def _shown(self, bearer: str) -> Principal:
        given, now = given_key(bearer), self.clock()
        async with self.database.begin() as unit:
            known = await unit.keys.find(given.id)
            if not proves(given, known) or known is None or not known.is_live(now):
                raise unauthenticated()
            principal = await with_sharers(unit, known.principal)
        self._note_use(known, now)
        return principal

    async def _remembered(self, person: Principal) -> Principal:
        """Recorded before anything is done in their name: later work goes by the record."""
        now = self.clock()
        async with self.database.begin() as unit:
            seen = await unit.people.find(person.id)
            if not seen or seen.principal != person or now - seen.seen_at >= REMEMBERED_EVERY:
                await unit.people.remember(person, now)
            return await with_sharers(unit, person)

    async def again(self, principal: Principal) -> Principal:
        """The same with what they have by now, for what goes on for long after it was asked for.

        Raises `Unauthenticated` where they have nothing any more, `Unavailable`.
        """
        async with self.database.begin() as unit:
            found = await as_of_now(unit, principal.id, principal.entity, self.clock())
        if found is None:
            raise unauthenticated()
        return found

    def _note_use(self, key: AccessKey, now: datetime) -> None:
        """Beside the request, which does not wait for a writer."""
        is_known = key.last_used_at is not None and now - key.last_used_at < NOTED_EVERY
        if is_known or key.id in self._noting:
            return
        noting = asyncio.create_task(self._noted(key.id, now))
        self._noting[key.id] = noting
        noting.add_done_callback(lambda _: self._noting.pop(key.id, None))

    async def _noted(self, key: KeyId, now: datetime) -> None:
        try:
            async with self.database.begin() as unit:
                await unit.keys.used(key, now)
        except Unavailable as error:
            log.warning("the use of the key %s is not noted: %s", key, error)

    async def settle(self) -> None:
        """Wait for what is written beside requests."""
        await asyncio.gather(*self._noting.values(), return_exceptions=True)


async def as_of_now(
    unit: UnitOfWork, who: str, entity: EntityId, now: datetime
) -> Principal | None:
    """What someone who asked for something has today: by a principal's id, in its entity.

    None where they have nothing there any more: the key is revoked or expired, the person came
    back for another entity, or never came.
    """
    found = await _known(unit, who, entity, now)
    if found is None or found.entity != entity:
        return None
    return await with_sharers(unit, found)


async def _known(unit: UnitOfWork, who: str, entity: EntityId, now: datetime) -> Principal | None:
    if who == LOCAL:
        return local_user(entity)
    if key := key_of(who):
        known = await unit.keys.find(key)
        return known.principal if known and known.is_live(now) else None
    seen = await unit.people.find(who)
    return seen.principal if seen else None


def build_identifier(
    settings: Settings, database: Database, tokens: TokenReader | None = None
) -> Identifier:
    is_local = settings.identity is Identity.LOCAL
    return Identifier(database, local_user(settings.local_entity) if is_local else None, tokens)
