"""Documents that disagree are both shown, and what is not in force today is marked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from core.encoding import Encoder
from core.scoping import Facet
from flows.bootstrap import Installation
from flows.documents import Change
from flows.question import Question
from tests.flows.uncaged import open_uncaged
from tests.parts import USER, added

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEASE = "Bail commercial de Northwind\n\nLe dépôt de garantie de Northwind est de 46 500 €.\n"
LETTER = "Lettre à Northwind\n\nNous rappelons que le dépôt de garantie s'élève à 45 000 €.\n"
OLD = "Règlement ancien\n\nLe tarif horaire du parking est de 2 € par heure.\n"
NEW = "Règlement nouveau\n\nLe tarif horaire du parking est de 3 € par heure.\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parts(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> AsyncIterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("disagreeing")
    texts = {"bail.txt": LEASE, "lettre.txt": LETTER, "ancien.txt": OLD, "nouveau.txt": NEW}
    async with open_uncaged(folder / "data", encoder) as opened:
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
            document = await added(opened, folder / name)
            if name == "ancien.txt":
                until = Change(valid_from=date(2015, 1, 1), valid_until=date(2020, 12, 31))
                await opened.documents.change(USER, document.id, until)
            if name == "nouveau.txt":
                since = Change(valid_from=date(2021, 1, 1))
                await opened.documents.change(USER, document.id, since)
        yield opened


async def test_both_documents_are_quoted_and_named(parts: Installation) -> None:
    question = Question("Quel est le montant du dépôt de garantie de Northwind ?")
    answer = await parts.asker.ask(USER, question)
    [contradiction] = answer.contradictions
    assert {(c.document, c.value) for c in contradiction.values} == {
        ("bail.txt", "46 500 €"),
        ("lettre.txt", "45 000 €"),
    }
    quotes = {citation.index: citation.quote for citation in answer.citations}
    for claim in contradiction.values:
        assert claim.value in quotes[claim.citation]
        assert f"{claim.document} dit {claim.value} [{claim.citation}]" in (answer.reason or "")
    assert answer.to_json()["contradictions"] == [contradiction.to_json()]


async def test_documents_that_agree_are_none(parts: Installation) -> None:
    answer = await parts.asker.ask(USER, Question("Quel est le tarif horaire du parking ?"))
    assert answer.contradictions == ()
    assert answer.reason is None
    assert [(c.document, c.in_force) for c in answer.citations[:1]] == [("nouveau.txt", True)]


async def test_what_was_in_force_is_found_and_marked(parts: Installation) -> None:
    question = Question("Quel était le tarif horaire du parking en vigueur en 2019 ?")
    answer = await parts.asker.ask(USER, question)
    assert "2 € par heure" in answer.text
    assert {(c.document, c.in_force) for c in answer.citations} == {("ancien.txt", False)}
    assert answer.searched.scope.values(Facet.DAY) == ("2019-12-31",)
