"""What every process with a worker sees to, whatever the others do."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flows.bootstrap import Installation
from flows.identify import utc_now
from flows.ledger.history import expire
from flows.people.signing_in import forget_spent
from flows.reindex import advance
from flows.retention import forget_windows, purge_expired, purge_spent_grids
from flows.tagging import follow_the_day, tag_noted
from ingest import sweep
from ingest.sweep import Chore

_HOUR_S, _MINUTE_S = 3600.0, 60.0
_TAGGED_AT_ONCE = 2_000
"""Documents that one round has tagged anew, of collections that changed."""
_EXPIRED_AT_ONCE = 500
"""Documents past their retention that one round deletes."""
_RECORDS_AT_ONCE = 10_000
"""Of which one round destroys the keys, at the end of the days that history is kept."""
_EVENTS_AT_ONCE = 50_000
"""Of usage, that one round deletes."""


def chores_of(parts: Installation) -> list[Chore]:
    """Each with the pause between two of its rounds."""
    database, temporary = parts.database, Path(tempfile.gettempdir())

    async def retain() -> None:
        await purge_expired(database, datetime.now(UTC), _EXPIRED_AT_ONCE)
        await purge_spent_grids(database, _EXPIRED_AT_ONCE)
        await forget_windows(database, datetime.now(UTC))
        days = parts.settings.history_days
        if await expire(database, datetime.now(UTC), days, _RECORDS_AT_ONCE):
            await database.reclaim_space()

    async def count() -> None:
        await parts.reports.settling.settle()
        await parts.reports.settling.forget(parts.settings.usage_days, _EVENTS_AT_ONCE)

    pause_s = sweep.sweep_pause_s(parts.settings.lease_seconds)
    return [
        Chore("jobs", pause_s, lambda: sweep.sweep(database, parts.queue)),
        Chore("tags", pause_s, lambda: tag_noted(database, _TAGGED_AT_ONCE)),
        Chore("days of shares", _MINUTE_S, lambda: follow_the_day(database)),
        Chore("generations", _MINUTE_S, lambda: advance(database)),
        Chore("purged space", _MINUTE_S, parts.worker.tidy),
        Chore("retention", _HOUR_S, retain),
        Chore("usage", _HOUR_S, count),
        Chore("old sessions", _HOUR_S, lambda: forget_spent(database, utc_now())),
        Chore("old jobs", _HOUR_S, lambda: sweep.forget_jobs(database)),
        Chore("leftovers", _HOUR_S, lambda: sweep.remove_leftovers(parts.uploads, temporary)),
    ]
