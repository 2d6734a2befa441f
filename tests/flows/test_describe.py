"""What users say of a document stands before what was found, whatever is read later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from core.description import Field, Source
from core.errors import InvalidRequest, NotFound
from core.ids import DocumentId, EntityId
from flows.bootstrap import Installation
from tests.ingest.fakes import FakeEncoder, FakeParser
from tests.parts import USER, added, open_parts, with_parser


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Installation]:
    async with open_parts(tmp_path / "data", FakeEncoder()) as opened:
        yield with_parser(opened, FakeParser())


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "x.txt"
    path.write_text("Rapport annuel 2013 de la SCI Tournelune", "utf-8")
    return path


async def test_what_was_found_is_shown_with_its_words(parts: Installation, report: Path) -> None:
    document = await added(parts, report)
    [period] = document.description.of(Field.PERIOD)
    assert (period.value, period.source, period.leaf) == ("2013", Source.DOCUMENT, 1)
    assert period.quote == "Rapport annuel 2013"
    assert document.description.value(Field.ISSUER) == "SCI Tournelune"


async def test_corrections_outlive_a_new_reading(parts: Installation, report: Path) -> None:
    document = await added(parts, report)
    await parts.describer.correct(USER, document.id, {"issuer": ["SAS  Grandvoile"], "period": []})
    again = await added(with_parser(parts, FakeParser(revision=2)), report)
    [issuer] = again.description.of(Field.ISSUER)
    assert (issuer.value, issuer.source) == ("SAS Grandvoile", Source.USER)
    assert again.description.value(Field.PERIOD) is None
    assert again.description.value(Field.KIND) == "annual_report"


async def test_what_was_said_can_be_taken_back(parts: Installation, report: Path) -> None:
    document = await added(parts, report)
    await parts.describer.correct(USER, document.id, {"issuer": ["A"], "party": ["B", "C"]})
    corrected = await parts.describer.correct(USER, document.id, {"issuer": None})
    assert corrected.description.value(Field.ISSUER) == "SCI Tournelune"
    assert [fact.value for fact in corrected.description.of(Field.PARTY)] == ["B", "C"]
    assert await parts.documents.get(USER, document.id) == corrected


async def test_signs_that_nobody_sees_are_left_out(parts: Installation, report: Path) -> None:
    document = await added(parts, report)
    said = {"issuer": ["SAS\u202e Grand\0voile\ud800\x1b"]}
    corrected = await parts.describer.correct(USER, document.id, said)
    assert corrected.description.value(Field.ISSUER) == "SAS Grandvoile"
    with pytest.raises(InvalidRequest):
        await parts.describer.correct(USER, document.id, {"issuer": ["\u202e\0"]})


@pytest.mark.parametrize(
    "changes",
    [{"colour": ["red"]}, {"issuer": ["A", "B"]}, {"party": [" "]}, {"title": ["a" * 501]}],
)
async def test_what_can_not_be_meant_changes_nothing(
    parts: Installation, report: Path, changes: dict[str, list[str]]
) -> None:
    document = await added(parts, report)
    with pytest.raises(InvalidRequest):
        await parts.describer.correct(USER, document.id, changes)
    assert (await parts.documents.get(USER, document.id)).corrections == {}


async def test_nobody_corrects_what_they_may_not_see(parts: Installation, report: Path) -> None:
    document = await added(parts, report)
    other = replace(USER, entity=EntityId("elsewhere"))
    for who, which in ((other, document.id), (USER, DocumentId("nothing"))):
        with pytest.raises(NotFound):
            await parts.describer.correct(who, which, {"issuer": ["A"]})
