"""One contract for every `ChatModel`, on a server that answers as told, and on a real model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio

from adapters.chat.mistral import MistralChat
from adapters.chat.patience import Waits
from core.chat import ChatFailed, ChatMessage, ChatModel
from tests.adapters.chat.model_server import ModelServer, says
from tests.adapters.chat.real_model import RealModel

pytestmark = pytest.mark.asyncio

WAITS = Waits(connect_s=5, first_s=60, next_s=60, whole_s=60)
QUESTION = [
    ChatMessage("system", "You answer in one short sentence."),
    ChatMessage("user", "What is a lease?"),
]
ModelAt = Callable[[str, str], ChatModel]


@pytest.fixture(scope="module")
def fake() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.answer = says("A lease ", "is a contract.")
        yield server


@pytest.fixture(scope="session")
def real() -> Iterator[RealModel]:
    if missing := RealModel.missing():
        pytest.skip(missing)
    with RealModel() as model:
        yield model


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.llm)])
def server(request: pytest.FixtureRequest) -> ModelServer | RealModel:
    server: ModelServer | RealModel = request.getfixturevalue(request.param)
    return server


@pytest_asyncio.fixture
async def chat(server: ModelServer | RealModel) -> AsyncIterator[ChatModel]:
    chat = MistralChat(server.url, "", "smollm2", WAITS)
    yield chat
    await chat.close()


async def test_it_has_the_name_that_was_asked_for(chat: ChatModel) -> None:
    assert chat.name == "smollm2"


async def test_a_reply_comes_in_pieces_that_are_not_empty(chat: ChatModel) -> None:
    pieces = [piece async for piece in chat.stream(QUESTION, [].append)]
    assert len(pieces) > 1
    assert all(pieces)
    assert "lease" in "".join(pieces).lower()


async def test_the_same_question_gets_the_same_reply(chat: ChatModel) -> None:
    first, second = [[piece async for piece in chat.stream(QUESTION, [].append)] for _ in range(2)]
    assert "".join(first) == "".join(second)


async def test_questions_at_once_get_their_replies(chat: ChatModel) -> None:
    async def ask() -> str:
        return "".join([piece async for piece in chat.stream(QUESTION, [].append)])

    assert all(await asyncio.gather(*(ask() for _ in range(3))))


async def test_a_reply_may_be_left_and_the_next_one_asked_for(chat: ChatModel) -> None:
    for _ in range(2):
        async for piece in chat.stream(QUESTION, [].append):
            assert piece
            break
    assert [piece async for piece in chat.stream(QUESTION, [].append)]


async def test_where_there_is_no_server_it_fails() -> None:
    chat = MistralChat("http://127.0.0.1:9", "", "smollm2", WAITS)
    with pytest.raises(ChatFailed):
        await anext(chat.stream(QUESTION, [].append))
    await chat.close()
