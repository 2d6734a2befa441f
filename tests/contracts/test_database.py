"""Migrations, addresses and outages of the database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

import adapters
from adapters.sql import open_database
from adapters.sql.address import parse_address
from adapters.sql.migrate import migrate, migrate_back
from adapters.sql.schema import metadata
from core.errors import Misconfigured, Unavailable
from core.ids import JobId
from core.jobs import Lane
from core.outcomes import Status
from core.principals import SearchFilter
from core.readings import WordSpan
from core.stores import Database
from tests.contracts.databases import (
    MINUTE,
    NOON,
    a_document,
    add,
    execute,
    rows,
    scope,
)

pytestmark = pytest.mark.asyncio


async def test_migrations_go_forwards_and_back(empty_url: str) -> None:
    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    await migrate(empty_url)
    await migrate_back(empty_url)
    engine = create_async_engine(parse_address(empty_url).url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    await migrate(empty_url)
    await migrate(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set(metadata.tables)
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    await migrate(empty_url)
    engine = create_async_engine(parse_address(empty_url).url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(Misconfigured, match="newer version"):
        await migrate(empty_url)


async def test_processes_that_migrate_at_once(empty_url: str) -> None:
    program = (
        "import asyncio, sys; from adapters.sql.migrate import migrate;"
        "sys.stdin.readline(); asyncio.run(migrate(sys.argv[1]))"
    )
    root = Path(adapters.__file__).parents[1]
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", program, empty_url),
            cwd=root,
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    # Each waits for a line, so that they set out together.
    ended = await asyncio.gather(*(process.communicate(b"\n") for process in started))
    assert [process.returncode for process in started] == [0, 0, 0], ended
    filled = {name: count for name, count in (await rows(empty_url)).items() if count}
    assert filled == {"naming": 1}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://probant:s3cret@127.0.0.1:1/evidence", "127.0.0.1:1/evidence"),
        ("sqlite:////dev/null/probant.db", "/dev/null/probant.db"),
    ],
)
async def test_a_database_that_does_not_answer(address: str, shown: str) -> None:
    async def wake(lane: Lane) -> None: ...

    with pytest.raises(Unavailable) as raised:
        await open_database(address, wake)
    assert shown in raised.value.detail
    assert raised.value.remedy
    assert "s3cret" not in str(raised.value)


async def test_a_database_that_is_lost_later(tmp_path: Path) -> None:
    async def wake(lane: Lane) -> None: ...

    database = await open_database(f"sqlite:///{tmp_path / 'new' / 'probant.db'}", wake)
    await database.close()
    for file in (tmp_path / "new").iterdir():
        file.unlink()
    (tmp_path / "new").rmdir()
    with pytest.raises(Unavailable):
        async with database.begin() as uow:
            await uow.documents.count(scope())


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_connection_that_is_cut(database: Database, url: str) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    cut = f"{others} current_database() AND pid <> pg_backend_pid()"

    async def lose() -> None:
        async with database.begin() as uow:
            await uow.documents.add(a_document())
            await execute(url, cut)
            await uow.documents.count(scope())

    with pytest.raises(Unavailable):
        await lose()
    await add(database, a_document("one"))
    await execute(url, cut)  # while it rests in the pool
    async with database.begin() as uow:
        assert await uow.documents.count(scope()) == 1


@pytest.mark.parametrize(
    "address", ["mysql://a:s3cret@b/c", "sqlite://", "sqlite:///:memory:", "s3cret", "pg://b:x/c"]
)
async def test_an_address_that_is_not_one(address: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        parse_address(address)
    assert "s3cret" not in str(raised.value)


_BEFORE = """
INSERT INTO documents (id, entity, collection, name, version, media_type, size_bytes,
  classification, created_at, created_by, status, outcome, found, corrections, parent)
SELECT id, 'north', 'leases', id || '.pdf', 'v' || id, 'application/pdf', 7, 1,
  '2025-01-06 12:00:00+00:00', 'claire', 'indexed', '{"status": "indexed", "pages": 3,
  "elements": 2, "chunks": 1, "errors": []}', '[{"field": "issuer", "value": "Foncière du Nord SA",
  "source": "document", "leaf": 1, "words": [0, 4], "quote": "Foncière du Nord SA"}]', '{}', parent
FROM (SELECT 'mail' AS id, NULL AS parent UNION ALL SELECT 'annex', 'mail') AS old;
INSERT INTO versions (document_id, version, created_at, media_type, size_bytes)
SELECT id, version, created_at, media_type, size_bytes FROM documents;
INSERT INTO readings (id, document_id, version, parser, live, errors, hidden)
VALUES ('live', 'mail', 'vmail', 'pdf/2', true, '[]', '[]'),
  ('former', 'mail', 'vmail', 'pdf/1', false, '[{"component": "pdf", "page": 1,
  "category": "crash", "message": "x"}]', '[]');
INSERT INTO leaves (reading_id, number, kind, label, text, words, elements)
VALUES ('live', 1, 'text', '', 'Le loyer dû', WORDS, WORDS);
INSERT INTO chunks (id, reading_id, ordinal, leaf, word_start, word_end, locator, heading_path,
  header, language)
VALUES ('c', 'live', 0, 1, 1, 3, 'char:3-11', '[]', '', 'fr');
INSERT INTO jobs (id, kind, entity, document_id, version, state, attempts, created_at)
VALUES ('i', 'ingest', 'north', 'annex', 'vannex', 'running', 2, '2025-01-06 12:00:00+00:00'),
  ('p', 'purge', 'north', 'gone', 'vgone', 'queued', 0, '2025-01-06 12:00:00+00:00'),
  ('d', 'ingest', 'north', 'mail', 'vmail', 'done', 1, '2025-01-06 12:00:00+00:00')
"""


async def test_what_was_stored_before_is_there_after_a_migration(url: str) -> None:
    await migrate(url)
    await migrate_back(url, "0002")
    before = _BEFORE.replace("12:00:00+00:00", _noon(url)).replace("WORDS", _words(url))
    for statement in before.split(";"):
        await execute(url, statement.replace("NULL AS", "CAST(NULL AS TEXT) AS"))

    async def wake(lane: Lane) -> None: ...

    database = await open_database(url, wake)
    async with database.begin() as uow:
        mail, annex = sorted(await uow.documents.page(scope(), 9), key=lambda one: one.id)[::-1]
        assert (mail.own, mail.parents, mail.name, mail.outcome.pages) == (True, (), "mail.pdf", 3)
        assert (annex.own, annex.parents, annex.hold) == (False, (mail.id,), None)
        [version] = await uow.documents.versions(mail.id)
        assert (version.number, version.name, version.added_at) == (1, "mail.pdf", NOON)
        assert version.added_by == "claire"
        former, live = await uow.readings.of_document(mail.id)
        assert (live.outcome.pages, live.live) == (3, True)
        assert (former.outcome.status, len(former.outcome.errors)) == (Status.PARTIAL, 1)
        [chunk] = await uow.readings.chunks(live.id)
        assert (chunk.text, chunk.words) == ("loyer dû", WordSpan(1, 3))
        called = await uow.documents.called(SearchFilter(scope()), ["fonciere nord"], 9)
        assert [(one.document, one.value) for one in called] == [
            (annex.id, "Foncière du Nord SA"),
            (mail.id, "Foncière du Nord SA"),
        ]
        assert [shelf.name for shelf in await uow.collections.all(scope())] == ["leases"]
        [read] = await uow.jobs.claim(Lane.READ, "w", NOON, NOON + MINUTE)
        [purge] = await uow.jobs.claim(Lane.EMBED, "w", NOON, NOON + MINUTE)
        assert (read.id, read.attempts, purge.id) == ("i", 1, "p")
        assert await uow.jobs.find(JobId("d")) is None
    await database.close()
    await migrate_back(url, "0002")
    await migrate(url)


def _words(url: str) -> str:
    """Three words, packed as they lie in the database."""
    words = {"starts": [0, 3, 9], "ends": [2, 8, 11], "boxes": None, "cells": None}
    packed = zlib.compress(json.dumps(words).encode()).hex()
    return f"X'{packed}'" if parse_address(url).is_sqlite else f"'\\x{packed}'"


def _noon(url: str) -> str:
    """As SQLAlchemy writes a moment on this database."""
    return "12:00:00.000000" if parse_address(url).is_sqlite else "12:00:00+00:00"
