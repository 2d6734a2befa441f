"""Databases to test with: an empty one a test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from adapters.sql import open_database
from adapters.sql.migrate import migrate
from core.jobs import Lane
from core.stores import Database
from tests.contracts.databases import fresh_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'probant.db'}"
    else:
        with fresh_postgres(request.getfixturevalue("postgres")) as fresh:
            yield fresh


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "probant.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_name(postgres: str) -> Iterator[str]:
    with fresh_postgres(postgres) as url:
        asyncio.run(migrate(url))
        yield str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that has been migrated and holds nothing: a copy, which is made in no time."""
    if request.param == "sqlite":
        path = tmp_path / "new" / "probant.db"
        path.parent.mkdir()
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        template = request.getfixturevalue("migrated_name")
        with fresh_postgres(request.getfixturevalue("postgres"), template) as fresh:
            yield fresh


@pytest.fixture
def woken() -> list[Lane]:
    return []


@pytest_asyncio.fixture
async def database(url: str, woken: list[Lane]) -> AsyncIterator[Database]:
    async def wake(lane: Lane) -> None:
        woken.append(lane)

    opened = await open_database(url, wake)
    yield opened
    await opened.close()
