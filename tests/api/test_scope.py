"""The scope of a search over HTTP: corrected by the request, told by the reply."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.scoping import Wanted
from tests.api.clients import client_of
from tests.flows.scoped import EXPLANATION, SCOPE, ScopedRetriever, with_retriever
from tests.ingest.fakes import FakeEncoder
from tests.parts import open_parts

pytestmark = pytest.mark.asyncio

CHAT, SEARCH = "/v1/chat/completions", "/v1/search"


async def replied(folder: Path, path: str, body: dict[str, Any]) -> tuple[Any, ScopedRetriever]:
    """What a request gets, and what was searched for it."""
    retriever = ScopedRetriever()
    async with (
        open_parts(folder, FakeEncoder()) as parts,
        client_of(with_retriever(parts, retriever)) as client,
    ):
        return await client.post(path, json=body), retriever


def messages(*said: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "content": text} for role, text in said]


async def test_a_search_takes_a_scope_and_tells_the_one_it_took(tmp_path: Path) -> None:
    scope = {"issuer": "3M", "period": "2018", "kind": "10-K", "everywhere": True}
    body = {"query": "Its capex?", "scope": scope, "before": ["Of 3M?"], "explain": True}
    reply, retriever = await replied(tmp_path, SEARCH, body)
    assert reply.json() == {
        "hits": [],
        "scope": SCOPE.to_json(),
        "explanation": EXPLANATION.to_json(),
        "use_case": None,
    }
    [query] = retriever.queries
    assert (query.wanted, query.before) == (Wanted("3M", "2018", "10-K", True), ("Of 3M?",))


async def test_what_is_not_asked_for_is_not_explained(tmp_path: Path) -> None:
    reply, retriever = await replied(tmp_path, SEARCH, {"query": "Its capex?"})
    assert set(reply.json()) == {"hits", "scope", "use_case"}
    assert (retriever.queries[0].wanted, retriever.queries[0].before) == (Wanted(), ())


async def test_earlier_messages_of_the_user_are_earlier_questions(tmp_path: Path) -> None:
    said = messages(
        ("system", "Be kind."),
        ("user", "The sales of 3M?"),
        ("assistant", "32 billion."),
        ("user", "And its capex?"),
    )
    body = {"messages": said, "scope": {"period": "2018"}, "explain": True}
    reply, retriever = await replied(tmp_path, CHAT, body)
    [query] = retriever.queries
    assert (query.text, query.before) == ("And its capex?", ("The sales of 3M?",))
    assert query.wanted == Wanted(period="2018")
    told = reply.json()["probant"]
    assert told["searched"]["scope"] == SCOPE.to_json()
    assert told["explanation"] == EXPLANATION.to_json()


@pytest.mark.parametrize(
    ("question", "looked", "meant"),
    [
        ("What was its capital expenditure?", "Searched: ZORBLAX", "may mean: (1) ZORBLAX SA"),
        ("Quel est le montant des dépenses ?", "Cherché dans : ZORBLAX", "viser : (1) ZORBLAX SA"),
    ],
)
async def test_a_chat_without_an_answer_says_where_was_looked_and_what_may_be_meant(
    tmp_path: Path, question: str, looked: str, meant: str
) -> None:
    asked = {"messages": messages(("user", question))}
    reply, _ = await replied(tmp_path / "whole", CHAT, asked)
    content = reply.json()["choices"][0]["message"]["content"]
    assert looked in content
    assert meant in content
    streamed, _ = await replied(tmp_path / "streamed", CHAT, {**asked, "stream": True})
    events = [line.removeprefix("data: ") for line in streamed.text.splitlines() if line]
    end = json.loads(events[-2])
    assert end["choices"][0]["delta"]["content"] == content
    assert end["probant"]["searched"]["scope"] == SCOPE.to_json()


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": {"issuer": "x" * 201}},
        {"scope": {"period": "x" * 201}},
        {"scope": {"kind": "x" * 201}},
        {"scope": {"everywhere": "perhaps"}},
        {"scope": "3M"},
        {"explain": "perhaps"},
        {"explain": "yes"},
        {"as_of": 0},
        {"as_of": "0"},
        {"as_of": "2025-6-30"},
        {"top_k": "3"},
        {"before": ["?"] * 101},
        {"before": "one"},
    ],
)
async def test_what_does_not_fit_is_refused_before_any_search(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    reply, retriever = await replied(tmp_path, SEARCH, {"query": "Its capex?", **wrong})
    assert reply.status_code == 422
    assert reply.json()["errors"]
    assert not retriever.queries


async def test_a_search_of_an_installation_tells_its_scope(tmp_path: Path) -> None:
    async with open_parts(tmp_path, FakeEncoder()) as parts, client_of(parts) as client:
        reply = await client.post(SEARCH, json={"query": "Its capex?", "explain": True})
    told = reply.json()
    assert told["scope"] == told["explanation"]["scope"]
    assert told["scope"]["options"] == []
