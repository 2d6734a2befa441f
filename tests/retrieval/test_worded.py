"""A search of a contract shows the clause that is asked for; accounts are searched as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.ids import CollectionId
from core.principals import AccessScope, SearchFilter
from retrieval.search import Found, Query
from tests.flows.two_encoders import open_two
from tests.parts import HERE, USER

FILLER = "The goods are painted green and the crates are stacked by size. " * 6
TEXT = "\n\n".join(
    [
        *[
            f"{FILLER}\n\nWhich law is it, the buyer asks, and the seller knows the law."
            for _ in "123"
        ],
        f"{FILLER}\n\nThese terms shall be construed in accordance with those of Ruritania, and "
        f"are governed by them.\n\n{FILLER}",
    ]
)
QUESTION = "Which law is it under?"
ALL = SearchFilter(AccessScope.whole(HERE))


async def found_in(folder: Path, kind: str, question: str) -> Found:
    async with open_two(folder / "data") as two:
        path = folder / "one.txt"
        path.write_text(TEXT, "utf-8")
        accepted = await two.parts.documents.add(USER, path, path.name, CollectionId("all"))
        await two.parts.worker.until_idle()
        await two.parts.describer.correct(USER, accepted.document.id, {"kind": [kind]})
        retriever = two.parts.asker.retriever
        inside = replace(ALL, documents=(accepted.document.id,))
        return await retriever.search(await two.parts.spaces.live(), Query(question, inside), 5)


@pytest.mark.parametrize("question", [QUESTION, "Quel est le droit applicable ?"])
async def test_the_clause_comes_first_and_is_what_is_shown_of_its_passage(
    tmp_path: Path, question: str
) -> None:
    found = await found_in(tmp_path, "contract", question)
    assert "governed by them" in found.hits[0].focus_text
    assert found.explanation.candidates[0].parts["clause"] > 0


async def test_no_clause_is_looked_for_in_what_nobody_agreed_on(tmp_path: Path) -> None:
    found = await found_in(tmp_path, "annual_report", QUESTION)
    assert not any("clause" in one.parts for one in found.explanation.candidates)


async def test_nor_for_a_question_that_asks_for_none(tmp_path: Path) -> None:
    found = await found_in(tmp_path, "contract", "How are the crates stacked?")
    assert not any("clause" in one.parts for one in found.explanation.candidates)
