"""Commands ask as a use case, in this process and by a server; what may not be asked is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cli.backend import Backend, Json
from cli.commands.ask import show
from core.errors import Refused
from core.principals import Role
from core.scoping import SearchScope
from core.use_cases import Stage
from flows.bootstrap import Installation
from flows.grids.questions import parse_questions
from flows.question import Question
from tests.flows.lives import WordParser
from tests.flows.use_cases.declaring import a_run, declared
from tests.ingest.fakes import FakeEncoder
from tests.parts import HERE, USER, a_person, added, open_parts, with_parser

APPROVER = a_person("approver", HERE)
RENT = Question("Quel est le loyer ?")
GRID = parse_questions(b"questions: [{id: rent, question: 'Le loyer ?', type: text}]", None)


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    """Where nothing but use cases is asked; two of them are in production."""
    async with open_parts(tmp_path / "data", FakeEncoder(), uses="declared") as opened:
        registry = opened.registry
        for use_case in (declared(), declared(id="audits", collections="*")):
            await registry.submit(USER, use_case)
            await registry.evaluated(a_run(use_case, registry.made_with))
            for stage in (Stage.APPROVED, Stage.PILOT, Stage.PRODUCTION):
                await registry.promote(APPROVER, use_case.id, stage)
        yield with_parser(opened, WordParser())


async def searched(backend: Backend, use_case: str | None) -> Json:
    [found] = [one async for one in backend.search_many([RENT], 5, use_case)]
    return found


async def test_an_answer_and_a_search_tell_their_use_case(backend: Backend) -> None:
    told = declared().to_reference()
    assert (await backend.ask(RENT, "leases"))["use_case"] == told
    assert (await searched(backend, "leases"))["use_case"] == told


async def test_a_grid_is_asked_as_a_use_case(
    backend: Backend,
    parts: Installation,
) -> None:
    path = parts.uploads / "bail.txt"
    path.write_text("Le loyer est de 1000 euros.", "utf-8")
    await added(parts, path)
    made = await backend.ask_grid(GRID, [], None, "audits")
    assert made["made_with"]["use_case"].startswith("audits ")


@pytest.mark.parametrize("use_case", [None, "probant", "nothing"])
async def test_what_may_not_be_asked_is_refused_with_what_may(
    backend: Backend,
    parts: Installation,
    use_case: str | None,
) -> None:
    """None is taken for another, be it the only one."""
    for asking in (
        backend.ask(RENT, use_case),
        searched(backend, use_case),
        backend.ask_grid(GRID, [], None, use_case),
    ):
        with pytest.raises(Refused) as refused:
            await asking
        assert f"'{use_case or 'probant'}' is no use" in refused.value.detail
        assert "You may ask: audits, leases." in refused.value.remedy
    auditor = a_person("auditor", HERE, roles=frozenset({Role.AUDITOR}))
    records = await parts.ledger.page(auditor, 50, None, opened=False)
    told = [one.to_json() for one in records]
    assert sum(one["kind"] == "refused" for one in told) == 3


def test_the_use_case_of_an_answer_stands_above_it(capsys: pytest.CaptureFixture[str]) -> None:
    answer = {"state": "abstained", "reason": "Rien.", "use_case": declared().to_reference()}
    searched_ = {"scope": SearchScope().to_json(), "nearest": []}
    show(RENT, {**answer, "searched": searched_})
    version = declared().version[:12]
    assert f"use case: Lecture des baux (leases, {version})" in capsys.readouterr().out
