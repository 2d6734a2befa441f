"""Questions on French annual reports of consecutive years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.errors import InvalidRequest
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


def question(name: str, kind: str, *docs: str, answer: str | None = "12") -> dict[str, Any]:
    return {
        "id": name,
        "question": "Combien d'agents ?",
        "answer": answer,
        "evidence": [{"doc": doc, "page0": 6, "quote": "12 agents"} for doc in docs],
        "type": kind,
    }


async def load(folder: Path, *questions: dict[str, Any]) -> Dataset:
    for year in (2001, 2002):
        write(folder / "rapports-fr" / "pdfs" / f"RA-{year}.pdf", f"%PDF {year}")
    write_lines(folder / "rapports-fr" / "questions.jsonl", questions)
    return await kinds.load("rapports", workshop(folder), {})


async def test_pages_are_counted_from_one_and_years_are_slices(tmp_path: Path) -> None:
    data = await load(
        tmp_path,
        question("one", "single", "RA-2002.pdf"),
        question("two", "multi-doc", "RA-2002.pdf", "RA-2001.pdf"),
    )
    one, two = asked(data)
    assert one.evidence[0].pages == (7,)
    assert (one.answers, one.evidence[0].quote) == (("12",), "12 agents")
    assert one.slices == {"kind": "single", "language": "fr", "year": "2002"}
    assert two.slices["year"] == "2001+2002"
    assert len({gold.document for gold in two.evidence}) == 2


async def test_what_no_report_says_is_not_answerable(tmp_path: Path) -> None:
    (case,) = asked(await load(tmp_path, question("none", "unanswerable", answer=None)))
    assert not case.answerable
    assert (case.answers, case.evidence) == ((), ())


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (question("q", "single", answer="12"), "q: .*contradict"),
        (question("q", "unanswerable", "RA-2001.pdf"), "q: .*contradict"),
        (question("q", "single", "RA-1999.pdf"), "q: there is no document 'RA-1999.pdf'"),
        (question("q", "poem", "RA-2001.pdf"), r"questions\.jsonl:1: type"),
    ],
)
async def test_questions_that_make_no_sense_are_named(
    tmp_path: Path, bad: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await load(tmp_path, bad)


@pytest.mark.corpora
async def test_the_suite_is_whole(corpora: Path) -> None:
    data = await suite_data("rapports-fr", corpora)
    assert (len(data.documents), len(data.cases)) == (4, 84)
    assert sum(not case.answerable for case in asked(data)) == 4
    assert is_whole(data)
    assert not pages_that_are_not(data)
