"""Going back to any older version, with data in the database, and coming forwards again."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sql import migrate as migrating
from adapters.sql import open_database
from adapters.sql.migrate import migrate, migrate_back
from core.ids import CollectionId, KeyId
from core.jobs import Lane
from core.stores import Database
from tests.contracts.databases import a_document, a_job, a_reading, add, add_live, found, scope
from tests.contracts.test_database_keys import a_key

pytestmark = pytest.mark.asyncio

VERSIONS = Path(migrating.__file__).parent / "migrations" / "versions"
OLDER = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("0*.py"))[:-1]
READ, WAITING = a_document("read", name="bail.pdf"), a_document("waiting", name="acte.pdf")
READING = a_reading(READ)


async def _nobody(lane: Lane) -> None: ...


async def _shown(database: Database) -> list[tuple[str, str, str]]:
    async with database.begin() as uow:
        documents = await uow.documents.page(scope(), 9)
        return sorted((one.name, one.collection, one.version) for one in documents)


@pytest.mark.parametrize("revision", OLDER)
async def test_what_is_stored_outlives_the_way_back_and_forwards(url: str, revision: str) -> None:
    await migrate(url)
    database = await open_database(url, _nobody)
    chunks = await add_live(database, READ, READING)
    await add(database, WAITING)
    async with database.begin() as uow:
        await uow.jobs.add(a_job(WAITING))
        await uow.collections.set_retention(READ.entity, CollectionId("leases"), 365)
    before = await _shown(database)
    await database.close()

    await migrate_back(url, revision)
    await migrate(url)

    database = await open_database(url, _nobody)
    assert await _shown(database) == before
    assert await found(database, scope(), chunks) == [chunk.id for chunk in chunks]
    async with database.begin() as uow:
        [reading] = await uow.readings.of_document(READ.id)
        assert reading.live
        leaf = await uow.readings.leaf(READING.id, 1)
        assert leaf is not None
        assert leaf.text == READING.leaves[0].text
        assert [job.document for job in await uow.jobs.unfinished(scope(), 9)] == [WAITING.id]
    await database.close()


async def test_keys_of_before_quotas_are_held_by_who_gave_them_in_the_end(url: str) -> None:
    """Whom the operator gave one holds it themselves."""
    await migrate(url)
    database = await open_database(url, _nobody)
    givers = {"a": "local", "b": "key:a", "c": "key:b", "d": "user:claire", "e": "key:d"}
    async with database.begin() as unit:
        for key, giver in givers.items():
            await unit.keys.add(a_key(key, created_by=giver))
    await database.close()

    await migrate_back(url, "0016")
    await migrate(url)

    database = await open_database(url, _nobody)
    async with database.begin() as unit:
        found = {key: await unit.keys.find(KeyId(key)) for key in givers}
    await database.close()
    held = {key: one.held_by for key, one in found.items() if one}
    assert held == {"a": "", "b": "key:a", "c": "key:a", "d": "user:claire", "e": "user:claire"}
