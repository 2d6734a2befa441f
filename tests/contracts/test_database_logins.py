"""Attempts to sign in are for once, and sessions end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.login import LoginAttempt, Session
from core.stores import Database
from tests.contracts.databases import MINUTE, NOON

pytestmark = pytest.mark.asyncio

ATTEMPT = LoginAttempt("state", "browser", "nonce", "verifier", "/#é", NOON + 10 * MINUTE)
SESSION = Session("token", "user:claire", "Claire", NOON, NOON, NOON + timedelta(hours=10))


async def taken(database: Database, state: str = "state") -> LoginAttempt | None:
    async with database.begin() as unit:
        return await unit.logins.take(state)


async def begin(database: Database, *attempts: LoginAttempt, most: int = 99) -> None:
    for attempt in attempts:
        async with database.begin() as unit:
            await unit.logins.begin(attempt, most)


async def start(database: Database, *sessions: Session, most: int = 99) -> None:
    for session in sessions:
        async with database.begin() as unit:
            await unit.logins.start(session, most)


async def kept(database: Database, *tokens: str) -> list[str]:
    async with database.begin() as unit:
        return [token for token in tokens if await unit.logins.session(token)]


async def test_an_attempt_is_taken_once(database: Database) -> None:
    await begin(database, ATTEMPT)
    assert await taken(database, "stat") is None
    assert await taken(database) == ATTEMPT
    assert await taken(database) is None


async def test_of_many_that_take_an_attempt_at_once_one_gets_it(database: Database) -> None:
    await begin(database, ATTEMPT)
    got = await asyncio.gather(*(taken(database) for _ in range(8)))
    assert sorted(got, key=str) == [ATTEMPT, *[None] * 7]


async def test_of_too_many_attempts_the_oldest_are_forgotten(database: Database) -> None:
    each = [replace(ATTEMPT, state_hash=f"s{n}", ends_at=NOON + n * MINUTE) for n in range(5)]
    await begin(database, *each, most=3)
    assert [bool(await taken(database, f"s{n}")) for n in range(5)] == [False] * 2 + [True] * 3


async def test_a_session_is_found_by_its_token_until_it_is_ended(database: Database) -> None:
    await start(database, SESSION)
    async with database.begin() as unit:
        assert await unit.logins.session("token") == SESSION
        assert await unit.logins.session("toke") is None
        await unit.logins.seen("token", NOON + MINUTE)
    async with database.begin() as unit:
        found = await unit.logins.session("token")
        assert found == replace(SESSION, seen_at=NOON + MINUTE)
        assert await unit.logins.end("token")
        assert not await unit.logins.end("token")
        assert await unit.logins.session("token") is None


async def test_every_session_of_a_person_ends_and_no_other(database: Database) -> None:
    leo = replace(SESSION, token_hash="leo", person="user:leo")
    await start(database, SESSION, replace(SESSION, token_hash="more"), leo)
    async with database.begin() as unit:
        assert await unit.logins.end_all("user:claire") == 2
        assert await unit.logins.end_all("user:claire") == 0
    assert await kept(database, "token", "more", "leo") == ["leo"]


async def test_of_too_many_sessions_of_a_person_the_oldest_end(database: Database) -> None:
    each = [
        replace(SESSION, token_hash=f"t{n}", started_at=NOON + n * MINUTE) for n in (3, 1, 2, 4)
    ]
    await start(database, replace(SESSION, token_hash="leo", person="user:leo"), *each, most=2)
    assert await kept(database, "t1", "t2", "t3", "t4", "leo") == ["t3", "t4", "leo"]


async def test_sessions_of_a_person_are_listed_newest_first(database: Database) -> None:
    first, last = (
        replace(SESSION, token_hash=f"t{n}", started_at=NOON + n * MINUTE) for n in (1, 2)
    )
    await start(database, first, last, replace(SESSION, token_hash="leo", person="user:leo"))
    async with database.begin() as unit:
        assert await unit.logins.of_person("user:claire", 9) == [last, first]
        assert await unit.logins.of_person("user:claire", 1) == [last]
        assert await unit.logins.of_person("user:nobody", 9) == []


async def test_what_has_ended_is_forgotten(database: Database) -> None:
    now = NOON + 9 * MINUTE
    idle = replace(SESSION, token_hash="idle", seen_at=NOON)
    used = replace(SESSION, token_hash="used", seen_at=NOON + MINUTE)
    over = replace(used, token_hash="over", ends_at=now)
    await start(database, idle, used, over)
    await begin(database, ATTEMPT, replace(ATTEMPT, state_hash="late", ends_at=now))
    async with database.begin() as unit:
        assert await unit.logins.forget(now, idle_since=NOON) == 3
    assert await kept(database, "idle", "used", "over") == ["used"]
    assert await taken(database, "late") is None
    assert await taken(database) == ATTEMPT
