"""Installations with quotas, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from core.encoding import Encoder
from core.stores import Database
from flows.bootstrap import Installation
from flows.quotas.quotas import Quotas
from governance.quotas.declared import parse_quotas
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts

START = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


def limited(parts: Installation, quotas: Quotas) -> Installation:
    """The same installation, under these quotas."""
    asker = replace(parts.asker, quotas=quotas)
    return replace(parts, quotas=quotas, asker=asker, grids=replace(parts.grids, quotas=quotas))


def over(parts: Installation, database: Database, clock: Clock) -> Installation:
    """Counting by this clock, in this database."""
    metering = replace(parts.quotas.metering, clock=clock)
    quotas = replace(parts.quotas, database=database, metering=metering, clock=clock)
    return limited(parts, quotas)


@asynccontextmanager
async def open_limited(
    folder: Path,
    declared: str,
    clock: Clock,
    encoder: Encoder | None = None,
    **settings: object,
) -> AsyncIterator[Installation]:
    """With the quotas that this YAML declares, by this clock."""
    file = folder / "quotas.yaml"
    file.write_text(declared, "utf-8")
    opened = open_parts(folder / "data", encoder or FakeEncoder(), quotas=str(file), **settings)
    async with opened as parts:
        yield over(parts, parts.database, clock)


def under(parts: Installation, declared: str) -> Installation:
    """The same installation, under quotas that this YAML declares."""
    quotas = parse_quotas(declared.encode(), "quotas.yaml")
    return limited(parts, replace(parts.quotas, declared=quotas))
