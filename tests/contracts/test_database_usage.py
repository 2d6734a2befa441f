"""Usage in the database: under pseudonyms, counted once, and nobody's when they say so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.sql import open_database
from adapters.sql.address import parse_address
from core.ids import EntityId, RecordId, TaskId, UseCaseId
from core.jobs import Lane
from core.principals import Role
from core.stores import Database
from core.usage import UsageEvent, UsageKind
from core.usage_store import WHOLE, Counted
from tests.parts import a_person

pytestmark = pytest.mark.asyncio

NORTH, AUDIT = EntityId("north"), UseCaseId("audit")
MONDAY = date(2026, 9, 14)
NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@dataclass
class Named:
    """Pseudonyms that a test can read."""

    _fresh: count[int] = field(default_factory=count)

    def of(self, entity: EntityId, who: str) -> str:
        return f"p({entity},{who})"

    def fresh(self) -> str:
        return f"nobody-{next(self._fresh)}"


async def _wake(lane: Lane) -> None: ...


@pytest_asyncio.fixture
async def kept(url: str) -> AsyncIterator[Database]:
    opened = await open_database(url, _wake, pseudonyms=Named())
    yield opened
    await opened.close()


def an_event(kind: UsageKind = UsageKind.ANSWERED, who: str = "claire", **more: Any) -> UsageEvent:
    value = 1 if kind in (UsageKind.ASKED, UsageKind.ANSWERED, UsageKind.ABSTAINED) else None
    return UsageEvent(kind, NORTH, AUDIT, who, NOON, **{"value": value, **more})


async def add(database: Database, *events: UsageEvent) -> None:
    async with database.begin() as unit:
        await unit.usage.add(events)


async def everything(url: str) -> str:
    """All that the tables of usage hold, as text."""
    engine = create_async_engine(parse_address(url).url)
    async with engine.connect() as connection:
        rows = [
            list(await connection.execute(text(f"SELECT * FROM {table}")))  # noqa: S608
            for table in ("usage_events", "usage_beginners", "usage_counts")
        ]
    await engine.dispose()
    return str(rows)


async def test_a_week_is_told_person_by_person(kept: Database) -> None:
    opened = an_event(UsageKind.CITATION_OPENED)
    await add(
        kept,
        *(an_event(UsageKind.ASKED), an_event(), an_event(value=2), opened, opened, opened),
        an_event(UsageKind.ABSTAINED, "dora"),
        replace(an_event(who="emil"), at=NOON - WEEK),
        replace(an_event(who="emil"), use_case=None),
    )
    async with kept.begin() as unit:
        claire, dora = sorted(
            (one for one in await unit.usage.person_weeks(MONDAY) if one.use_case),
            key=lambda one: one.who,
        )
        assert (claire.answered, claire.abstained, claire.begun, claire.opened) == (2, 0, 1, 3)
        assert (dora.answered, dora.abstained, dora.begun, dora.first_week) == (0, 1, 1, None)
        [emil] = [one for one in await unit.usage.person_weeks(MONDAY) if not one.use_case]
        assert (emil.answered, emil.who) == (1, "p(north,emil)")
        assert await unit.usage.first_day() == MONDAY - WEEK


async def test_a_week_is_counted_once_and_who_began_in_it_is_known(kept: Database) -> None:
    await add(kept, an_event(), replace(an_event(), at=NOON + WEEK))
    counted = Counted("2026-W38", NORTH, WHOLE, "", {"entitled": 12})
    async with kept.begin() as unit:
        await unit.usage.hold()
        began = await unit.usage.person_weeks(MONDAY)
        await unit.usage.settle(MONDAY, [counted], began)
    with pytest.raises(IntegrityError):
        async with kept.begin() as unit:
            await unit.usage.settle(MONDAY, [], [])
    async with kept.begin() as unit:
        assert await unit.usage.settled() == [MONDAY]
        assert await unit.usage.counted(["2026-W38", "2026-W39"], NORTH) == [counted]
        assert await unit.usage.counted(["2026-W38"], EntityId("south")) == []
        [again] = await unit.usage.person_weeks(MONDAY + WEEK)
        assert again.first_week == MONDAY


async def test_only_what_was_counted_is_forgotten(kept: Database) -> None:
    await add(kept, an_event(), replace(an_event(), at=NOON + WEEK))
    async with kept.begin() as unit:
        await unit.usage.settle(MONDAY, [], [])
        assert await unit.usage.forget(MONDAY, 10) == 0
        assert await unit.usage.forget(MONDAY + 2 * WEEK, 10) == 1
        assert await unit.usage.first_day() == MONDAY + WEEK


async def test_the_last_word_on_an_answer_counts_in_the_week_of_the_first(kept: Database) -> None:
    first = an_event(UsageKind.FEEDBACK, value=2, record=RecordId("r1"))
    for event in (first, replace(first, value=5, at=NOON + WEEK), replace(first, who="dora")):
        async with kept.begin() as unit:
            await unit.usage.rate(event)
    async with kept.begin() as unit:
        told = {one.who: one.value for one in await unit.usage.judged(MONDAY, MONDAY)}
        assert told == {"p(north,claire)": 5, "p(north,dora)": 2}
        assert await unit.usage.judged(MONDAY + WEEK, MONDAY + WEEK) == []


async def test_reviews_and_tasks_are_told_by_person_version_and_decisions(kept: Database) -> None:
    accepted, corrected = UsageKind.ACCEPTED, UsageKind.CORRECTED
    done = an_event(UsageKind.TASK_FINISHED, task=TaskId("t1"), value=600)
    await add(
        kept,
        an_event(accepted, version="v1", decisions=(accepted, accepted)),
        an_event(corrected, version="v1", decisions=(accepted, corrected)),
        *(done, replace(done, value=300), replace(done, value=None)),
    )
    async with kept.begin() as unit:
        found = await unit.usage.judged(MONDAY, MONDAY)
    reviews = {(one.kind, one.decisions) for one in found if one.version == "v1"}
    assert reviews == {(accepted, (accepted, accepted)), (corrected, (accepted, corrected))}
    tasks = {(one.value, one.count, one.seconds) for one in found if one.in_task}
    assert tasks == {(1, 2, 900), (None, 1, 0)}


async def test_a_task_is_somebodys(kept: Database) -> None:
    start = an_event(UsageKind.TASK_STARTED, task=TaskId("t1"), version="v1")
    await add(kept, start)
    at = (NORTH, "claire", AUDIT)
    async with kept.begin() as unit:
        await unit.usage.hold_of(NORTH, "claire")
        assert await unit.usage.task(NORTH, "dora", TaskId("t1")) is None
        found = await unit.usage.task(NORTH, "claire", TaskId("t1"))
        assert found
        assert (found.started_at, found.version, found.is_finished) == (NOON, "v1", False)
        assert await unit.usage.task_at(*at, NOON - WEEK) is None
        assert await unit.usage.task_at(*at, NOON + timedelta(minutes=5)) == "t1"
        end = replace(start, kind=UsageKind.TASK_FINISHED, at=NOON + timedelta(minutes=9))
        await unit.usage.add([end])
        assert await unit.usage.task_at(*at, NOON + timedelta(minutes=5)) == "t1"
        assert await unit.usage.task_at(*at, NOON + timedelta(minutes=10)) is None
        again = await unit.usage.task(NORTH, "claire", TaskId("t1"))
        assert again
        assert again.is_finished


async def test_nobody_is_named_and_who_leaves_cannot_be_found(kept: Database, url: str) -> None:
    record = RecordId("r1")
    await add(kept, an_event(record=record), an_event(), an_event(who="dora"))
    async with kept.begin() as unit:
        await unit.usage.settle(MONDAY, [], await unit.usage.person_weeks(MONDAY))
        assert len(await unit.usage.of_person(NORTH, "claire", 10)) == 2
    async with kept.begin() as unit:
        assert await unit.usage.detach(NORTH, "claire") == 2
    told = await everything(url)
    assert "claire" not in told
    assert "r1" not in told
    async with kept.begin() as unit:
        assert await unit.usage.of_person(NORTH, "claire", 10) == []
        # The counts are as they were: one person asked twice, and began then.
        assert sorted(one.answered for one in await unit.usage.person_weeks(MONDAY)) == [1, 2]
        assert {one.first_week for one in await unit.usage.person_weeks(MONDAY)} == {MONDAY}


async def test_what_is_kept_of_somebody_comes_in_parts(kept: Database) -> None:
    await add(kept, *(an_event(value=number) for number in range(1, 4)))
    async with kept.begin() as unit:
        first = await unit.usage.of_person(NORTH, "claire", 2)
        rest = await unit.usage.of_person(NORTH, "claire", 2, first[-1][0])
    assert [event.value for _, event in (*first, *rest)] == [1, 2, 3]


async def test_people_are_counted_by_their_rights(kept: Database) -> None:
    for number in range(3):
        groups = frozenset({"a", "b"} if number else ())
        person = a_person(f"user:{number}", NORTH, roles=frozenset({Role.READER}), groups=groups)
        async with kept.begin() as unit:
            await unit.people.remember(person, NOON)
    async with kept.begin() as unit:
        found = {(one.groups, one.people) for one in await unit.usage.rights_held()}
    assert found == {(frozenset({"a", "b"}), 2), (frozenset(), 1)}
