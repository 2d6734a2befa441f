"""When a server is asked again, when it is left alone, and how long it is waited for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from adapters.chat.mistral import MistralChat
from adapters.chat.patience import LONGEST_PAUSE_S, MOST_FAILURES, REST_S, Waits
from core.chat import ChatFailed, ChatFailure, ChatMessage, Usage
from tests.adapters.chat.model_server import (
    DONE,
    SOON_S,
    Answer,
    ModelServer,
    abruptly,
    drips,
    event,
    fails,
    in_turn,
    raw_event,
    says,
    streams,
)

pytestmark = pytest.mark.asyncio
ASKED = [ChatMessage("user", "Quel est le loyer ?")]


@dataclass
class Time:
    """A clock that only pauses move."""

    now_s: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, pause_s: float) -> None:
        self.pauses.append(pause_s)
        self.now_s += pause_s


@dataclass
class Asking:
    chat: MistralChat
    time: Time
    usage: list[Usage] = field(default_factory=list)

    async def reply(self) -> str:
        return "".join([piece async for piece in self.chat.stream(ASKED, self.usage.append)])

    async def failure(self) -> ChatFailure:
        with pytest.raises(ChatFailed) as raised:
            await self.reply()
        return raised.value.failure


def asking(server: ModelServer, whole_s: float = 600) -> Asking:
    time = Time()
    waits = Waits(connect_s=SOON_S, first_s=SOON_S, next_s=SOON_S, whole_s=whole_s)
    chat = MistralChat(
        server.url, "", "small", waits, sleep=time.sleep, clock=time.clock, jitter=lambda: 1.0
    )
    return Asking(chat, time)


def limited(retry_after: str) -> Answer:
    def answer(body: object) -> object:
        response = fails(429)({})
        response.headers["Retry-After"] = retry_after
        return response

    return answer  # type: ignore[return-value]


@pytest.mark.parametrize("first", [fails(429), fails(502), fails(503), fails(504)])
async def test_what_may_pass_is_asked_again_after_longer_and_longer_pauses(
    server: ModelServer, first: Answer
) -> None:
    server.answer = in_turn([first, streams(then=abruptly), says("Oui.")])
    ask = asking(server)
    assert await ask.reply() == "Oui."
    assert ask.time.pauses == [0.5, 1.0]


async def test_three_times_are_enough(server: ModelServer) -> None:
    server.answer = fails(503)
    assert await asking(server).failure() is ChatFailure.UNREACHABLE
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 422, 500])
async def test_what_will_not_pass_is_not_asked_again(server: ModelServer, status: int) -> None:
    server.answer = fails(status)
    await asking(server).failure()
    assert len(server.asked) == 1


async def test_nothing_is_asked_again_once_a_piece_was_given(server: ModelServer) -> None:
    server.answer = streams(event("Le loyer"), then=abruptly)
    assert await asking(server).failure() is ChatFailure.CUT
    assert len(server.asked) == 1


async def test_a_server_is_given_the_time_it_asks_for(server: ModelServer) -> None:
    server.answer = in_turn([limited("3"), says("Oui.")])
    ask = asking(server)
    assert await ask.reply() == "Oui."
    assert ask.time.pauses == [3.5]


async def test_the_time_may_be_a_date(server: ModelServer) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    server.answer = in_turn([limited(soon), says("Oui.")])
    ask = asking(server)
    await ask.reply()
    assert 0.5 < ask.time.pauses[0] <= 5.5


@pytest.mark.parametrize("wanted", ["11", "86400", "999999999", "Wed, 21 Oct 2099 07:28:00 GMT"])
async def test_a_server_that_wants_to_be_left_for_long_is_not_waited_for(
    server: ModelServer, wanted: str
) -> None:
    server.answer = limited(wanted)
    ask = asking(server)
    assert await ask.failure() is ChatFailure.RATE_LIMITED
    assert ask.time.pauses == []
    assert float("11") > LONGEST_PAUSE_S


@pytest.mark.parametrize("wanted", ["", "-1", "soon", "1e9", "9" * 5000, "²"])
async def test_a_time_that_is_none_counts_for_nothing(server: ModelServer, wanted: str) -> None:
    wanted = wanted.encode("utf-8").decode("latin-1")
    server.answer = in_turn([limited(wanted), says("Oui.")])
    assert await asking(server).reply() == "Oui."


async def test_no_pause_goes_beyond_the_whole(server: ModelServer) -> None:
    server.answer = limited("3")
    ask = asking(server, whole_s=2)
    assert await ask.failure() is ChatFailure.RATE_LIMITED
    assert ask.time.pauses == []


async def test_a_reply_has_an_end_however_steady_it_is(server: ModelServer) -> None:
    server.answer = drips(event("loyer "), 0.02)
    waits = Waits(connect_s=SOON_S, first_s=SOON_S, next_s=SOON_S, whole_s=0.3)
    chat = MistralChat(server.url, "", "small", waits)
    with pytest.raises(ChatFailed) as raised:
        [piece async for piece in chat.stream(ASKED, [].append)]
    assert raised.value.failure is ChatFailure.SLOW


# --- left alone ----------------------------------------------------------------------------------


async def worn_out(server: ModelServer) -> Asking:
    server.answer = fails(500)
    ask = asking(server)
    for _ in range(MOST_FAILURES):
        assert await ask.failure() is ChatFailure.UNREACHABLE
    server.asked.clear()
    return ask


async def test_a_server_that_failed_so_often_in_a_row_is_not_asked(server: ModelServer) -> None:
    ask = await worn_out(server)
    assert await ask.failure() is ChatFailure.RESTING
    assert server.asked == []


async def test_after_its_rest_one_request_tries_and_its_success_counts(server: ModelServer) -> None:
    ask = await worn_out(server)
    ask.time.now_s += REST_S
    server.answer = says("Oui.")
    trying = ask.chat.stream(ASKED, [].append)
    assert await anext(trying) == "Oui."
    assert await ask.failure() is ChatFailure.RESTING  # the others wait for what becomes of it
    assert [piece async for piece in trying] == []
    assert await ask.reply() == "Oui."


async def test_a_try_that_fails_lets_it_rest_again(server: ModelServer) -> None:
    ask = await worn_out(server)
    ask.time.now_s += REST_S
    assert await ask.failure() is ChatFailure.UNREACHABLE
    assert await ask.failure() is ChatFailure.RESTING
    ask.time.now_s += REST_S
    server.answer = says("Oui.")
    assert await ask.reply() == "Oui."


async def test_a_try_that_was_left_makes_room_for_another(server: ModelServer) -> None:
    ask = await worn_out(server)
    ask.time.now_s += REST_S
    server.answer = says("Oui.")
    trying = ask.chat.stream(ASKED, [].append)
    await anext(trying)
    await trying.aclose()
    assert await ask.reply() == "Oui."


async def test_one_success_forgives_what_went_before(server: ModelServer) -> None:
    ask = asking(server)
    for _ in range(3):
        server.answer = in_turn([*[fails(500)] * (MOST_FAILURES - 1), says("Oui.")])
        for _ in range(MOST_FAILURES - 1):
            await ask.failure()
        assert await ask.reply() == "Oui."


async def test_a_question_that_is_too_long_says_nothing_of_the_server(server: ModelServer) -> None:
    ask = asking(server)
    server.answer = fails(400)
    for _ in range(2 * MOST_FAILURES):
        assert await ask.failure() is ChatFailure.DENIED


# --- tokens --------------------------------------------------------------------------------------


def counting(prompt: object, completion: object) -> Answer:
    choice = {"index": 0, "delta": {"content": "Oui."}, "finish_reason": "stop"}
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": 1}
    chunk = {"id": "1", "model": "small", "choices": [choice], "usage": usage}
    return streams(raw_event(json.dumps(chunk)), DONE)


async def test_what_the_server_counted_is_told(server: ModelServer) -> None:
    server.answer = counting(120, 7)
    ask = asking(server)
    await ask.reply()
    assert ask.usage == [Usage(120, 7)]


@pytest.mark.parametrize("counted", [(0, 7), (-5, 7), (10**12, 7), (120, -1), (None, None)])
async def test_an_absurd_count_is_none(
    server: ModelServer, counted: tuple[int | None, int | None]
) -> None:
    server.answer = counting(*counted)
    ask = asking(server)
    assert await ask.reply() == "Oui."
    assert ask.usage == []


async def test_tokens_are_those_of_the_vocabulary(server: ModelServer) -> None:
    chat = asking(server).chat
    assert chat.tokens("") == 0
    assert chat.tokens("Le loyer") == 3
    assert chat.tokens("<s>[INST]") > 2  # no special token is read out of a text
    assert chat.tokens("\ud800 a") > 0
