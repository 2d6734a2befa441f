"""A few questions whose answers anyone can check in the samples, asked of the real model.

`answers.json` is written by hand, and loosely: what the answer must say, and where one of its
citations must be. The questions are those of `samples/gold.jsonl`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.encoding import Encoder
from core.evidence import AnswerState
from flows.bootstrap import Installation
from flows.question import Question
from tests.flows.uncaged import open_uncaged
from tests.golden.regenerate import HERE, SAMPLES
from tests.parts import USER, added

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

ANSWERS: list[dict[str, Any]] = json.loads((HERE / "answers.json").read_text("utf-8"))
GOLD = [
    json.loads(line) for line in (SAMPLES.parent / "gold.jsonl").read_text("utf-8").splitlines()
]
QUESTIONS = {gold["id"]: gold["question"] for gold in GOLD}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sampled(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> AsyncIterator[Installation]:
    async with open_uncaged(tmp_path_factory.mktemp("sampled"), encoder) as parts:
        for path in documents():
            await added(parts, path)
        yield parts


def documents() -> list[Path]:
    return sorted(SAMPLES.iterdir())


@pytest.mark.parametrize("expected", ANSWERS, ids=[str(answer["id"]) for answer in ANSWERS])
async def test_a_question_has_its_answer_from_its_place(
    sampled: Installation, expected: dict[str, Any]
) -> None:
    answer = await sampled.asker.ask(USER, Question(QUESTIONS[expected["id"]]))
    assert answer.state is AnswerState.ANSWERED
    for words in expected["says"]:
        assert words in answer.text
    places = [c.place.locator for c in answer.citations if c.document == expected["document"]]
    assert [place for place in places if place.startswith(expected["at"])], places


async def test_what_no_document_says_is_not_answered(sampled: Installation) -> None:
    answer = await sampled.asker.ask(USER, Question("Quel est le numéro de téléphone du notaire ?"))
    assert (answer.state, answer.citations) == (AnswerState.ABSTAINED, ())
