"""Installations with a simulated quarter, copied straight into PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql.address import parse_address
from adapters.sql.rights import rights_to_row
from adapters.sql.usage_rows import event_row
from benchmarks.usage.simulated import Quarter
from core.principals import Principal
from core.settings import Settings
from core.usage import UsageEvent
from core.use_cases import Stage, Standing
from flows.bootstrap import Installation, build_direct_queue, open_installation
from governance.bootstrap import build_pseudonyms, build_seals
from governance.usage.pseudonyms import KeyedPseudonyms

SINCE = datetime(2026, 6, 1, tzinfo=UTC)
HOME = "e01"
_AT_ONCE = 50_000


@asynccontextmanager
async def open_quarter(folder: Path, url: str, k: int) -> AsyncIterator[Installation]:
    """An installation over this database, whose keys are in the folder. It opens no index."""
    settings = Settings(
        data=folder,
        entity=HOME,
        database_url=url,
        uses="declared",
        usage_k=k,
        _env_file=None,  # type: ignore[call-arg]
    )
    async with open_installation(settings, build_direct_queue(), index=False) as parts:
        yield parts


async def fill(parts: Installation, quarter: Quarter) -> int:
    """Declarations, people and events; how many events."""
    seals = build_seals(parts.settings)
    async with parts.database.begin() as unit:
        for use_case, in_use in quarter.use_cases():
            stage = Stage.PRODUCTION if in_use else Stage.RETIRED
            standing = Standing(use_case, stage, "author", SINCE, SINCE)
            await unit.use_cases.add(seals.stored(standing))
    people = (_person_row(person) for person in quarter.people())
    url = parts.settings.database_url
    await _copy(url, "people", people)
    names = _Named(build_pseudonyms(parts.settings))
    return await _copy(url, "usage_events", (names.row(one) for one in quarter.events()))


class _Named:
    """Each pseudonym worked out once."""

    def __init__(self, pseudonyms: KeyedPseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._known: dict[tuple[str, str], str] = {}

    def row(self, event: UsageEvent) -> dict[str, Any]:
        key = event.entity, event.who
        if key not in self._known:
            self._known[key] = self._pseudonyms.of(event.entity, event.who)
        return event_row(event, self._known[key])


def _person_row(person: Principal) -> dict[str, Any]:
    row = rights_to_row(person)
    listed = {name: json.dumps(row[name]) for name in ("roles", "groups")}
    return {"id": person.id, **row, **listed, "seen_at": SINCE}


async def _copy(url: str, table: str, rows: Iterable[dict[str, Any]]) -> int:
    engine = create_async_engine(parse_address(url).url)
    count = 0
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection
        for some in _batches(rows):
            columns = list(some[0])
            records = [tuple(row.values()) for row in some]
            await driver.copy_records_to_table(table, records=records, columns=columns)
            count += len(some)
        await driver.execute(f"ANALYZE {table}")
    await engine.dispose()
    return count


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some
