"""No answer without a record before it and one behind it, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from dataclasses import replace
from typing import cast

import pytest

from core.errors import Refused, Unavailable
from core.evidence import Answer
from core.principals import Role
from core.use_cases import UseCase
from flows.bootstrap import Installation
from flows.compose import Composer
from flows.question import Question
from governance.ledger.told import salted_hash, told_of
from tests.flows.ledger.kept import (
    an_entry,
    examined,
    kinds,
    opened,
    records,
    watched,
    with_outage,
)
from tests.parts import HERE, USER, a_person

pytestmark = pytest.mark.asyncio

RENT = Question("Quel est le loyer annuel ?")
ASKING = ("asked", "answered", "abstained", "interrupted", "failed")


async def asking(parts: Installation) -> list[str]:
    return [kind for kind in await kinds(parts) if kind in ASKING]


async def test_an_answer_quotes_its_record_and_its_record_proves_it(parts: Installation) -> None:
    answer = await parts.asker.ask(USER, RENT)
    found = await records(parts)
    [asked] = [one for one in found if one.id == answer.record]
    [closed] = [one for one in found if one.closes == answer.record]
    assert (asked.kind, closed.kind) == ("asked", "answered")
    body, content = json.loads(closed.body), await opened(parts, closed)
    told = told_of(answer.to_json())
    assert content["told"] == told
    assert body["sent"] == salted_hash(bytes.fromhex(content["salt"]), told)
    [cited, *_] = answer.citations
    assert body["citations"][0] == {
        "index": 1,
        "document": cited.document_id,
        "version": cited.document_version,
        "reading": cited.reading_id,
        "locator": cited.place.locator,
        "verdict": cited.verdict.value,
    }
    assert {one["reading"] for one in body["passages"]} == {cited.reading_id}
    assert body["made_with"]["encoder"] == "fake/1"
    question = await opened(parts, asked)
    assert (question["question"], question["who"]) == (RENT.text, USER.id)
    assert not examined(found).unclosed


async def test_a_streamed_answer_is_closed_before_its_end_is_told(parts: Installation) -> None:
    at = [
        (type(part).__name__, await asking(parts)) async for part in parts.asker.stream(USER, RENT)
    ]
    assert at[0] == ("Shown", ["asked"])
    assert at[-1] == ("Answer", ["asked", "answered"])


async def test_an_abstention_is_an_answer(parts: Installation) -> None:
    answer = await parts.asker.ask(a_person("dora", "elsewhere"), RENT)
    assert await kinds(parts, a_person("dora", "elsewhere").entity) == ["asked", "abstained"]
    assert answer.record


async def test_without_an_opening_nothing_is_made_of_what_is_found(parts: Installation) -> None:
    with_it, outage = with_outage(parts)
    made: list[str] = []

    class Composing:
        def for_one_answer(self, use_case: UseCase | None) -> Composer:
            made.append("an answer")
            return parts.asker.composer.for_one_answer(use_case)

    composer = cast("Composer", Composing())
    asker = replace(with_it.asker, composer=composer)
    outage.is_away = True
    with pytest.raises(Unavailable):
        await asker.ask(USER, RENT)
    with pytest.raises(Unavailable):
        await anext(asker.stream(USER, RENT))
    assert (made, await asking(parts)) == ([], [])
    outage.is_away = False
    await asker.ask(USER, RENT)
    assert made == ["an answer"]


async def test_an_answer_that_cannot_be_closed_is_an_error_and_stays_unclosed(
    parts: Installation,
) -> None:
    with_it, outage = with_outage(parts)

    async def go_away() -> None:
        outage.is_away = True

    with_it = watched(with_it, go_away)
    told: list[object] = []

    async def listen() -> None:
        async for part in with_it.asker.stream(USER, RENT):
            told.append(part)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(Unavailable):
        await listen()
    assert told
    assert not any(isinstance(part, Answer) for part in told)
    found = await records(parts)
    [unclosed] = examined(found).unclosed.values()
    assert found[unclosed.sequence - 1].kind == "asked"


async def test_who_goes_in_the_middle_is_recorded_with_what_was_told(parts: Installation) -> None:
    async with aclosing(parts.asker.stream(USER, RENT)) as stream:
        shown = await anext(stream)
    found = await records(parts)
    assert [one.kind for one in found][-2:] == ["asked", "interrupted"]
    content = await opened(parts, found[-1])
    assert content["told"]["answer"] == shown.text
    assert json.loads(found[-1].body)["citations"]
    assert not examined(found).unclosed


async def test_a_cancelled_question_is_recorded_as_interrupted(parts: Installation) -> None:
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    going = asyncio.create_task(watched(parts, hang).asker.ask(USER, RENT))
    await reached.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    assert await asking(parts) == ["asked", "interrupted"]


async def test_cancelled_while_the_opening_is_written(parts: Installation) -> None:
    with_it, outage = with_outage(parts)
    outage.gate.clear()
    going = asyncio.create_task(with_it.asker.ask(USER, RENT))
    await outage.reached.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    outage.gate.set()
    await with_it.recorder.close()
    assert await asking(parts) == ["asked", "interrupted"]


async def test_an_answer_that_breaks_is_recorded_as_failed(parts: Installation) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await watched(parts, fail).asker.ask(USER, RENT)
    found = await records(parts)
    assert [one.kind for one in found][-2:] == ["asked", "failed"]
    assert json.loads(found[-1].body)["error"] == "internal"


async def test_a_refused_question_is_recorded_with_the_rule(parts: Installation) -> None:
    auditor = a_person("audrey", HERE, roles=frozenset({Role.AUDITOR}))
    for call in (parts.asker.ask(auditor, RENT), parts.asker.search(auditor, RENT, 3)):
        with pytest.raises(Refused):
            await call
    last = (await records(parts))[-1]
    assert last.kind == "refused"
    assert json.loads(last.body) == {"rule": "no role to ask", "what": "ask"}
    assert await opened(parts, last) == {"question": RENT.text, "who": "audrey"}


async def test_a_search_is_recorded_with_its_passages_before_they_are_shown(
    parts: Installation,
) -> None:
    found = await parts.asker.search(USER, RENT, 3)
    many = [one async for one in parts.asker.search_many(USER, [RENT] * 40, 3)]
    searches = [one for one in await records(parts) if one.kind == "searched"]
    assert len(searches) == 1 + len(many)
    for record in searches:
        passages = json.loads(record.body)["passages"]
        assert [one["chunk"] for one in passages] == [h.passage.chunk.id for h in found.hits]
    with_it, outage = with_outage(parts)
    outage.is_away = True
    with pytest.raises(Unavailable):
        await with_it.asker.search(USER, RENT, 3)


async def test_what_many_ask_at_once_commits_together(parts: Installation) -> None:
    with_it, outage = with_outage(parts)
    outage.gate.clear()
    writing = [asyncio.create_task(with_it.recorder.write(an_entry(n))) for n in range(50)]
    await asyncio.sleep(0)
    outage.gate.set()
    await asyncio.gather(*writing)
    assert outage.commits <= 2
    numbers = [json.loads(r.body)["number"] for r in await records(parts) if r.kind == "searched"]
    assert numbers == list(range(50))


async def test_what_breaks_for_one_breaks_for_that_one_alone(parts: Installation) -> None:
    with_it, outage = with_outage(parts)
    outage.gate.clear()
    entries = [an_entry(0), an_entry(float("nan")), an_entry(2)]  # type: ignore[arg-type]
    writing = [asyncio.create_task(with_it.recorder.write(entry)) for entry in entries]
    await asyncio.sleep(0)
    outage.gate.set()
    ended = await asyncio.gather(*writing, return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), ValueError, type(None)]
    numbers = [json.loads(r.body)["number"] for r in await records(parts) if r.kind == "searched"]
    assert numbers == [0, 2]
