"""What a question brings along, and what its answer tells of where was looked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from core.encoding import Encoder
from core.errors import InvalidRequest
from core.evidence import AnswerState
from core.scoping import Facet, Wanted
from flows.bootstrap import Installation
from flows.question import MOST_SCOPE_CHARS, Question
from flows.reply import found_to_json
from tests.flows.scoped import EXPLANATION, SCOPE, ScopedRetriever, with_retriever
from tests.flows.uncaged import open_uncaged
from tests.ingest.fakes import FakeEncoder
from tests.parts import USER, a_person, added, open_parts

CAPEX = Question("What was its capital expenditure?")
OTHER = a_person("other", "there")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path, FakeEncoder(), max_question_chars=100) as opened:
        yield opened


@pytest.fixture
def retriever() -> ScopedRetriever:
    return ScopedRetriever()


async def test_the_last_earlier_questions_count_and_what_was_never_answered_does_not(
    parts: Installation, retriever: ScopedRetriever
) -> None:
    said = (*(f"Question {n}?" for n in range(9)), "x" * 101, " \n")
    wanted = Wanted(issuer="3M", everywhere=True)
    asked = replace(CAPEX, before=said, wanted=wanted)
    await with_retriever(parts, retriever).asker.search(USER, asked, 5)
    [query] = retriever.queries
    assert query.before == tuple(f"Question {n}?" for n in range(4, 9))
    assert query.wanted == wanted


@pytest.mark.parametrize("field", ["issuer", "period", "kind"])
async def test_a_correction_without_end_is_refused(parts: Installation, field: str) -> None:
    too_long = Wanted(**{field: "x" * (MOST_SCOPE_CHARS + 1)})
    for call in (parts.asker.ask, lambda who, asked: parts.asker.search(who, asked, 1)):
        with pytest.raises(InvalidRequest, match=f"{field} has {MOST_SCOPE_CHARS + 1} characters"):
            await call(USER, replace(CAPEX, wanted=too_long))


async def test_an_abstention_tells_where_was_looked_and_what_may_be_meant(
    parts: Installation, retriever: ScopedRetriever
) -> None:
    answer = await with_retriever(parts, retriever).asker.ask(USER, CAPEX)
    assert answer.state is AnswerState.ABSTAINED
    shown = answer.to_json()
    assert shown["searched"]["documents"] == 2
    assert shown["searched"]["scope"] == SCOPE.to_json()
    assert shown["searched"]["scope"]["options"] == [
        {"document_id": "d-1", "label": "ZORBLAX SA, annual report, 2018"}
    ]
    assert "explanation" not in shown


async def test_why_is_told_to_who_asks_for_it(
    parts: Installation, retriever: ScopedRetriever
) -> None:
    asker = with_retriever(parts, retriever).asker
    answer = await asker.ask(USER, replace(CAPEX, explain=True))
    assert answer.to_json()["explanation"] == EXPLANATION.to_json()
    found = await asker.search(USER, CAPEX, 5)
    told = found_to_json(replace(CAPEX, explain=True), found)
    assert told["explanation"] == EXPLANATION.to_json()
    assert "explanation" not in found_to_json(CAPEX, found)


async def test_nothing_is_told_of_a_document_that_the_asker_may_not_see(
    tmp_path: Path, encoder: Encoder
) -> None:
    question = Question("What were the net sales of Zorblax?", explain=True)
    async with open_uncaged(tmp_path / "data", encoder) as parts:
        ids = []
        for who, year in ((USER, 2017), (USER, 2018), (OTHER, 2016)):
            path = tmp_path / f"{year}.txt"
            path.write_text(f"Zorblax SA\n\nNet sales were {year + 7} euros.\n", "utf-8")
            document = await added(parts, path, who)
            said = {"issuer": ["ZORBLAX SA"], "period": [str(year)], "kind": ["annual_report"]}
            await parts.describer.correct(who, document.id, said)
            ids.append(document.id)
        here, there = [await parts.asker.ask(who, question) for who in (USER, OTHER)]
    scope = here.searched.scope
    assert scope.values(Facet.ISSUER) == ("ZORBLAX SA",)
    assert {option.document for option in scope.options} == set(ids[:2])
    told = json.dumps(here.to_json(), ensure_ascii=False)
    assert ids[2] not in told
    assert "2016" not in told
    assert there.searched.documents == 1
    told = json.dumps(there.to_json(), ensure_ascii=False)
    for secret in (*ids[:2], "2017", "2018", "2024", "2025", "of 2 documents"):
        assert secret not in told
