"""Which database errors mean that the database does not answer, or not now; and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql.address import Address
from core.errors import Unavailable

_SQLITE = "Check that the file's folder exists, is writable and has room."
_SQLITE_REMEDIES = {
    "full": "Make room on its disk: the work goes on by itself.",
    "readonly": "Make the file and its folder writable: the work goes on by itself.",
    "locked": "Another process writes to it and does not end; if it hangs, end it.",
}
"""By a word of SQLite's message (https://www.sqlite.org/rescode.html)."""

_POSTGRESQL = "Check that PostgreSQL runs there and takes this user, password and database."
_POSTGRESQL_REMEDIES = {
    "08": _POSTGRESQL,  # connection
    "40": "The work is tried again by itself.",  # deadlock, serialisation
    "53": "Give the server room on its disk, memory or more connections.",
    "57": "It is being stopped or started: the work goes on by itself.",
    "58": "Look at the server's log and its disk.",
    "25006": "It takes no writes: let it, or give the address of the primary.",
    "55P03": "Somebody holds a lock on its tables; the work is tried again by itself.",
}
"""By class or code of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def unavailable(address: Address, cause: BaseException) -> Unavailable:
    """Names the database without its password, and the cause without the statement's values."""
    reason = getattr(cause, "orig", None) or cause
    said = str(reason) or type(reason).__name__
    return Unavailable(
        f"The database {address.shown} does not answer: {said}.", _remedy(address, cause)
    )


def _remedy(address: Address, cause: BaseException) -> str:
    if not address.is_sqlite:
        state = _state(cause)
        return (state and _known(state)) or _POSTGRESQL
    said = str(cause)
    return next((remedy for word, remedy in _SQLITE_REMEDIES.items() if word in said), _SQLITE)


def _state(cause: BaseException) -> str | None:
    """PostgreSQL's SQLSTATE, where it said one."""
    return getattr(getattr(cause, "orig", None), "sqlstate", None)


def _known(state: str) -> str | None:
    return _POSTGRESQL_REMEDIES.get(state) or _POSTGRESQL_REMEDIES.get(state[:2])


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
        if _is_outage(error):
            raise unavailable(address, error) from error
        raise


def _is_outage(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
        return True
    state = _state(error)
    return state is not None and _known(state) is not None
