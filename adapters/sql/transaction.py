"""Statements of one unit of work, at the same isolation on both databases: read committed.

PostgreSQL gives that by default. On SQLite a read stands alone, and the first write begins the
transaction with BEGIN IMMEDIATE, so that units of work which only read never wait for a writer,
and one that reads first can still write (a deferred transaction would fail at once where somebody
has written in between).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.engine import WAIT_S
from core.errors import Unavailable

Rows = Sequence[dict[str, Any]]
Values = Mapping[str, Any]
Result = CursorResult[*tuple[Any, ...]]


class Transaction:
    def __init__(self, connection: AsyncConnection, turn: asyncio.Lock | None, today: date) -> None:
        """`turn` is SQLite's: writers of this process queue for it in order, where SQLite itself
        would let them poll. Writers of other processes are waited for by its busy timeout."""
        self.today = today
        """The day, in UTC, on which permissions are looked at."""
        self._connection = connection
        self._turn = turn
        self._holds_turn = False

    @property
    def is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    async def read(self, statement: Executable, values: Values | None = None) -> Result:
        """`values` are of the parameters that the statement has no values for."""
        return await self._execute(statement, values)

    async def write(self, statement: Executable, rows: Rows | Values | None = None) -> Result:
        await self.begin_writing()
        return await self._execute(statement, rows)

    async def write_new(self, table: Table, values: dict[str, Any]) -> None:
        """Insert a row unless one with the same primary key is there."""
        # The same words on both databases, but SQLAlchemy knows them by dialect only.
        dialect = sqlite if self.is_sqlite else postgresql
        await self.write(dialect.insert(table).values(**values).on_conflict_do_nothing())

    async def begin_writing(self) -> None:
        """From here to the end, what this unit of work reads on SQLite is its own."""
        if self._turn is None or self._holds_turn:
            return
        try:
            async with asyncio.timeout(WAIT_S):
                await self._turn.acquire()
        except TimeoutError as error:
            raise Unavailable(
                "The database is busy: another write is not ending.",
                "Try again. If it stays so, see which process holds the database file, and end it.",
            ) from error
        self._holds_turn = True
        await self._connection.exec_driver_sql("BEGIN IMMEDIATE")

    async def _execute(self, statement: Executable, rows: Rows | Values | None = None) -> Result:
        executing = self._connection.execute(statement, rows)
        return await (_to_the_end(executing) if self.is_sqlite else executing)

    def end(self) -> None:
        """To be called once the connection has committed or rolled back."""
        if self._turn is not None and self._holds_turn:
            self._holds_turn = False
            self._turn.release()


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
