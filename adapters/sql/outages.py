"""Which database errors mean that the database does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql.address import Address
from core.errors import Unavailable


def unavailable(address: Address, cause: BaseException) -> Unavailable:
    """Names the database without its password, and the cause without the statement's values."""
    reason = getattr(cause, "orig", None) or cause
    said = str(reason) or type(reason).__name__
    if address.is_sqlite:
        remedy = "Check that the file's folder exists, is writable and has room."
    else:
        remedy = "Check that PostgreSQL runs there and takes this user, password and database."
    return Unavailable(f"The database {address.shown} does not answer: {said}.", remedy)


async def connect(engine: AsyncEngine, address: Address) -> AsyncConnection:
    """A connection to be closed by the caller. Raises `Unavailable`."""
    connection = engine.connect()
    try:
        return await connection
    except Exception as error:
        # Drivers raise OSError, TimeoutError and errors of their own alike before they are
        # connected, and SQLAlchemy does not wrap them: whatever it is, there is no connection.
        raise unavailable(address, error) from error


@contextmanager
def outages(address: Address) -> Iterator[None]:
    """Raises `Unavailable` for a connection that was lost, locked out or is out of room."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            raise unavailable(address, error) from error
        raise
