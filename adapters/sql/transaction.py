"""Statements of one unit of work, at the same isolation on both databases: read committed.

A read stands alone, and the first write begins the transaction. PostgreSQL is spared two rounds for
each unit of work that only reads. On SQLite, where it is BEGIN IMMEDIATE, those never wait for a
writer, and one that reads first can still write (a deferred transaction would fail at once where
somebody has written in between).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.engine import WAIT_S
from core.errors import Unavailable

Rows = Sequence[dict[str, Any]]
Values = Mapping[str, Any]
Result = CursorResult[*tuple[Any, ...]]


class Transaction:
    def __init__(
        self,
        connection: AsyncConnection,
        today: date,
        turn: asyncio.Lock | None = None,
        *,
        another: Callable[[], Awaitable[AsyncConnection]] | None = None,
        has_begun: bool = False,
    ) -> None:
        """`turn` is SQLite's: writers of this process queue for it in order, where SQLite itself
        would let them poll. Writers of other processes are waited for by its busy timeout.
        `another` gives a connection in the place of one that died while nobody used it.
        `has_begun`: within a transaction of the caller's, who ends it."""
        self.today = today
        """The day, in UTC, on which permissions are looked at."""
        self._connection = connection
        self._turn = turn
        self._has_begun = has_begun
        self._holds_turn = False
        self._another = another
        """Until the first statement has been run."""

    @property
    def is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    async def read(self, statement: Executable, values: Values | None = None) -> Result:
        """`values` are of the parameters that the statement has no values for."""
        return await self._execute(statement, values)

    async def write(self, statement: Executable, rows: Rows | Values | None = None) -> Result:
        await self.begin_writing()
        return await self._execute(statement, rows)

    @property
    def has_begun(self) -> bool:
        """Whether anything was written, and waits for the commit."""
        return self._has_begun

    async def write_alone(self, statement: Executable, values: Values) -> Result:
        """A statement that is all there is to write, and may be run twice where its answer is
        lost. It has committed on return."""
        return await self._execute(statement, values)

    async def write_new(self, table: Table, values: dict[str, Any]) -> None:
        """Insert a row unless one with the same primary key is there."""
        # The same words on both databases, but SQLAlchemy knows them by dialect only.
        dialect = sqlite if self.is_sqlite else postgresql
        await self.write(dialect.insert(table).values(**values).on_conflict_do_nothing())

    async def write_summed(self, table: Table, rows: Rows, summed: Sequence[str]) -> Result:
        """Insert rows, or add their `summed` columns to the rows of the same primary keys; the rows
        as they are then. One statement, in the order of their keys: two never wait for each
        other."""
        keys = [column.name for column in table.primary_key]
        ordered = sorted(rows, key=lambda row: [row[key] for key in keys])
        dialect = sqlite if self.is_sqlite else postgresql
        # Rows beside the statement, which is compiled once: SQLAlchemy makes one of all of them.
        added = dialect.insert(table)
        sums = {name: table.c[name] + added.excluded[name] for name in summed}
        known = added.on_conflict_do_update(index_elements=keys, set_=sums)
        return await self.write(known.returning(*table.c), ordered)

    async def begin_writing(self) -> None:
        """From here to the end, what this unit of work reads on SQLite is its own, and what it
        locks stays locked."""
        if self._has_begun:
            return
        if self._turn:
            await _take(self._turn)
            self._holds_turn = True
        self._has_begun = True
        begin = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        await self._alive(lambda: self._connection.exec_driver_sql(begin))

    async def commit(self) -> None:
        if self._has_begun:
            await self._end("COMMIT", self._connection.commit)

    async def roll_back(self) -> None:
        """What has not committed. A connection that can't be told so is closed, which does it."""
        gone = self._connection.closed or self._connection.invalidated
        if not self._has_begun or gone:
            return
        try:
            await self._end("ROLLBACK", self._connection.rollback)
        except BaseException:
            await self._connection.invalidate()
            raise

    async def _end(self, command: str, by_driver: Callable[[], Awaitable[None]]) -> None:
        if self.is_sqlite:  # its driver knows whether there is something to end
            await by_driver()
        else:
            await self._connection.exec_driver_sql(command)
        self._has_begun = False

    async def close(self) -> None:
        try:
            await self._connection.close()
        finally:
            if self._turn and self._holds_turn:
                self._holds_turn = False
                self._turn.release()

    async def _execute(self, statement: Executable, rows: Rows | Values | None = None) -> Result:
        return await self._alive(lambda: self._connection.execute(statement, rows))

    async def _alive(self, execute: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """The first statement, a read or a beginning, is tried on another connection where this one
        is found dead: to ask each one before whether it lives would cost as much as a statement."""
        if self.is_sqlite:
            return await _to_the_end(execute())
        try:
            result = await execute()
        except DBAPIError as error:
            if self._another is None or not error.connection_invalidated:
                raise
            await self._connection.close()
            self._connection = await self._another()
            result = await execute()
        self._another = None
        return result


async def _take(turn: asyncio.Lock) -> None:
    try:
        async with asyncio.timeout(WAIT_S):
            await turn.acquire()
    except TimeoutError as error:
        raise Unavailable(
            "The database is busy: another write is not ending.",
            "Try again. If it stays so, see which process holds the database file, and end it.",
        ) from error


async def _to_the_end(executing: Coroutine[Any, Any, Result]) -> Result:
    """Who is cancelled in the middle of a statement goes when it has ended.

    A statement left in the middle of its rows belongs to the traceback of the cancellation, and
    SQLite keeps a closed connection, with its locks, for as long as there is one: until Python's
    next garbage collection nobody could write (https://www.sqlite.org/c3ref/close.html).
    """
    task = asyncio.create_task(executing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # seen: nobody is left to be told
        raise
