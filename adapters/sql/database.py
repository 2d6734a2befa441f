"""The database: units of work on one engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from adapters.sql.address import parse_address
from adapters.sql.engine import create_engine
from adapters.sql.outages import connect, outages
from adapters.sql.transaction import Transaction
from adapters.sql.unit_of_work import SqlUnitOfWork
from core.ids import JobId
from core.ports import UnitOfWork

_log = logging.getLogger(__name__)


class SqlDatabase:
    """A database that has been migrated; `open_database` makes one."""

    def __init__(self, url: str, on_commit: Callable[[JobId], Awaitable[None]]) -> None:
        self._address = parse_address(url)
        self._engine = create_engine(self._address)
        self._turn = asyncio.Lock() if self._address.is_sqlite else None
        self._on_commit = on_commit

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work, for one task. On SQLite one writer goes at a time: keep them short, and
        open none inside another."""
        with outages(self._address):
            async with self._transaction() as transaction:
                uow = SqlUnitOfWork(transaction)
                yield uow
        await self._wake(uow.to_wake)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        connection = await connect(self._engine, self._address)
        transaction = Transaction(connection, self._turn)
        try:
            yield transaction
            await connection.commit()
        finally:
            try:
                await connection.close()  # rolls back what is not committed
            finally:
                transaction.end()

    async def _wake(self, jobs: Iterable[JobId]) -> None:
        for job in jobs:
            try:
                await self._on_commit(job)
            except Exception:
                # The job is recorded: the sweeper will find it waiting.
                _log.exception("job %s is recorded, but no worker could be woken", job)

    async def close(self) -> None:
        await self._engine.dispose()
