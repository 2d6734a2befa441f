"""The synthetic documents that come with Probant, and their questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest, NotFound
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.jsonl import read_lines
from eval.data.rows import known
from eval.data.workshop import Workshop


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Place(BaseModel):
    document: str
    page: int | None = Field(ge=1)
    """1-based; None where the document has no pages."""
    quote: str = Field(min_length=1)


class _Gold(BaseModel):
    id: str
    language: Literal["fr", "en"]
    question: str = Field(min_length=1)
    answer: str | None
    document: str | None
    """Where an answer stands, or where one would look for it."""
    evidence: list[_Place]
    state: Literal["answered", "abstained"]
    type: str


async def load(workshop: Workshop, options: Options) -> Dataset:
    """6 documents of every format and 114 questions; samples/README.md describes them."""
    path = workshop.samples / "gold.jsonl"
    files = sorted((workshop.samples / "documents").glob("*"))
    if not files or not path.is_file():
        raise NotFound(f"{workshop.samples} holds no samples.", "Run `python samples/make.py`.")
    sources = {file.name: source_of(file) for file in files}
    cases = tuple(_asked(gold, sources) for gold in read_lines(path, _Gold))
    return Dataset(tuple(sources.values()), cases)


def _asked(gold: _Gold, sources: Mapping[str, Source]) -> Asked:
    where = f"gold.jsonl: {gold.id}"
    answerable = gold.state == "answered"
    if answerable != bool(gold.answer and gold.evidence):
        raise InvalidRequest(f"{where}: the state, the answer and the evidence contradict.")
    document = known(sources, gold.document, "document", where).name if gold.document else None
    return Asked(
        id=gold.id,
        question=gold.question,
        answers=(gold.answer,) if gold.answer else (),
        evidence=tuple(_place(where, place, sources) for place in gold.evidence),
        answerable=answerable,
        needs=(document,) if document else (),
        slices={"kind": gold.type, "language": gold.language},
    )


def _place(where: str, place: _Place, sources: Mapping[str, Source]) -> GoldEvidence:
    source = known(sources, place.document, "document", where)
    pages = () if place.page is None else (place.page,)
    return GoldEvidence(source.name, pages, place.quote)
