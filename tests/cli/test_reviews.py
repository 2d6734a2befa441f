"""What commands show and decide of answers that wait, in this process and by a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner

from cli.backend import Backend
from cli.commands.review import command
from cli.local import Local
from cli.remote import Remote
from core.reviews import Ruling
from flows.bootstrap import Installation
from flows.question import Question
from governance.identity import local_user
from tests.api.clients import client_of
from tests.api.office import Office
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, a_person, open_parts

CLAIRE = a_person("user:claire", HERE)
QUESTION = "Quel est le loyer annuel ?"
RIGHT = "Le loyer annuel est de 12 000 euros hors charges."


async def asked(parts: Installation) -> str:
    """The id of a review of what Claire asked."""
    use_case = await parts.uses.asked(CLAIRE, "leases")
    answer = await parts.asker.ask(CLAIRE, Question(QUESTION, use_case=use_case))
    assert answer.supervision
    assert answer.supervision.draft
    return answer.supervision.draft.review


async def furnished(parts: Installation) -> None:
    office = Office(parts)
    await office.has(supervision={"mode": "required"})
    await office.holds("a.txt", "Le loyer annuel est de 12 000 euros.", "leases")


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        await furnished(opened)
        yield opened


@pytest_asyncio.fixture(params=["local", "remote"])
async def backend(request: pytest.FixtureRequest, parts: Installation) -> AsyncIterator[Backend]:
    if request.param == "local":
        yield Local(parts, local_user(HERE))
    else:
        async with client_of(parts) as client:
            yield Remote(client)


async def test_what_waits_is_claimed_decided_and_told(
    backend: Backend, parts: Installation
) -> None:
    reviews = [await asked(parts) for _ in range(3)]
    waiting = await backend.reviews(2, None, decided=False)
    assert [one["id"] for one in waiting] == reviews[:2]
    assert await backend.reviews(9, "audits", decided=False) == []
    assert (await backend.review(reviews[0]))["answer"] is None
    assert (await backend.claim_review(reviews[0]))["question"] == QUESTION
    assert (await backend.release_review(reviews[0]))["claimed_until"] is None
    await backend.claim_review(reviews[0])
    made = await backend.decide_review(reviews[0], Ruling.CORRECTED, "Précision.", RIGHT)
    assert made["state"] == "corrected"
    [decided] = await backend.reviews(9, "leases", decided=True)
    assert decided["id"] == reviews[0]
    [candidate] = [one async for one in backend.candidates("leases")]
    assert (candidate["question"], candidate["expected"]) == (QUESTION, RIGHT)
    assert [one async for one in backend.candidates("audits")] == []


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """One that waits in the stores that commands open."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROBANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROBANT_ENTITY", HERE)

    async def made() -> str:
        async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
            await furnished(opened)
            return await asked(opened)

    return asyncio.run(made())


def run(*arguments: str) -> Any:
    return CliRunner().invoke(command, arguments)


def test_people_are_shown_the_answer_its_evidence_and_the_decision(review: str) -> None:
    assert run("list").stdout.split()[:4] == [review, "waiting", "0", "of"]
    claimed = run("claim", review).stdout
    assert QUESTION in claimed
    assert "[1] a.txt" in claimed
    assert "« Le loyer annuel est de 12 000 euros. »" in claimed
    corrected = run("correct", review, "--why", "Imprécis.", "--answer", RIGHT)
    assert corrected.exit_code == 0, corrected.output
    shown = run("show", review).stdout
    assert "corrected on" in shown
    assert "by local: Imprécis." in shown
    assert f"it should have said: {RIGHT}" in shown
    assert json.loads(run("show", review, "--json").stdout)["state"] == "corrected"
    assert json.loads(run("candidates").stdout)["expected"] == RIGHT
    assert run("list").stdout == ""
    assert run("list", "--decided").stdout.startswith(review)


@pytest.mark.parametrize(
    ("words", "state"), [(("accept",), "accepted"), (("reject", "--why", "Faux."), "rejected")]
)
def test_it_is_accepted_or_rejected(review: str, words: tuple[str, ...], state: str) -> None:
    run("claim", review)
    done = run(words[0], review, *words[1:], "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["state"] == state


def test_who_overrules_has_to_say_why(review: str) -> None:
    run("claim", review)
    assert run("reject", review).exit_code == 2
    assert run("correct", review, "--why", "Faux.").exit_code == 2
