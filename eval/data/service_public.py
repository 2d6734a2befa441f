"""French official guidance on housing, sale, credit and tax, as it was in 2020."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.jsonl import read_lines
from eval.data.rows import known
from eval.data.squad import Article, articles
from eval.data.workshop import Workshop


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slice: Literal["titles", "spans"]
    """titles: a title that is a question, asked of the guides without their titles.
    spans: questions whose answer is a span of a guide.
    """


class _Fiche(BaseModel):
    id: str
    type: str
    file: str


class _Query(BaseModel):
    id: str = Field(alias="_id")
    text: str = Field(min_length=1)
    gold: list[str] = Field(min_length=1, max_length=1)


async def load(workshop: Workshop, options: Options) -> Dataset:
    """titles: 259 guides, 132 questions, each with its guide as gold. spans: 317 and 64."""
    return _titles(workshop) if options.slice == "titles" else _spans(workshop)


def _titles(workshop: Workshop) -> Dataset:
    folder = workshop.corpus("service-public", "fiches.jsonl", "title_queries.jsonl")
    fiches = read_lines(folder / "fiches.jsonl", _Fiche)
    workshop.corpus("service-public", *(fiche.file for fiche in fiches))
    sources = {fiche.id: _untitled(folder / fiche.file) for fiche in fiches}
    kinds = {fiche.id: fiche.type for fiche in fiches}
    queries = read_lines(folder / "title_queries.jsonl", _Query)
    return Dataset(tuple(sources.values()), tuple(_titled(q, sources, kinds) for q in queries))


def _untitled(path: Path) -> Source:
    title, _, text = path.read_text("utf-8").partition("\n")
    if not title.startswith("# ") or not text.strip():
        raise InvalidRequest(f"{path}:1: a title line and a text are expected.")
    lines = text.lstrip("\n").split("\n")
    if lines[0].strip("# ") == title.strip("# "):  # some repeat their title
        del lines[0]
    return source_of("\n".join(lines).lstrip("\n").encode(), ".md")


def _titled(query: _Query, sources: Mapping[str, Source], kinds: Mapping[str, str]) -> Asked:
    fiche = query.gold[0]
    source = known(sources, fiche, "guide", f"title_queries.jsonl: {query.id}")
    return Asked(
        id=query.id,
        question=query.text,
        evidence=(GoldEvidence(source.name),),
        slices={"kind": kinds[fiche], "language": "fr"},
    )


def _spans(workshop: Workshop) -> Dataset:
    read = articles(workshop.corpus("service-public", "spf_qr.json") / "spf_qr.json")
    filed = [(article, source_of(article.text.encode(), ".txt")) for article in read]
    cases = tuple(case for article, source in filed for case in _spanned(article, source.name))
    return Dataset(tuple(source for _, source in filed), cases)


def _spanned(article: Article, document: str) -> list[Asked]:
    questions = [question for paragraph in article.paragraphs for question in paragraph.qas]
    return [
        Asked(
            id=f"{article.title}-{number}",
            question=question.question,
            answers=tuple(span.text for span in question.answers),
            evidence=(GoldEvidence(document, quote=question.answers[0].text),),
            slices={"language": "fr"},
        )
        for number, question in enumerate(questions, start=1)
    ]
