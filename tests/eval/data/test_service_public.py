"""French guides: found by the title that was taken away, or by the span that answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import InvalidRequest
from eval.data import kinds
from eval.data.dataset import Dataset
from tests.eval.data.tiny import asked, is_whole, suite_data, workshop, write, write_lines

TITLE = "Où garer un dirigeable ?"


async def titles(folder: Path, text: str, gold: str = "F1") -> Dataset:
    corpus = folder / "service-public"
    write(corpus / "fiches" / "F1.md", text)
    write_lines(
        corpus / "fiches.jsonl",
        [{"id": "F1", "title": TITLE, "type": "Fiche", "file": "fiches/F1.md"}],
    )
    write_lines(corpus / "title_queries.jsonl", [{"_id": "T1", "text": TITLE, "gold": [gold]}])
    return await kinds.load("service_public", workshop(folder), {"slice": "titles"})


async def spans(folder: Path, answer: str) -> Dataset:
    context = "Un dirigeable se gare au port. Il y reste."
    qas = [{"question": TITLE, "answers": [{"text": answer, "answer_start": 22}]}]
    articles = [
        {"title": "F1", "paragraphs": [{"context": context, "qas": qas}]},
        {"title": "F2", "paragraphs": [{"context": "Autre chose."}]},
    ]
    write(folder / "service-public" / "spf_qr.json", json.dumps({"data": articles}))
    return await kinds.load("service_public", workshop(folder), {"slice": "spans"})


async def test_a_guide_is_handed_in_without_its_title(tmp_path: Path) -> None:
    data = await titles(tmp_path, f"# {TITLE}\n\nAu port.\n\n## Et après\n\nRien.\n")
    (guide,), (case,) = data.documents, asked(data)
    assert guide.content == "Au port.\n\n## Et après\n\nRien.\n".encode()
    assert guide.name.endswith(".md")
    assert "F1" not in guide.name
    assert case.question == TITLE
    assert [gold.document for gold in case.evidence] == [guide.name]
    assert case.slices == {"kind": "Fiche", "language": "fr"}


async def test_a_title_that_is_repeated_is_taken_away_too(tmp_path: Path) -> None:
    data = await titles(tmp_path, f"# {TITLE}\n\n## {TITLE}\n\nAu port.\n")
    assert data.documents[0].content == b"Au port.\n"


@pytest.mark.parametrize("text", ["Au port.\n", f"# {TITLE}\n\n"])
async def test_a_guide_without_title_or_text_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"F1\.md:1"):
        await titles(tmp_path, text)


async def test_a_guide_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="T1: there is no guide 'F9'"):
        await titles(tmp_path, f"# {TITLE}\n\nAu port.\n", gold="F9")


async def test_a_span_is_the_answer_and_its_quote(tmp_path: Path) -> None:
    data = await spans(tmp_path, "au port")
    (case,) = asked(data)
    assert len(data.documents) == 2
    assert case.answers == ("au port",)
    assert case.evidence[0].quote == "au port"
    assert case.evidence[0].document == data.documents[0].name


async def test_a_span_that_its_text_does_not_hold_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"spf_qr\.json: F1: .*'en mer'"):
        await spans(tmp_path, "en mer")


async def test_the_slice_has_to_be_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"data\.slice"):
        await kinds.load("service_public", workshop(tmp_path), {})


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("suite", "documents", "cases"),
    [("service-public", 259, 132), ("service-public-spans", 317, 64)],
)
async def test_the_suites_are_whole(corpora: Path, suite: str, documents: int, cases: int) -> None:
    data = await suite_data(suite, corpora)
    assert (len(data.documents), len(data.cases)) == (documents, cases)
    assert is_whole(data)


@pytest.mark.corpora
async def test_no_guide_holds_the_title_line_it_is_asked_by(corpora: Path) -> None:
    data = await suite_data("service-public", corpora)
    texts = {s.name: s.content.decode() for s in data.documents if isinstance(s.content, bytes)}
    left = [c.id for c in asked(data) if texts[c.evidence[0].document].startswith("# ")]
    assert len(texts) == 259
    assert not left
