"""The database behind `core.stores.Database`: SQLite or PostgreSQL, one migration history.

Importing this package loads no driver; `open_database` does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.jobs import Lane
from core.ledger import Head, Notary
from core.usage import Pseudonyms

if TYPE_CHECKING:
    from adapters.sql.database import SqlDatabase


async def open_database(
    url: str,
    on_commit: Callable[[Lane], Awaitable[None]],
    notary: Notary | None = None,
    on_heads: Callable[[Sequence[Head]], None] | None = None,
    today: Callable[[], date] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> SqlDatabase:
    """The database at `url` (`sqlite:///path` or `postgresql://…`), migrated to the last revision.

    `on_commit` is called for each lane of a unit of work's `after_commit`, once it has committed.
    `notary` makes the records of the ledger; without one, none are kept. `on_heads` is told which
    records are the last of their chains, once they have committed.
    `today` is the clock by which permissions hold; the system's, in UTC, where none is given.
    `pseudonyms` names people where what they did is counted; without them, it is not kept.
    Raises `Unavailable` where it does not answer, `Misconfigured` where the URL is not one of ours.
    """
    from adapters.sql.database import SqlDatabase, utc_today
    from adapters.sql.migrate import migrate

    await migrate(url)
    return SqlDatabase(url, on_commit, notary, on_heads, today or utc_today, pseudonyms)
