"""What is asked is counted, refused beyond its quotas, and there is no way around."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.sql import open_database
from core.chat import Usage
from core.encoding import Encoder
from core.errors import Misconfigured, QuotaSpent, Refused, Unavailable
from core.jobs import Lane
from core.principals import Principal, Role
from core.quotas import Metered
from flows.ask import Asker
from flows.bootstrap import Installation
from flows.question import Question
from flows.quotas.metering import metered_to_json
from flows.retention import forget_windows
from governance.identity import local_user
from governance.identity.giving import WantedKey
from retrieval.answer import Writer
from tests.flows.grids.test_grids import ASKED
from tests.flows.ledger.kept import records
from tests.flows.lives import WordParser, text
from tests.flows.quotas.declared import START, Clock, open_limited, over, under
from tests.flows.test_ask import LEASE, RENT
from tests.flows.uncaged import Uncaged, writing_with
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, a_person, added, open_parts, with_parser
from tests.retrieval.passages import FakeChat

pytestmark = pytest.mark.asyncio

DAILY = "every: {user: {requests_per_day: 3}}"
QUESTION = Question("Quel est le loyer annuel ?")
ELSEWHERE = a_person("user", "south")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def parts(tmp_path: Path, clock: Clock) -> AsyncIterator[Installation]:
    async with open_limited(tmp_path, DAILY, clock) as opened:
        yield with_parser(opened, WordParser())


async def asked(parts: Installation, who: Principal = USER, times: int = 9) -> int:
    """How many of so many questions get through."""
    for number in range(times):
        try:
            await parts.asker.ask(who, QUESTION)
        except QuotaSpent:
            return number
    return times


async def refusals(parts: Installation) -> list[str]:
    found = [one for one in await records(parts) if one.kind == "refused"]
    return [json.loads(one.body)["rule"] for one in found]


async def test_so_many_get_through_and_no_more_until_the_window_ends(
    parts: Installation, clock: Clock
) -> None:
    assert await asked(parts) == 3
    assert await asked(parts, a_person("user:other", HERE)) == 3
    assert await asked(parts, ELSEWHERE) == 3
    clock.now = datetime(2026, 11, 23, 23, 59, 59, 999_999, UTC)
    with pytest.raises(QuotaSpent) as caught:
        await parts.asker.ask(USER, QUESTION)
    assert caught.value.retry_after_s == 1
    clock.now += timedelta(microseconds=1)
    assert await asked(parts) == 3


async def test_a_search_counts_as_a_question_does(parts: Installation) -> None:
    for _ in range(3):
        await parts.asker.search(USER, QUESTION, 5)
    with pytest.raises(QuotaSpent):
        await parts.asker.search(USER, QUESTION, 5)
    assert await asked(parts) == 0


async def test_each_search_of_a_batch_counts(parts: Installation) -> None:
    async def batch(size: int) -> int:
        return len([one async for one in parts.asker.search_many(USER, [QUESTION] * size, 5)])

    assert await batch(2) == 2
    with pytest.raises(QuotaSpent):
        await batch(2)  # all of them or none: one is left
    assert await batch(1) == 1
    with pytest.raises(Refused, match="at once"):
        await batch(4)


async def test_each_cell_of_a_grid_counts(parts: Installation, tmp_path: Path) -> None:
    """As it is asked for, and again only for what was not counted before."""
    for name in ("a.txt", "b.txt"):
        await added(parts, text(tmp_path, name, name))
    with pytest.raises(Refused, match="6 requests at once"):
        await parts.grids.ask(USER, ASKED)
    assert await parts.grids.page(USER, 9) == [], "nothing is left of what was refused"
    await parts.grids.ask(USER, ASKED, ["a.txt"])
    assert await asked(parts) == 0
    await parts.grids.ask(USER, ASKED, ["a.txt"])  # waits to be read: counted already
    with pytest.raises(QuotaSpent):
        await parts.grids.ask(USER, ASKED, ["b.txt"])
    assert len(await parts.grids.page(USER, 9)) == 1


async def test_what_is_refused_costs_nothing(parts: Installation) -> None:
    for wrong in (Question(""), Question("?" * 9_000), Question("Loyer ?", document="none")):
        with pytest.raises(Exception, match=r"empty|characters|no document"):
            await parts.asker.ask(USER, wrong)
    with pytest.raises(Refused):
        await parts.asker.ask(a_person("user", HERE, roles=frozenset()), QUESTION)
    assert await asked(parts) == 3


# Ways around


async def test_keys_that_somebody_gave_use_the_quota_of_who_gave_them(parts: Installation) -> None:
    async def given(by: Principal) -> Principal:
        wanted = WantedKey("another", frozenset(Role), clearance=by.clearance)
        key, _ = await parts.keys.create(by, wanted)
        async with parts.database.begin() as unit:
            found = await unit.keys.find(key.id)
        assert found is not None
        return found.principal

    first = await given(USER)
    second = await given(first)
    assert await asked(parts, second, 2) == 2
    assert await asked(parts, first, 2) == 1
    assert await asked(parts, await given(second)) == 0
    assert await asked(parts, USER) == 0
    operator = local_user(HERE)
    by_operator = await given(operator)
    assert await asked(parts, by_operator) == 3
    assert await asked(parts, await given(by_operator)) == 0
    assert await asked(parts, operator) == 3


async def test_many_at_once_get_no_more_than_are_let_through(parts: Installation) -> None:
    answers = await asyncio.gather(
        *(parts.asker.ask(USER, QUESTION) for _ in range(12)), return_exceptions=True
    )
    spent = [one for one in answers if isinstance(one, QuotaSpent)]
    assert len(spent) == 9


async def test_another_process_counts_with_this_one(
    parts: Installation, clock: Clock, tmp_path: Path
) -> None:
    async def nobody(lane: Lane) -> None: ...

    other = await open_database(f"sqlite:///{tmp_path / 'data' / 'probant.db'}", nobody)
    try:
        elsewhere = over(parts, other, clock)
        assert await asked(elsewhere, times=2) == 2
        assert await asked(parts) == 1
    finally:
        await other.close()


# What is recorded, kept and forgotten


async def test_who_goes_on_asking_does_not_fill_the_ledger(
    parts: Installation, clock: Clock
) -> None:
    """The first refusal of a window is recorded, for each who was refused."""
    for _ in range(5):
        await asked(parts)
        await asked(parts, a_person("user:other", HERE))
    rule = "quota: user requests_per_day"
    assert await refusals(parts) == [rule] * 2
    clock.now += timedelta(days=1)
    for _ in range(5):
        await asked(parts)
    assert await refusals(parts) == [rule] * 3


async def test_where_no_quota_applies_nothing_is_counted(
    parts: Installation, tmp_path: Path
) -> None:
    free = under(parts, "entities: {south: {user: {requests_per_day: 1}}}")
    assert await asked(free) == 9
    async with free.database.begin() as unit:
        assert await unit.quotas.forget(START + timedelta(days=400)) == 0
    assert await asked(free, ELSEWHERE) == 1


async def test_windows_that_are_over_go_with_what_is_kept_no_longer(parts: Installation) -> None:
    await asked(parts)
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    assert await forget_windows(parts.database, midnight) == 0, "clocks may differ"
    assert await forget_windows(parts.database, midnight + timedelta(hours=2)) == 1


async def test_a_file_with_mistakes_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"line 1: every\.usr"):
        async with open_limited(tmp_path, "every: {usr: {requests_per_day: 1}}", Clock()):
            pass


async def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="PROBANT_QUOTAS"):
        async with open_parts(tmp_path, FakeEncoder(), quotas=str(tmp_path / "none.yaml")):
            pass


# Tokens

TOKENS = "every: {user: {tokens_per_day: 100}}"
SAID = ("Le loyer annuel est fixé à ", "48 000 € [1].")


@pytest_asyncio.fixture
async def lease(tmp_path: Path, encoder: Encoder, clock: Clock) -> AsyncIterator[Installation]:
    """One lease, and a hundred tokens a day."""
    async with open_limited(tmp_path, TOKENS, clock, encoder) as opened:
        parts = with_parser(opened, Uncaged())
        path = tmp_path / "bail.txt"
        path.write_text(LEASE, "utf-8")
        await added(parts, path)
        yield parts


def asker(parts: Installation, **model: Any) -> Asker:
    return writing_with(parts.asker, Writer(FakeChat(SAID, **model), 8000))


async def used(parts: Installation) -> int:
    [one] = await parts.quotas.left(USER, [])
    return one.used


async def test_tokens_of_the_model_are_counted_after_and_the_next_answer_is_refused(
    lease: Installation,
) -> None:
    writing = asker(lease, usage=Usage(80, 15))
    for _ in range(2):  # the second begins with five left, and is not cut
        assert "48 000" in (await writing.ask(USER, RENT)).text
    assert await used(lease) == 190
    with pytest.raises(QuotaSpent, match="100 tokens a day"):
        await writing.ask(USER, RENT)
    assert await lease.asker.search(USER, RENT, 5), "no model writes what is only searched"


async def test_quotes_alone_cost_no_tokens(lease: Installation) -> None:
    assert await asked(lease) == 9
    assert await used(lease) == 0


async def test_who_goes_before_the_end_pays_for_what_was_written(lease: Installation) -> None:
    writing = asker(lease)
    async with aclosing(writing.stream(USER, RENT)) as parts:
        await anext(parts)
    await lease.quotas.settle()
    spent = await used(lease)
    assert spent > len(" ".join(SAID).split()), "the prompt counts as well"


# What is exported


async def test_what_is_asked_is_metered_by_day_use_case_and_model(
    lease: Installation, clock: Clock
) -> None:
    await asker(lease, usage=Usage(30, 5), name="small").ask(USER, RENT)
    await lease.asker.ask(USER, RENT)
    await lease.asker.search(USER, RENT, 5)
    clock.now += timedelta(days=1)
    await lease.asker.search(USER, RENT, 5)
    await lease.asker.search(ELSEWHERE, RENT, 5)
    found = [one async for one in lease.quotas.metering.export(USER, date(2026, 11, 30))]
    assert found == [
        metered_to_json(one)
        for one in (
            Metered(HERE, START.date(), None, "extractive", 2),
            Metered(HERE, START.date(), None, "small", 1, 30, 5),
            Metered(HERE, clock.now.date(), None, "extractive", 1),
        )
    ]
    assert [one async for one in lease.quotas.metering.export(USER, date(2026, 10, 1))] == []


async def test_what_could_not_be_metered_is_kept_for_the_next_time(
    parts: Installation, clock: Clock, tmp_path: Path
) -> None:
    metering = parts.quotas.metering
    await parts.asker.search(USER, QUESTION, 5)
    reachable, metering.database = metering.database, _Away()
    await metering.write()
    metering.database = reachable
    await parts.asker.search(USER, QUESTION, 5)
    [line] = [one async for one in metering.export(USER, clock.now.date())]
    assert line["requests"] == 2


class _Away:
    """A database that does not answer."""

    def begin(self) -> Any:
        raise Unavailable("The database does not answer.")


async def test_who_oversees_nothing_exports_nothing(parts: Installation) -> None:
    reader = a_person("user", HERE, roles=frozenset({Role.READER}))
    with pytest.raises(Refused):
        await anext(parts.quotas.metering.export(reader, START.date()))
