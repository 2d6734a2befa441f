"""A server that is busy or away is waited for, and whoever waits is told."""

from __future__ import annotations

import pytest

from cli.patience import Patience
from core.errors import Busy, NotFound, ProbantError, Unavailable

pytestmark = pytest.mark.asyncio


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Server:
    """Gives these errors, one a call, then an answer."""

    def __init__(self, *errors: ProbantError) -> None:
        self.errors = list(errors)

    async def ask(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def patience(time: Time, told: list[str], outage_s: float = 60) -> Patience:
    return Patience(told.append, outage_s, time.sleep, lambda: time.now)


async def test_who_is_busy_is_asked_again_when_they_said_however_often() -> None:
    time, told = Time(), list[str]()
    server = Server(*[Busy("20000 documents already wait.", retry_after_s=30)] * 50)
    assert await patience(time, told).through(server.ask) == "answer"
    assert time.slept == [30] * 50
    assert set(told[:-1]) == {"20000 documents already wait."}
    assert told[-1] == ""


async def test_who_is_away_is_waited_for_with_growing_pauses() -> None:
    time, told = Time(), list[str]()
    server = Server(*[Unavailable("It does not answer.")] * 5)
    assert await patience(time, told).through(server.ask) == "answer"
    assert time.slept == sorted(time.slept)
    assert told == ["It does not answer."] * 5 + [""]


async def test_an_outage_that_lasts_is_told() -> None:
    time, told = Time(), list[str]()
    server = Server(*[Unavailable("It does not answer.")] * 1000)
    with pytest.raises(Unavailable, match="does not answer"):
        await patience(time, told).through(server.ask)
    assert 60 <= time.now < 120


async def test_an_outage_is_counted_from_when_it_began() -> None:
    time, told = Time(), list[str]()
    away, busy = [Unavailable("Away.")] * 6, Busy("Busy.", retry_after_s=50)
    assert await patience(time, told).through(Server(*away, busy, *away).ask) == "answer"
    assert time.now > 60


async def test_other_errors_are_not_waited_out() -> None:
    time, told = Time(), list[str]()
    with pytest.raises(NotFound):
        await patience(time, told).through(Server(NotFound("There is none.")).ask)
    assert time.slept == []
