"""French questions answered by spans of articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidRequest
from eval.data import kinds
from eval.data.dataset import Dataset
from eval.data.squad import Paragraph, Span
from tests.eval.data.tiny import asked, is_whole, suite_data, workshop, write

TEXT = "Il est né en 1802. Il vécut à Utopie, puis ailleurs ! Il mourut."


def span(text: str, start: int | None = None) -> dict[str, Any]:
    return {"text": text, "answer_start": TEXT.index(text) if start is None else start}


async def load(folder: Path, *answers: dict[str, Any]) -> Dataset:
    qas = [{"id": "p1", "question": "Où vécut-il ?", "answers": list(answers)}]
    paragraphs = [{"context": TEXT, "qas": qas}, {"context": "Autre paragraphe.", "qas": []}]
    article = {"title": "Personne", "categorie": "Arts", "paragraphs": paragraphs}
    write(folder / "piaf" / "piaf.json", json.dumps({"data": [article]}))
    return await kinds.load("piaf", workshop(folder), {})


async def test_an_article_is_a_text_without_its_title(tmp_path: Path) -> None:
    data = await load(tmp_path, span("Utopie"))
    (article,), (case,) = data.documents, asked(data)
    assert article.content == f"{TEXT}\n\nAutre paragraphe.\n".encode()
    assert article.name.endswith(".txt")
    assert case.evidence[0].document == article.name
    assert case.slices == {"kind": "Arts", "language": "fr"}


async def test_any_answer_counts_and_the_quote_is_its_sentence(tmp_path: Path) -> None:
    data = await load(tmp_path, span("Utopie"), span("à Utopie"), span("Utopie"))
    (case,) = asked(data)
    assert case.answers == ("Utopie", "à Utopie")
    assert [gold.quote for gold in case.evidence] == ["Il vécut à Utopie, puis ailleurs !"]


async def test_an_offset_that_is_off_is_put_right(tmp_path: Path) -> None:
    (case,) = asked(await load(tmp_path, span("Utopie", 0)))
    assert "Utopie" in case.evidence[0].quote


async def test_an_answer_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"piaf\.json: Personne: .*'Atlantide'"):
        await load(tmp_path, span("Atlantide", 0))


@given(st.text("Ab .!?\n", min_size=1), st.data())
def test_the_sentence_holds_its_answer_and_stands_in_the_text(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    answer = text[start : data.draw(st.integers(start + 1, len(text)))]
    around = Paragraph(context=text).sentence_around(Span(text=answer, answer_start=start))
    assert answer.strip() in around
    assert around in text


@pytest.mark.corpora
async def test_the_suite_is_whole(corpora: Path) -> None:
    data = await suite_data("piaf", corpora)
    assert (len(data.documents), len(data.cases)) == (296, 4966)
    assert is_whole(data)
    texts = {s.name: s.content.decode() for s in data.documents if isinstance(s.content, bytes)}
    for case in asked(data):
        gold = case.evidence[0]
        assert gold.quote in texts[gold.document]
        assert case.answers[0].strip() in gold.quote
