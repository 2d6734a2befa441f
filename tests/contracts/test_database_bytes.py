"""Nobody records bytes while somebody else asks whether they may be removed."""

from __future__ import annotations

import asyncio

from core.stores import Database
from tests.contracts.databases import a_document, add


async def test_who_records_bytes_waits_for_who_asks_whether_they_are_needed(
    database: Database,
) -> None:
    document = a_document()
    asked, recorded = asyncio.Event(), asyncio.Event()

    async def record() -> None:
        await asked.wait()
        await add(database, document)
        recorded.set()

    recording = asyncio.create_task(record())
    async with database.begin() as unit:
        assert not await unit.documents.shares_blob(document.entity, document.version)
        asked.set()
        # As long as anything that could be done at once is done.
        for _ in range(50):
            await asyncio.sleep(0.002)
        assert not recorded.is_set()
        assert not await unit.documents.shares_blob(document.entity, document.version)
    await recording
    async with database.begin() as unit:
        assert await unit.documents.shares_blob(document.entity, document.version)
