"""Events are written behind the answers; what can't be is counted, and said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.errors import Unavailable
from core.stores import Database
from core.usage import UsageEvent, UsageKind
from flows.usage.gathering import Gathering
from tests.parts import HERE

pytestmark = pytest.mark.asyncio


@dataclass
class Kept:
    """A database of usage alone, which goes away when it is told to."""

    events: list[UsageEvent] = field(default_factory=list)
    is_away: bool = False
    tried: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Any]:
        self.tried.set()
        if self.is_away:
            raise Unavailable("The database is away.")
        yield SimpleNamespace(usage=self)

    async def add(self, events: Sequence[UsageEvent]) -> None:
        self.events += events


def gathering(kept: Kept, **more: Any) -> Gathering:
    return Gathering(cast("Database", kept), pause_s=3600, **more)


def an_event(number: int = 0) -> UsageEvent:
    at = datetime(2026, 9, 16, tzinfo=UTC)
    return UsageEvent(UsageKind.ANSWERED, HERE, None, "claire", at, value=number)


async def test_all_is_written_at_the_end() -> None:
    kept = Kept()
    usage = gathering(kept)
    for number in range(2_500):
        usage.note(an_event(number))
    await usage.close()
    assert [one.value for one in kept.events] == list(range(2_500))
    assert usage.lost == 0


async def test_what_waits_for_the_database_is_written_in_its_order() -> None:
    kept = Kept(is_away=True)
    usage = gathering(kept)
    usage.note(an_event(1))
    await kept.tried.wait()
    usage.note(an_event(2))
    kept.is_away = False
    await usage.close()
    assert [one.value for one in kept.events] == [1, 2]


async def test_what_is_lost_is_counted_and_said(caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept(is_away=True)
    usage = gathering(kept, most_waiting=2)
    for number in range(5):
        usage.note(an_event(number))
    assert usage.lost == 3
    await usage.close()
    assert usage.lost == 5
    assert "events of usage are lost" in caplog.text
