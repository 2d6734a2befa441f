"""Questions on filings: pages from 1, collections by company, and what withholding leaves."""

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

SLICES = ("pages", "answers", "withheld", "crosslingual")
DAILY = 12
COMPANIES = {"ACME_2020_10K": "Acme", "ACME_2021_10K": "Acme", "BOLT_2020_8K": "Bolt"}


def question(number: int, filing: str, page0: int, text: str = "Sales were 12.") -> dict[str, Any]:
    evidence = {"doc_name": filing, "evidence_page_num": page0, "evidence_text": text}
    return {
        "financebench_id": f"q{number}",
        "doc_name": filing,
        "question": f"What is {number}?",
        "answer": f"${number}",
        "evidence": [evidence],
    }


QUESTIONS = [
    question(1, "ACME_2021_10K", 0),
    question(2, "BOLT_2020_8K", 4, "word " * 121),
    question(3, "BOLT_2020_8K", 5, "word " * 120),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "financebench"
    for name in COMPANIES:
        write(corpus / "pdfs" / f"{name}.pdf", f"%PDF {name}")
    rows = [{"doc_name": n, "company": c, "doc_type": n[-3:]} for n, c in COMPANIES.items()]
    write_lines(corpus / "documents.jsonl", rows)
    write_lines(corpus / "questions.jsonl", QUESTIONS)
    return tmp_path


async def load(folder: Path, **options: Any) -> Dataset:
    return await kinds.load("financebench", workshop(folder, here=folder), options)


async def test_pages_are_counted_from_one(folder: Path) -> None:
    first, second, _ = asked(await load(folder, slice="pages"))
    assert [gold.pages for gold in (*first.evidence, *second.evidence)] == [(1,), (5,)]
    assert first.answers == ("$1",)
    assert first.slices == {"company": "Acme", "kind": "10k", "language": "en"}
    assert first.collection is None


async def test_questions_are_ambiguous_by_list(folder: Path) -> None:
    data = await load(folder, slice="pages", ambiguous=["q2"])
    assert [case.ambiguous for case in asked(data)] == [False, True, False]
    with pytest.raises(InvalidRequest, match="no question 'q9'"):
        await load(folder, slice="pages", ambiguous=["q9"])


async def test_evidence_as_long_as_a_page_is_no_quote(folder: Path) -> None:
    first, long, at_the_limit = asked(await load(folder, slice="pages"))
    assert first.evidence[0].quote == "Sales were 12."
    assert not long.evidence[0].quote
    assert at_the_limit.evidence[0].quote


async def test_no_name_of_a_filing_reaches_the_store(folder: Path) -> None:
    data = await load(folder, slice="pages")
    assert not any(name[:4] in source.name for name in COMPANIES for source in data.documents)


@pytest.mark.parametrize("chosen", SLICES)
async def test_every_slice_has_the_same_documents_in_the_same_order(
    folder: Path, chosen: str
) -> None:
    write(folder / "french.csv", "id,question\nq1,Combien ?\n")
    options = {"answers": {"looked_up": ["q1", "q2"], "derived": ["q3"]}}.get(chosen, {})
    translations = {"translations": "french.csv"} if chosen == "crosslingual" else {}
    data = await load(folder, slice=chosen, **options, **translations)
    paths = [source.content for source in data.documents]
    assert [path.stem[:9] for path in paths if isinstance(path, Path)] == [
        "BOLT_2020",  # two questions
        "ACME_2021",
        "ACME_2020",  # none
    ]
    assert [s.collection for s in data.documents] == [
        s.collection for s in (await load(folder, slice="pages")).documents
    ]


async def test_answers_are_told_apart_by_column(folder: Path) -> None:
    data = await load(folder, slice="answers", looked_up=["q2"], derived=["q3", "q1"])
    columns = [case.slices["column"] for case in asked(data)]
    assert columns == ["derived", "looked_up", "derived"]


@pytest.mark.parametrize(
    ("looked_up", "derived", "said"),
    [
        (["q1"], ["q2"], "q3 is in neither"),
        (["q1", "q2"], ["q2", "q3"], "q2 is listed twice"),
        (["q1", "q2", "q3"], ["q9"], "no question 'q9'"),
    ],
)
async def test_columns_that_do_not_share_out_the_questions_are_refused(
    folder: Path, looked_up: list[str], derived: list[str], said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await load(folder, slice="answers", looked_up=looked_up, derived=derived)


async def test_withheld_questions_are_asked_where_their_company_is_not(folder: Path) -> None:
    data = await load(folder, slice="withheld")
    company = {
        s.name: COMPANIES[s.content.stem] for s in data.documents if isinstance(s.content, Path)
    }
    assert {s.collection for s in data.documents} == {"a", "b"}
    for case in asked(data):
        assert not case.answerable
        assert (case.answers, case.evidence) == ((), ())
        reached = [s.name for s in data.documents if s.collection == case.collection]
        own = company[case.needs[0]]
        assert all(company[name] != own for name in reached)
        assert reached, "nothing to search is no test of abstaining"


async def test_translations_keep_the_gold(folder: Path) -> None:
    write(folder / "french.csv", '\ufeffid,question\nq2,"Combien, en 2020 ?"\n')
    (case,) = asked(await load(folder, slice="crosslingual", translations="french.csv"))
    assert (case.id, case.question) == ("q2", "Combien, en 2020 ?")
    assert case.evidence[0].pages == (5,)
    assert case.slices["language"] == "fr"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("id,question\nq9,Combien ?\n", r"french.csv:2: there is no question 'q9'"),
        ("id,question\nq1,Un ?\nq1,Deux ?\n", r"french.csv:3: q1 is translated twice"),
        ("id,question\n\nq1,\n", r"french.csv:3: the question is empty"),
        ("id,text\nq1,Combien ?\n", r"french.csv:1: there is no column 'question'"),
        ("", r"french.csv:1: there is no column 'id'"),
    ],
)
async def test_broken_translations_are_named(folder: Path, table: str, said: str) -> None:
    write(folder / "french.csv", table)
    with pytest.raises(InvalidRequest, match=said):
        await load(folder, slice="crosslingual", translations="french.csv")


async def test_missing_translations_are_named(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.csv"):
        await load(folder, slice="crosslingual", translations="none.csv")


async def test_a_missing_filing_is_named(folder: Path) -> None:
    (folder / "financebench" / "pdfs" / "BOLT_2020_8K.pdf").unlink()
    with pytest.raises(NotFound, match=r"BOLT_2020_8K\.pdf"):
        await load(folder, slice="pages")


async def test_evidence_in_an_unknown_filing_is_named(folder: Path) -> None:
    rows = [question(7, "BOLT_2020_8K", 1) | {"evidence": question(7, "NONE", 1)["evidence"]}]
    write_lines(folder / "financebench" / "questions.jsonl", rows)
    with pytest.raises(InvalidRequest, match="q7: there is no document 'NONE'"):
        await load(folder, slice="pages")


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("suite", "cases"),
    [
        ("financebench-pages", 78),
        ("financebench-answers", 78),
        ("financebench-withheld", 78),
        ("crosslingual", 40),
    ],
)
async def test_the_suites_on_filings_are_whole(corpora: Path, suite: str, cases: int) -> None:
    data = await suite_data(suite, corpora)
    assert (len(data.documents), len(data.cases)) == (46, cases)
    assert is_whole(data)


@pytest.mark.corpora
async def test_the_pages_of_the_filings_exist(corpora: Path) -> None:
    assert not pages_that_are_not(await suite_data("financebench-pages", corpora))


@pytest.mark.corpora
async def test_the_daily_filings_serve_four_suites(corpora: Path) -> None:
    suites = [f"financebench-{name}" for name in SLICES[:3]] + ["crosslingual"]
    read = [await suite_data(suite, corpora) for suite in suites]
    daily = [[(s.name, s.collection) for s in data.documents[:DAILY]] for data in read]
    assert all(documents == daily[0] for documents in daily)
    assert {collection for _, collection in daily[0]} == {"a", "b"}
    names = {name for name, _ in daily[0]}
    assert [sum(c.documents <= names for c in asked(data)) for data in read] == [36, 36, 36, 18]
