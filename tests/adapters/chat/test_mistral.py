"""What MistralChat sends, takes, and says when its server fails."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat.mistral import MistralChat
from adapters.chat.patience import Waits
from core.chat import ChatFailed, ChatMessage
from core.errors import Misconfigured
from tests.adapters.chat.model_server import (
    DONE,
    SOON_S,
    Answer,
    ModelServer,
    abruptly,
    drips,
    event,
    fails,
    hangs,
    in_turn,
    raw_event,
    redirects,
    says,
    sends,
    slow,
    streams,
)

pytestmark = pytest.mark.asyncio

KEY = "sk-0123456789abcdef"
QUESTION = [
    ChatMessage("system", "Réponds en une phrase."),
    ChatMessage("user", "Quel est le loyer ?"),
    ChatMessage("assistant", "Lequel ?"),
    ChatMessage("user", "Celui de 2025."),
]


async def at_once(_: float) -> None:
    """In the place of a pause."""


def chat_at(url: str, key: str, wait_s: float = SOON_S) -> MistralChat:
    waits = Waits(connect_s=wait_s, first_s=wait_s, next_s=wait_s, whole_s=SOON_S)
    return MistralChat(url, key, "small", waits, sleep=at_once)


@pytest_asyncio.fixture
async def chat(server: ModelServer) -> AsyncIterator[MistralChat]:
    chat = chat_at(server.url, KEY)
    yield chat
    await chat.close()


async def reply(chat: MistralChat) -> list[str]:
    return [piece async for piece in chat.stream(QUESTION, [].append)]


async def failure(chat: MistralChat) -> str:
    with pytest.raises(ChatFailed) as raised:
        await reply(chat)
    assert KEY not in f"{raised.value!r} {raised.value}"
    assert raised.value.__suppress_context__
    assert raised.value.detail.startswith("The chat model small at 127.0.0.1 ")
    assert raised.value.remedy
    return str(raised.value)


# --- what is sent --------------------------------------------------------------------------------


async def test_what_is_asked(server: ModelServer, chat: MistralChat) -> None:
    await reply(chat)
    (asked,) = server.asked
    wanted = {"model": "small", "temperature": 0, "stream": True}
    assert {name: asked.body[name] for name in wanted} == wanted
    sent = [(message["role"], message["content"]) for message in asked.body["messages"]]
    assert sent == [(message.role, message.content) for message in QUESTION]
    assert asked.headers["authorization"] == f"Bearer {KEY}"


async def test_nothing_is_asked_before_the_first_piece_is_awaited(
    server: ModelServer, chat: MistralChat
) -> None:
    stream = chat.stream(QUESTION, [].append)
    assert server.asked == []
    assert await anext(stream) == "Bonjour."
    await stream.aclose()


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/"])
async def test_the_root_may_be_written_with_its_version(server: ModelServer, end: str) -> None:
    chat = chat_at(server.url + end, KEY)
    assert await reply(chat) == ["Bonjour."]
    await chat.close()


async def test_without_a_key_none_is_sent_and_none_is_taken_from_the_environment(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "somebody's")
    monkeypatch.setenv("MISTRAL_SA_TOKEN_PATH", "/nowhere")
    chat = chat_at(server.url, "")
    await reply(chat)
    await chat.close()
    assert "authorization" not in server.asked[0].headers


async def test_the_environment_cannot_turn_telemetry_on(
    server: ModelServer, chat: MistralChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Were it heeded, the request would fail: the exporter it needs is not among our packages.
    monkeypatch.setenv("MISTRAL_SDK_TELEMETRY", "dedicated")
    assert await reply(chat) == ["Bonjour."]


async def test_a_redirect_is_not_followed(server: ModelServer, chat: MistralChat) -> None:
    with ModelServer() as elsewhere:
        server.answer = redirects(f"{elsewhere.url}/v1/chat/completions")
        assert "307" in await failure(chat)
        assert elsewhere.asked == []


async def test_a_role_that_no_model_knows_is_a_fault_of_ours(chat: MistralChat) -> None:
    with pytest.raises(ValueError, match="role"):
        await anext(chat.stream([ChatMessage("tool", "…")], [].append))


# --- what is taken -------------------------------------------------------------------------------


async def test_parts_of_text_are_joined_and_references_left_out(
    server: ModelServer, chat: MistralChat
) -> None:
    parts = [
        {"type": "text", "text": "Le loyer "},
        {"type": "reference", "reference_ids": [0, 1]},
        {"type": "text", "text": "est de 1 200 €"},
        {"type": "some_day", "text": "not known yet"},
        {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see"}]},
    ]
    server.answer = says("Oui : ", parts, [{"type": "reference", "reference_ids": [2]}], ".")
    assert await reply(chat) == ["Oui : ", "Le loyer est de 1 200 €", "."]


async def test_events_without_text_are_passed_over(server: ModelServer, chat: MistralChat) -> None:
    counted = {"id": "1", "model": "small", "choices": [], "usage": {"total_tokens": 3}}
    server.answer = streams(
        b": a comment\n\n",
        event(""),
        event(None),
        raw_event(json.dumps(counted)),
        event("Oui"),
        event(".", finish="length"),
    )
    assert await reply(chat) == ["Oui", "."]


async def test_an_empty_reply_is_a_reply(server: ModelServer, chat: MistralChat) -> None:
    server.answer = says()
    assert await reply(chat) == []


async def test_a_stream_that_stays_open_after_its_end_has_ended(
    server: ModelServer, chat: MistralChat
) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    server.answer = streams(event("Oui."), event(finish="stop"), then=never)
    assert await reply(chat) == ["Oui."]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), text=st.text(min_size=1))
async def test_a_stream_may_be_split_anywhere(
    server: ModelServer, chat: MistralChat, data: st.DataObject, text: str
) -> None:
    whole = b"".join((event("é" + text), event("."), event(finish="stop"), DONE))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=10)))
    edges = [0, *cuts, len(whole)]
    pieces = [whole[a:b] for a, b in pairwise(edges)]
    server.answer = streams(*pieces)
    assert "".join(await reply(chat)) == f"é{text}."


async def test_a_slow_server_is_waited_for(server: ModelServer) -> None:
    chat = chat_at(server.url, KEY, 0.5)  # each piece, not the whole, has this long
    server.answer = slow(0.1, *"abcdefgh")
    assert await reply(chat) == list("abcdefgh")
    await chat.close()


# --- leaving -------------------------------------------------------------------------------------


async def test_closing_the_reply_closes_the_connection(
    server: ModelServer, chat: MistralChat
) -> None:
    server.answer = hangs("Le loyer ", "est de")
    stream = chat.stream(QUESTION, [].append)
    assert await anext(stream) == "Le loyer "
    await stream.aclose()
    assert await asyncio.to_thread(server.left.wait, SOON_S)


@pytest.mark.parametrize("contents", [(), ("Le loyer ",)])
async def test_cancelling_who_waits_closes_the_connection(
    server: ModelServer, chat: MistralChat, contents: tuple[str, ...]
) -> None:
    server.answer = hangs(*contents)
    asking = asyncio.create_task(reply(chat))
    assert await asyncio.to_thread(server.was_asked.wait, SOON_S)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()
    assert await asyncio.to_thread(server.left.wait, SOON_S)


async def test_it_can_be_used_after_close_and_closed_twice(chat: MistralChat) -> None:
    await reply(chat)
    await chat.close()
    await chat.close()
    assert await reply(chat) == ["Bonjour."]


async def test_leaving_at_any_moment_leaves_no_connection(
    server: ModelServer, chat: MistralChat
) -> None:
    # The moments differ: not connected, asked, opened, reading.
    server.answer = hangs("Le loyer ")
    for turns in range(60):
        asking = asyncio.create_task(reply(chat))
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        asking.cancel()
        await asyncio.wait([asking])
    await asyncio.to_thread(server.await_nobody)


async def test_an_error_of_the_reader_is_its_own(server: ModelServer, chat: MistralChat) -> None:
    stream = chat.stream(QUESTION, [].append)
    await anext(stream)
    with pytest.raises(KeyError):
        await stream.athrow(KeyError("the reader's"))


# --- failing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (400, "log"),
        (401, "PROBANT_CHAT_KEY"),
        (403, "PROBANT_CHAT_KEY"),
        (404, "PROBANT_CHAT_MODEL"),
        (422, "log"),
        (429, "later"),
        (500, "log"),
        (503, "log"),
    ],
)
async def test_an_error_status(
    server: ModelServer, chat: MistralChat, status: int, hint: str
) -> None:
    server.answer = fails(status, json.dumps({"message": f"no, {KEY}, not today"}))
    said = await failure(chat)
    assert f"answered {status}: " in said
    assert "no, ***, not today" in said or status == 422
    assert hint in said


@pytest.mark.parametrize("status", [204, 302, 401, 502])
async def test_a_status_without_a_word(server: ModelServer, chat: MistralChat, status: int) -> None:
    server.answer = fails(status)
    assert str(status) in await failure(chat) or status == 204


async def test_a_key_is_not_shown_in_parts_either(server: ModelServer, chat: MistralChat) -> None:
    server.answer = fails(500, "x" * 190 + KEY, "text/plain")
    assert KEY[:6] not in await failure(chat)


async def test_a_validation_error_in_the_vendors_shape(
    server: ModelServer, chat: MistralChat
) -> None:
    item = {"loc": ["body", "temperature"], "msg": "too hot", "type": "value_error"}
    server.answer = fails(422, json.dumps({"detail": [item]}))
    assert "too hot" in await failure(chat)


async def test_a_port_that_is_closed(server: ModelServer) -> None:
    server.stop()
    chat = chat_at(server.url, KEY)
    said = await failure(chat)
    assert "can't be reached" in said
    assert "PROBANT_CHAT_URL" in said
    await chat.close()


@pytest.mark.parametrize(
    "answer",
    [
        hangs(),
        hangs("Le loyer "),
        slow(60, "Le loyer "),
        drips(b": still here\n\n", 0.02),
        drips(event(""), 0.02),
        drips(b"x", 0.02),
    ],
    ids=["silence", "silence later", "slow", "comments", "empty pieces", "no end of line"],
)
async def test_a_server_that_gives_no_text_in_time(server: ModelServer, answer: Answer) -> None:
    chat = chat_at(server.url, KEY, 0.3)
    server.answer = answer
    said = await failure(chat)
    assert "sent nothing for 0.3 s" in said
    assert "PROBANT_CHAT_SECONDS" in said
    await chat.close()


@pytest.mark.parametrize(
    "answer",
    [
        streams(event("Le loyer "), then=abruptly),
        streams(then=abruptly),
        streams(event("Le loyer ")),
        streams(event("Le loyer "), DONE),
        streams(event("Le loyer "), event("est", finish="error"), DONE),
        streams(),
    ],
    ids=["abrupt", "abrupt at once", "no end", "done, unfinished", "own error", "empty"],
)
async def test_a_reply_that_is_cut(server: ModelServer, chat: MistralChat, answer: Answer) -> None:
    server.answer = answer
    assert "broke off" in await failure(chat)


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "answer",
    [
        streams(event("Oui"), raw_event("garbage"), DONE),
        streams(raw_event('{"choices": 3}')),
        streams(raw_event('{"error": {"message": "out of memory"}}')),
        streams(raw_event(DEEP)),
        streams(b"data: \xff\xfe\n\n"),
        streams(b"\x00\x01\x02"),
        sends('{"choices": [{"message": {"content": "Oui"}}]}', "application/json"),
        sends("<html>Sign in</html>", "text/html"),
        sends("", "text/html"),
    ],
    ids=["garbage", "shape", "error event", "deep", "bytes", "binary", "json", "page", "nothing"],
)
async def test_what_is_no_stream_of_a_reply(
    server: ModelServer, chat: MistralChat, answer: Answer
) -> None:
    server.answer = answer
    assert await failure(chat)


async def test_what_the_server_says_is_quoted_in_short(
    server: ModelServer, chat: MistralChat
) -> None:
    server.answer = streams(raw_event('{"error": {"message": "out of memory"}}'))
    assert "out of memory" in await failure(chat)
    server.answer = fails(500, "x" * 100_000, "text/plain")
    assert len(await failure(chat)) < 500


async def test_pieces_before_a_failure_are_given(server: ModelServer, chat: MistralChat) -> None:
    server.answer = streams(event("Le loyer "), then=abruptly)
    stream = chat.stream(QUESTION, [].append)
    assert await anext(stream) == "Le loyer "
    with pytest.raises(ChatFailed):
        await anext(stream)


async def test_it_goes_on_after_a_failure(server: ModelServer, chat: MistralChat) -> None:
    server.answer = in_turn([fails(500), streams(event("Le"), then=abruptly), says("Oui.")])
    await failure(chat)
    await failure(chat)
    assert await reply(chat) == ["Oui."]


async def test_no_log_holds_the_key(
    server: ModelServer, chat: MistralChat, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await reply(chat)
        server.answer = fails(401, f"no such key: {KEY}")
        await failure(chat)
    assert KEY not in caplog.text


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["", " ", "/v1", "localhost:8000", "ftp://host", "http://", "http://a:b"]
)
async def test_an_address_that_is_none_is_not_taken_for_the_vendors(url: str) -> None:
    with pytest.raises(Misconfigured, match="PROBANT_CHAT_URL"):
        chat_at(url, KEY)


@pytest.mark.parametrize("key", ["clé", "a\nb", "a\x00b"])
async def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(Misconfigured, match="PROBANT_CHAT_KEY") as raised:
        chat_at("http://127.0.0.1:9", key)
    assert key not in str(raised.value)
