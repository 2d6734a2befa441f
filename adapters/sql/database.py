"""The database: units of work on one engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.address import parse_address
from adapters.sql.engine import create_engine
from adapters.sql.ledger import SqlLedger
from adapters.sql.outages import connect, outages
from adapters.sql.space import reclaim_space
from adapters.sql.transaction import Transaction
from adapters.sql.unit_of_work import SqlUnitOfWork
from core.ids import EntityId
from core.jobs import Lane
from core.ledger import Head, Notary
from core.stores import UnitOfWork
from core.usage import Pseudonyms

_log = logging.getLogger(__name__)


def utc_today() -> date:
    return datetime.now(UTC).date()


class SqlDatabase:
    """A database that has been migrated; `open_database` makes one."""

    def __init__(
        self,
        url: str,
        on_commit: Callable[[Lane], Awaitable[None]],
        notary: Notary | None = None,
        on_heads: Callable[[Sequence[Head]], None] | None = None,
        today: Callable[[], date] = utc_today,
        pseudonyms: Pseudonyms | None = None,
    ) -> None:
        self._address = parse_address(url)
        self._engine = create_engine(self._address)
        self._turn = asyncio.Lock() if self._address.is_sqlite else None
        self._on_commit = on_commit
        self._notary = notary
        self._on_heads = on_heads
        self._today = today
        self._heads: dict[EntityId, Head] = {}
        """As this process saw them last: others may have added to the chains since."""
        self._pseudonyms = pseudonyms

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work, for one task. On SQLite one writer goes at a time: keep them short, and
        open none inside another."""
        with outages(self._address):
            async with self._transaction() as transaction:
                ledger = SqlLedger(transaction, self._notary, self._heads)
                uow = SqlUnitOfWork(transaction, ledger, self._pseudonyms)
                yield uow
                heads = await ledger.flush()
        self._heads.update((head.entity, head) for head in heads)
        if heads and self._on_heads:
            self._on_heads(heads)
        await self._wake(uow.to_wake)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        transaction = Transaction(
            await self._connect(), self._today(), self._turn, another=self._connect
        )
        try:
            try:
                yield transaction
                await transaction.commit()
            finally:
                await transaction.roll_back()
        finally:
            await transaction.close()

    async def _connect(self) -> AsyncConnection:
        return await connect(self._engine, self._address)

    async def _wake(self, lanes: Iterable[Lane]) -> None:
        for lane in lanes:
            try:
                await self._on_commit(lane)
            except Exception:
                # The job is recorded: the sweeper will find it waiting.
                _log.exception("a job is recorded, but no worker of lane %s could be woken", lane)

    async def reclaim_space(self) -> None:
        """Raises `Unavailable`. On SQLite what others are reading just now stays until the next
        time."""
        with outages(self._address):
            await reclaim_space(self._address)

    async def close(self) -> None:
        await self._engine.dispose()
