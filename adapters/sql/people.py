"""People as they came last, as the database keeps them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from adapters.sql.identity_tables import people
from adapters.sql.rights import rights_from_row, rights_to_row
from adapters.sql.transaction import Transaction
from core.identity import Seen
from core.principals import Principal


class SqlPeople:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, person: str) -> Seen | None:
        row = (await self._transaction.read(select(people).where(people.c.id == person))).first()
        return Seen(rights_from_row(person, row), row.seen_at) if row else None

    async def remember(self, principal: Principal, now: datetime) -> None:
        known = {**rights_to_row(principal), "seen_at": now}
        renewed = update(people).where(people.c.id == principal.id).values(known)
        if not (await self._transaction.write(renewed)).rowcount:
            await self._transaction.write_new(people, {"id": principal.id, **known})

    async def forget(self, person: str) -> None:
        await self._transaction.write(delete(people).where(people.c.id == person))
