"""Clauses of contracts: asked in their contract, on any page that holds them, or absent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidRequest, NotFound
from eval.data import kinds
from eval.data.dataset import Dataset
from tests.eval.data.tiny import (
    asked,
    is_whole,
    pages_that_are_not,
    suite_data,
    workshop,
    write,
    write_lines,
)


def item(name: str, doc: str, category: str, *evidence: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "doc": doc,
        "type": "Co_Branding",
        "category": category,
        "answer": "",
        "evidence": list(evidence),
    }


CLAUSE = {"quote": "the laws of Utopia", "page0": 2, "pages0_all": [7, 2]}
UNPLACED = {"quote": "the 1st day of May", "page0": None}


async def load(folder: Path, *items: dict[str, Any], **options: Any) -> Dataset:
    for one in items:
        write(folder / "cuad" / "pdfs" / one["doc"], f"%PDF {one['doc']}")
    write_lines(folder / "cuad" / "clauses.jsonl", items)
    return await kinds.load("cuad", workshop(folder), options)


async def test_a_clause_is_asked_in_its_contract_and_counts_on_any_page(tmp_path: Path) -> None:
    data = await load(
        tmp_path,
        item("c1", "one.pdf", "Governing Law", CLAUSE),
        item("c2", "two.pdf", "Parties", CLAUSE),
    )
    law, parties = asked(data)
    assert law.question == "What is the governing law of this agreement?"
    assert law.evidence[0].pages == (3, 8)
    assert (law.answers, law.evidence[0].quote) == ((), "the laws of Utopia")
    assert law.document == law.evidence[0].document != parties.document
    assert law.slices == {"kind": "Co Branding", "category": "Governing Law", "language": "en"}
    assert not {"one.pdf", "two.pdf"} & {source.name for source in data.documents}


async def test_an_absent_clause_is_to_be_said(tmp_path: Path) -> None:
    (case,) = asked(await load(tmp_path, item("c1", "one.pdf", "Insurance")))
    assert not case.answerable
    assert case.evidence == ()
    assert case.documents == {case.document}, "without its contract it is not to be asked"


async def test_what_is_absent_can_be_left_out(tmp_path: Path) -> None:
    items = (item("c1", "one.pdf", "Insurance"), item("c2", "one.pdf", "Governing Law", CLAUSE))
    data = await load(tmp_path, *items, absent=False)
    assert [case.id for case in asked(data)] == ["c2"]


async def test_the_same_words_marked_twice_are_one_clause(tmp_path: Path) -> None:
    (case,) = asked(await load(tmp_path, item("c1", "one.pdf", "Parties", UNPLACED, UNPLACED)))
    assert [gold.pages for gold in case.evidence] == [()]


async def test_an_unknown_category_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="c1: there is no category 'Poetry'"):
        await load(tmp_path, item("c1", "one.pdf", "Poetry"))


async def test_a_missing_contract_is_named(tmp_path: Path) -> None:
    write_lines(tmp_path / "cuad" / "clauses.jsonl", [item("c1", "gone.pdf", "Parties")])
    with pytest.raises(NotFound, match=r"gone\.pdf"):
        await kinds.load("cuad", workshop(tmp_path), {})


async def test_a_broken_line_is_named(tmp_path: Path) -> None:
    bad = item("c2", "one.pdf", "Parties") | {"evidence": None}
    with pytest.raises(InvalidRequest, match=r"clauses\.jsonl:2: evidence"):
        await load(tmp_path, item("c1", "one.pdf", "Parties"), bad)


async def test_an_answer_that_nobody_quoted_is_neither_there_nor_absent(tmp_path: Path) -> None:
    unsure = item("c2", "one.pdf", "Expiration Date") | {"answer": "perpetual"}
    absent = item("c3", "one.pdf", "Insurance") | {"answer": "No"}
    data = await load(tmp_path, item("c1", "one.pdf", "Parties"), unsure, absent)
    assert [case.id for case in asked(data)] == ["c1", "c3"]


@pytest.mark.corpora
async def test_the_suite_is_whole(corpora: Path) -> None:
    data = await suite_data("cuad-clauses", corpora)
    assert (len(data.documents), len(data.cases)) == (36, 678)
    assert sum(not case.answerable for case in asked(data)) == 298
    assert is_whole(data)
    assert not pages_that_are_not(data)
