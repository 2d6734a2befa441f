"""French public annual reports of consecutive years: alike but for their figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.jsonl import read_lines
from eval.data.rows import known
from eval.data.workshop import Workshop

_YEAR = re.compile(r"(?:19|20)\d\d")


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Place(BaseModel):
    doc: str
    page0: int = Field(ge=0)
    quote: str = Field(min_length=1)


class _Question(BaseModel):
    id: str
    question: str = Field(min_length=1)
    answer: str | None
    evidence: list[_Place]
    type: Literal["single", "multi-doc", "unanswerable"]


async def load(workshop: Workshop, options: Options) -> Dataset:
    """4 reports and 84 questions, some without an answer in any report."""
    folder = workshop.corpus("rapports-fr", "questions.jsonl", "pdfs")
    sources = {path.name: source_of(path) for path in sorted((folder / "pdfs").glob("*.pdf"))}
    questions = read_lines(folder / "questions.jsonl", _Question)
    cases = tuple(_asked(question, sources) for question in questions)
    return Dataset(tuple(sources.values()), cases)


def _asked(question: _Question, sources: Mapping[str, Source]) -> Asked:
    where = f"questions.jsonl: {question.id}"
    answerable = question.type != "unanswerable"
    if answerable != bool(question.answer and question.evidence):
        raise InvalidRequest(f"{where}: the type, the answer and the evidence contradict.")
    return Asked(
        id=question.id,
        question=question.question,
        answers=(question.answer,) if question.answer else (),
        evidence=tuple(_gold(where, place, sources) for place in question.evidence),
        answerable=answerable,
        slices={"kind": question.type, "language": "fr", **_year(question)},
    )


def _gold(where: str, place: _Place, sources: Mapping[str, Source]) -> GoldEvidence:
    source = known(sources, place.doc, "document", where)
    return GoldEvidence(source.name, (place.page0 + 1,), place.quote)


def _year(question: _Question) -> dict[str, str]:
    """Of the reports that hold the answer, as their file names say it; none where none does."""
    years = sorted({year for place in question.evidence for year in _YEAR.findall(place.doc)})
    return {"year": "+".join(years)} if years else {}
