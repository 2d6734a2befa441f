"""What users bring: a folder and a table, and what they are told when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidRequest, NotFound
from eval.data import kinds
from eval.data.dataset import Dataset
from tests.eval.data.tiny import asked, is_whole, workshop, write

OPTIONS = {"documents": "papers", "questions": "questions.csv"}


async def load(folder: Path, table: str | bytes) -> Dataset:
    write(folder / "papers" / "lease.pdf", "%PDF lease")
    write(folder / "papers" / "old" / "loan.pdf", "%PDF loan")
    write(folder / "papers" / ".DS_Store", "hidden")
    write(folder / "questions.csv", table)
    return await kinds.load("folder", workshop(folder, here=folder), OPTIONS)


async def test_a_question_alone_with_its_answer_is_a_case(tmp_path: Path) -> None:
    data = await load(tmp_path, "question,answer\nHow much?,12 €\n\nWho?,Ann\n")
    first, second = asked(data)
    assert (first.id, first.question, first.answers) == ("1", "How much?", ("12 €",))
    assert second.id == "2"
    assert len(data.documents) == 2
    assert is_whole(data)


async def test_every_column_says_what_it_says(tmp_path: Path) -> None:
    data = await load(
        tmp_path,
        "id,question,answer,document,page,quote,answerable,language\n"
        'a,"How much, then?",12 €,old/loan.pdf,3|4,rent is 12,yes,en\n'
        "b,Et après ?,,lease.pdf,,,non,fr\n",
    )
    files = {s.content.name: s.name for s in data.documents if isinstance(s.content, Path)}
    first, second = asked(data)
    (gold,) = first.evidence
    assert (gold.document, gold.pages, gold.quote) == (files["loan.pdf"], (3, 4), "rent is 12")
    assert (first.id, first.question, first.answerable) == ("a", "How much, then?", True)
    assert first.slices == {"language": "en"}
    assert not second.answerable
    assert (second.evidence, second.needs) == ((), (files["lease.pdf"],))
    assert "lease.pdf" not in files.values()


async def test_a_table_from_a_french_spreadsheet_is_read(tmp_path: Path) -> None:
    table = '\ufeff"question";answer\r\n"Combien ; en tout ?"; 1 234,50 € \r\n'
    (case,) = asked(await load(tmp_path, table))
    assert (case.question, case.answers) == ("Combien ; en tout ?", ("1 234,50 €",))


async def test_a_file_that_is_there_twice_is_one_document(tmp_path: Path) -> None:
    write(tmp_path / "papers" / "copy.pdf", "%PDF lease")
    table = "question,document\nA?,copy.pdf\nB?,lease.pdf\n"
    data = await load(tmp_path, table)
    assert len(data.documents) == 2
    assert is_whole(data)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", r"questions\.csv:1: there is no column 'question'"),
        ("questions,answer\nA?,1\n", r":1: there is no column 'question'"),
        ("question,answer,reply\nA?,1,2\n", r":1: unknown column 'reply'"),
        ("question,answer,answer\nA?,1,2\n", r":1: the column 'answer' is there twice"),
        ("question,answer\n", "the suite is empty"),
        ("question,answer\n ,\n", "the suite is empty"),
        ("question,answer\n,12\n", ":2: the question is empty"),
        ("question,document\nA?,lost.pdf\n", r":2: there is no document 'lost\.pdf'"),
        ("question,document,page\nA?,lease.pdf,iv\n", ":2: 'iv' is not a page"),
        ("question,document,page\nA?,lease.pdf,0\n", ":2: '0' is not a page"),
        ("question,document,page\nA?,lease.pdf,3|\n", ":2: '' is not a page"),
        ("question,document,page\nA?,lease.pdf,²\n", ":2: '²' is not a page"),
        ("question,answer,page\nA?,1,3\n", ":2: a page or a quote needs its document"),
        ("question,answer\n\nA?,\n", ":3: the row has no gold"),
        ("question\nA?\n", ":2: the row has no gold"),
        ('question,answer\n"A\n?",1\nB?,\n', ":4: the row has no gold"),
        ('question,answer\n"A\n?",\n', ":2: the row has no gold"),
        ("question,answer,answerable\nA?,1,perhaps\n", ":2: answerable is yes or no"),
        ("question,answer,answerable\nA?,1,no\n", ":2: what is not answerable has no answer"),
        ("id,question,answer\na,A?,1\na,B?,2\n", ":3: the id 'a' is there twice"),
        ("question,answer\nA, then B?,1\n", ":2: 3 cells under 2 columns"),
        ('question,answer\n"A?,1\n', "this is not CSV"),
        ("question,answer\nO\u00f9 ?,1\n".encode("latin-1"), r"questions\.csv is not UTF-8"),
    ],
)
async def test_a_broken_table_is_named_with_its_line(
    tmp_path: Path, table: str | bytes, said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await load(tmp_path, table)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path / "questions.csv", "question,answer\nA?,1\n")
    with pytest.raises(NotFound, match=r"no folder .*papers"):
        await kinds.load("folder", workshop(tmp_path, here=tmp_path), OPTIONS)


async def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path / "papers" / ".hidden", "x")
    with pytest.raises(InvalidRequest, match="papers holds no documents"):
        await kinds.load("folder", workshop(tmp_path, here=tmp_path), OPTIONS)


async def test_a_missing_table_is_named(tmp_path: Path) -> None:
    write(tmp_path / "papers" / "lease.pdf", "x")
    with pytest.raises(NotFound, match=r"questions\.csv"):
        await kinds.load("folder", workshop(tmp_path, here=tmp_path), OPTIONS)
