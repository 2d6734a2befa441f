"""People who have come, and an end to what they have here."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import NotFound
from core.ids import EntityId
from core.principals import Principal
from core.stores import Database, UnitOfWork
from flows.people.recorded import sessions_ended
from governance.policy import Action, decide


@dataclass(frozen=True, slots=True)
class People:
    database: Database

    async def end(self, principal: Principal, person: str) -> int:
        """End every session of a person of the caller's entity, and all work in their name.

        How many sessions there were. They may come back if the provider lets them. Raises
        `Refused` for who may not administer, `NotFound`.
        """
        entity = decide(principal, Action.ADMINISTER).granted().entity
        async with self.database.begin() as unit:
            ended = await forgotten(unit, entity, person)
            if ended is None:
                raise _unknown()
            unit.ledger.append(sessions_ended(entity, principal.id, person, ended))
        return ended

    async def entity_of(self, person: str) -> EntityId:
        """For whoever holds the database itself. Raises `NotFound`."""
        async with self.database.begin() as unit:
            seen = await unit.people.find(person)
        if seen is None:
            raise _unknown()
        return seen.principal.entity


async def forgotten(unit: UnitOfWork, entity: EntityId, person: str) -> int | None:
    """Nothing is known of a person of an entity from now on: how many sessions they had; None where
    nothing was. They may come back."""
    seen = await unit.people.find(person)
    if seen is None or seen.principal.entity != entity:
        return None
    await unit.people.forget(person)
    return await unit.logins.end_all(person)


def _unknown() -> NotFound:
    return NotFound("There is no such person.", "The log and `GET /v1/me` tell a person's id.")
