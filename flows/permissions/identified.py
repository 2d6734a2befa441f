"""What the database adds to who asks, once a request."""

from __future__ import annotations

from dataclasses import replace

from core.principals import Principal
from core.stores import Database, UnitOfWork


async def with_sharers(unit: UnitOfWork, principal: Principal) -> Principal:
    """The principal, with the other entities that share something with it today."""
    sharers = await unit.shares.sharers(principal.entity, principal.readers)
    return replace(principal, sharers=sharers)


async def identified(database: Database, principal: Principal) -> Principal:
    """The same in a unit of work of its own."""
    async with database.begin() as unit:
        return await with_sharers(unit, principal)
