"""Questions on quarterly filings: which filings each is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidRequest
from eval.data import kinds
from eval.data.dataset import Dataset
from tests.eval.data.tiny import asked, is_whole, suite_data, workshop, write

HEADER = "row,\ufeffQuestion,Source Docs,Question Type,Source Chunk Type,Answer\n"
FILES = ("2021 Q1 ACME.pdf", "2021 Q2 ACME.pdf", "2021 Q1 BOLT.pdf")


async def load(folder: Path, *rows: str) -> tuple[Dataset, dict[str, str]]:
    """The dataset, and the file of each of its documents."""
    for name in FILES:
        write(folder / "sec10q" / "pdfs" / name, f"%PDF {name}")
    write(folder / "sec10q" / "questions.csv", HEADER + "".join(row + "\n" for row in rows))
    data = await kinds.load("sec10q", workshop(folder), {})
    files = {s.name: s.content.name for s in data.documents if isinstance(s.content, Path)}
    return data, files


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("*ACME*", {"2021 Q1 ACME.pdf", "2021 Q2 ACME.pdf"}),
        ("*2021 Q1 BOLT*", {"2021 Q1 BOLT.pdf"}),
        ('"2021 Q2 ACME.pdf, *BOLT*"', {"2021 Q2 ACME.pdf", "2021 Q1 BOLT.pdf"}),
    ],
)
async def test_every_filing_that_is_named_is_needed(
    tmp_path: Path, pattern: str, named: set[str]
) -> None:
    data, files = await load(tmp_path, f"0,How?,{pattern},Multi,Text,So. SOURCE(S): x")
    (case,) = asked(data)
    assert {files[gold.document] for gold in case.evidence} == named
    assert all(not gold.pages for gold in case.evidence)
    assert not set(FILES) & set(files), "a file's name would give it away"


async def test_only_the_answer_on_one_filing_is_gold(tmp_path: Path) -> None:
    data, _ = await load(
        tmp_path,
        '7,How?,*BOLT*,Single,Text,"Sales rose\nby 5. (SOURCE: 2021 Q1 BOLT.pdf)"',
        "8,Why?,*ACME*,Multi,Text,So. SOURCE(S): x",
    )
    single, several = asked(data)
    assert (single.id, single.answers) == ("7", ("Sales rose\nby 5.",))
    assert single.slices == {"company": "BOLT", "kind": "Single", "language": "en"}
    assert several.answers == ()


async def test_a_filing_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    first = '0,How?,*BOLT*,Single,Text,"on\ntwo lines"'
    with pytest.raises(InvalidRequest, match=r"questions\.csv:4: .*'\*CASK\*'"):
        await load(tmp_path, first, "1,How?,*CASK*,Single,Text,So.")


@pytest.mark.corpora
async def test_the_suite_is_whole(corpora: Path) -> None:
    data = await suite_data("sec10q-documents", corpora)
    assert (len(data.documents), len(data.cases)) == (8, 81)
    assert is_whole(data)
    assert sum(bool(case.answers) for case in asked(data)) == 51
