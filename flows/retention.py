"""Deletes what a collection's rule says is kept no longer, grids whose documents are gone, and
windows of quotas that are over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from core.documents import Document
from core.errors import Held
from core.ids import DocumentId, GridId
from core.principals import AccessScope
from core.stores import Database
from flows.documents.delete import delete
from flows.documents.recorded import RETENTION

log = logging.getLogger(__name__)

_CLOCKS_DIFFER = timedelta(hours=1)
"""By no more than this, between the processes that count."""


async def expired(database: Database, now: datetime, limit: int) -> list[Document]:
    """Documents past the retention of their collection, without what came in another one."""
    async with database.begin() as unit:
        return await unit.collections.expired(now, limit)


async def purge_expired(database: Database, now: datetime, limit: int) -> list[DocumentId]:
    """Delete `limit` documents past the retention of their collection, and what came in them.

    What is held stays, and so does what holds it.
    """
    went: list[DocumentId] = []
    for document in await expired(database, now, limit):
        went += await _purge(database, document)
    return went


async def _purge(database: Database, document: Document) -> list[DocumentId]:
    """What went; nothing where it is gone already, or was put under a hold this moment."""
    scope = AccessScope.whole(document.entity)
    try:
        async with database.begin() as unit:
            await unit.documents.lock(document.id)
            found = await unit.documents.find(scope, document.id)
            return await delete(unit, found, RETENTION) if found else []
    except Held as error:
        log.info("retention passes over %s: %s", document.id, error.detail)
        return []


async def purge_spent_grids(database: Database, limit: int) -> list[GridId]:
    """Delete `limit` grids of which no document is left: the cells went with the documents, and
    the questions are of no more use. A grid is so kept as long as the longest of its documents."""
    async with database.begin() as unit:
        spent = await unit.grids.spent(limit)
        for grid in spent:
            await unit.grids.delete(grid)
    return spent


async def forget_windows(database: Database, now: datetime) -> int:
    """Delete counters of quotas whose windows are over, for every process's clock; how many."""
    async with database.begin() as unit:
        return await unit.quotas.forget(now - _CLOCKS_DIFFER)
