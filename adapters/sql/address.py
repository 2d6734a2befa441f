"""Where a database is: its URL with the async driver, and its name without the password."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.errors import Misconfigured

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_REMEDY = "Give sqlite:///path/to/file or postgresql://user:password@host:5432/name."


@dataclass(frozen=True, slots=True)
class Address:
    url: URL
    """With the async driver."""
    shown: str
    """What messages may say: a file's path, or host and database name."""

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.database or "")


def parse_address(url: str) -> Address:
    """Raises `Misconfigured` on a URL that is not one of ours, without repeating it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Misconfigured("The database URL cannot be read.", _REMEDY) from error
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise Misconfigured(f"No database is called {parsed.get_backend_name()!r}.", _REMEDY)
    parsed = parsed.set(drivername=driver)
    return _sqlite(parsed) if driver.startswith("sqlite") else _postgresql(parsed)


def _sqlite(url: URL) -> Address:
    if url.database in (None, "", ":memory:"):
        # Every connection would see its own empty database.
        raise Misconfigured("A SQLite database must be a file.", _REMEDY)
    return Address(url, str(url.database))


def _postgresql(url: URL) -> Address:
    query = dict(url.query)
    if "sslmode" in query:  # libpq's name for what asyncpg calls ssl
        query["ssl"] = query.pop("sslmode")
    host = url.host or query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return Address(url.set(query=query), f"{host}{port}/{url.database or ''}")
