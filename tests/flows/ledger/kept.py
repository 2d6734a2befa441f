"""What the ledger of an installation holds, and searches that can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from core.errors import Unavailable
from core.generations import Space
from core.ids import EntityId
from core.ledger import Entry, Record, RecordKind
from core.stores import Database, UnitOfWork
from flows.bootstrap import Installation
from flows.ledger.recorder import Recorder
from governance.bootstrap import build_notary
from governance.ledger.examine import Examination
from retrieval.search import Found, Query, Retriever
from tests.flows.lives import WordParser
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, added, open_parts, with_parser


async def records(parts: Installation, entity: EntityId = HERE) -> list[Record]:
    await parts.recorder.close()
    async with parts.database.begin() as unit:
        return [one async for batch in unit.ledger.records(entity) for one in batch]


async def kinds(parts: Installation, entity: EntityId = HERE) -> list[str]:
    return [record.kind for record in await records(parts, entity)]


async def opened(parts: Installation, record: Record) -> dict[str, Any]:
    """What it seals."""
    async with parts.database.begin() as unit:
        keys = await unit.ledger.keys([record.id])
    return build_notary(parts.settings).opened(record, keys[record.id])


def examined(found: list[Record], entity: EntityId = HERE) -> Examination:
    examination = Examination(entity)
    for record in found:
        examination.take(record)
    examination.end()
    return examination


@dataclass
class Watched:
    """A retriever that does something first, each time it is asked."""

    inner: Retriever
    first: Callable[[], Any]

    async def search(self, space: Space, query: Query, limit: int) -> Found:
        await self.first()
        return await self.inner.search(space, query, limit)


def watched(parts: Installation, first: Callable[[], Any]) -> Installation:
    around = cast("Retriever", Watched(parts.asker.retriever, first))
    return replace(parts, asker=replace(parts.asker, retriever=around))


@dataclass
class Outage:
    """A database that goes away when it is told to, and counts what commits."""

    inner: Database
    is_away: bool = False
    commits: int = 0
    fails_from: int | None = None
    """How many commits there may be before it goes away."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        self.reached.set()
        await self.gate.wait()
        is_over = self.fails_from is not None and self.commits >= self.fails_from
        if self.is_away or is_over:
            raise Unavailable("The database is away.", "Wait.")
        async with self.inner.begin() as unit:
            yield unit
        self.commits += 1

    async def reclaim_space(self) -> None: ...

    async def close(self) -> None: ...


def with_outage(parts: Installation) -> tuple[Installation, Outage]:
    """The same, whose records go through a database that can go away."""
    outage = Outage(parts.database)
    recorder = Recorder(outage)
    return (
        replace(parts, recorder=recorder, asker=replace(parts.asker, recorder=recorder)),
        outage,
    )


def an_entry(number: int) -> Entry:
    return Entry(HERE, RecordKind.SEARCHED, {"number": number}, "claire")


def a_text(folder: Path, name: str = "bail.txt") -> Path:
    path = folder / name
    path.write_text("Le loyer annuel de base est de 96 000 euros hors taxes.", "utf-8")
    return path


@asynccontextmanager
async def with_a_lease(folder: Path) -> AsyncIterator[Installation]:
    """One document; answers however unsure."""
    async with open_parts(folder / "data", FakeEncoder(), abstain_below=0) as opened_parts:
        parts = with_parser(opened_parts, WordParser())
        await added(parts, a_text(folder))
        yield parts
