"""Attempts to sign in, and sessions, as the database keeps them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, insert, or_, select, update

from adapters.sql.login_tables import login_attempts, sessions
from adapters.sql.transaction import Transaction
from core.login import LoginAttempt, Session


class SqlLogins:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def begin(self, attempt: LoginAttempt, most: int) -> None:
        await self._transaction.write(insert(login_attempts).values(**asdict(attempt)))
        newest_first = (
            select(login_attempts.c.state_hash)
            .order_by(login_attempts.c.ends_at.desc(), login_attempts.c.state_hash)
            .offset(most)
        )
        too_many = login_attempts.c.state_hash.in_(newest_first)
        await self._transaction.write(delete(login_attempts).where(too_many))

    async def take(self, state_hash: str) -> LoginAttempt | None:
        taken = delete(login_attempts).where(login_attempts.c.state_hash == state_hash)
        row = (await self._transaction.write(taken.returning(*login_attempts.c))).first()
        return LoginAttempt(**row._asdict()) if row else None

    async def start(self, session: Session, most: int) -> None:
        await self._transaction.write(insert(sessions).values(**asdict(session)))
        newest_first = (
            select(sessions.c.token_hash)
            .where(sessions.c.person == session.person)
            .order_by(sessions.c.started_at.desc(), sessions.c.token_hash)
            .offset(most)
        )
        await self._transaction.write(
            delete(sessions).where(sessions.c.token_hash.in_(newest_first))
        )

    async def session(self, token_hash: str) -> Session | None:
        found = select(sessions).where(sessions.c.token_hash == token_hash)
        row = (await self._transaction.read(found)).first()
        return Session(**row._asdict()) if row else None

    async def of_person(self, person: str, limit: int) -> list[Session]:
        theirs = select(sessions).where(sessions.c.person == person)
        newest = theirs.order_by(sessions.c.started_at.desc(), sessions.c.token_hash).limit(limit)
        return [Session(**row._asdict()) for row in await self._transaction.read(newest)]

    async def seen(self, token_hash: str, now: datetime) -> None:
        noted = update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now)
        await self._transaction.write(noted)

    async def end(self, token_hash: str) -> bool:
        return await self._deleted(sessions, sessions.c.token_hash == token_hash) > 0

    async def end_all(self, person: str) -> int:
        return await self._deleted(sessions, sessions.c.person == person)

    async def forget(self, now: datetime, idle_since: datetime) -> int:
        over = or_(sessions.c.ends_at <= now, sessions.c.seen_at <= idle_since)
        went = await self._deleted(login_attempts, login_attempts.c.ends_at <= now)
        return went + await self._deleted(sessions, over)

    async def _deleted(self, table: Table, which: ColumnElement[bool]) -> int:
        return int((await self._transaction.write(delete(table).where(which))).rowcount)
