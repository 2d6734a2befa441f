"""FinanceBench: questions on filings, with answers and the pages they stand on.

Islam et al. 2023, arXiv:2311.11944; non-commercial, for internal evaluation only.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest, NotFound
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.jsonl import read_lines
from eval.data.rows import csv_rows, known
from eval.data.workshop import Workshop

LONGEST_QUOTE = 120
"""Words. Longer evidence is a whole page, and no passage can be asked to hold it."""

_COLLECTIONS = ("a", "b")


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slice: Literal["pages", "answers", "withheld", "crosslingual"]
    """withheld: every question is asked where the filings of its company are not.
    crosslingual: the translated questions alone.
    """
    looked_up: list[str] = Field(default_factory=list)
    """For `answers`: ids of the questions whose answer is printed in the filing."""
    derived: list[str] = Field(default_factory=list)
    """For `answers`: ids of those whose answer is worked out from several figures."""
    ambiguous: list[str] = Field(default_factory=list)
    """Ids of the questions that leave open which filing they mean."""
    translations: str = ""
    """For `crosslingual`: CSV with the columns id and question (French), from the suite's folder"""


class _Filing(BaseModel):
    doc_name: str
    company: str
    doc_type: str


class _Evidence(BaseModel):
    doc_name: str
    evidence_page_num: int = Field(ge=0)
    """0-based."""
    evidence_text: str


class _Question(BaseModel):
    financebench_id: str
    doc_name: str
    question: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    evidence: list[_Evidence] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class _Filed:
    source: Source
    company: str
    kind: str


async def load(workshop: Workshop, options: Options) -> Dataset:
    """46 filings, those that most questions of the corpus are about first, then the smallest: one
    store serves all slices. They lie in two collections, by company.
    """
    folder = workshop.corpus("financebench", "documents.jsonl", "questions.jsonl")
    filed = _filed(workshop, folder / "documents.jsonl")
    questions = read_lines(folder / "questions.jsonl", _Question)
    asked = {question.financebench_id: _asked(question, filed) for question in questions}
    for name in options.ambiguous:
        asked[name] = replace(known(asked, name, "question", "data.ambiguous"), ambiguous=True)
    cases = _sliced(workshop, options, asked, {f.source.name: f.source for f in filed.values()})
    return Dataset(_most_asked_first(filed.values(), asked.values()), cases)


def _filed(workshop: Workshop, path: Path) -> dict[str, _Filed]:
    rows = read_lines(path, _Filing)
    folder = workshop.corpus("financebench", *(f"pdfs/{row.doc_name}.pdf" for row in rows))
    return {row.doc_name: _file(folder / f"pdfs/{row.doc_name}.pdf", row) for row in rows}


def _file(path: Path, row: _Filing) -> _Filed:
    digest = hashlib.sha256(row.company.encode()).digest()
    source = source_of(path, collection=_COLLECTIONS[digest[-1] % 2])
    return _Filed(source, row.company, row.doc_type.lower())


def _asked(question: _Question, filed: Mapping[str, _Filed]) -> Asked:
    where = f"questions.jsonl: {question.financebench_id}"
    filing = known(filed, question.doc_name, "document", where)
    evidence = tuple(_gold(where, entry, filed) for entry in question.evidence)
    slices = {"company": filing.company, "kind": filing.kind, "language": "en"}
    return Asked(
        id=question.financebench_id,
        question=question.question,
        answers=(question.answer,),
        evidence=evidence,
        slices=slices,
    )


def _gold(where: str, entry: _Evidence, filed: Mapping[str, _Filed]) -> GoldEvidence:
    document = known(filed, entry.doc_name, "document", where).source.name
    text = entry.evidence_text.strip()
    quote = text if len(text.split()) <= LONGEST_QUOTE else ""
    return GoldEvidence(document, (entry.evidence_page_num + 1,), quote)


def _sliced(
    workshop: Workshop, options: Options, asked: dict[str, Asked], sources: Mapping[str, Source]
) -> tuple[Asked, ...]:
    if options.slice == "answers":
        columns = _columns(options, asked)
        return tuple(_with(case, column=columns[name]) for name, case in asked.items())
    if options.slice == "withheld":
        return tuple(_withheld(case, sources) for case in asked.values())
    if options.slice == "crosslingual":
        return tuple(_translated(workshop, options.translations, asked))
    return tuple(asked.values())


def _columns(options: Options, asked: Mapping[str, Asked]) -> dict[str, str]:
    listed = Counter([*options.looked_up, *options.derived])
    for name, times in listed.items():
        known(asked, name, "question", "data.looked_up and data.derived")
        if times > 1:
            raise InvalidRequest(f"data.looked_up and data.derived: {name} is listed twice.")
    for name in asked:
        if name not in listed:
            raise InvalidRequest(f"data.looked_up and data.derived: {name} is in neither.")
    looked_up = dict.fromkeys(options.looked_up, "looked_up")
    return looked_up | dict.fromkeys(options.derived, "derived")


def _with(case: Asked, **slices: str) -> Asked:
    return replace(case, slices={**case.slices, **slices})


def _withheld(case: Asked, sources: Mapping[str, Source]) -> Asked:
    """Asked in the other collection, for another year's filing may hold the figure too."""
    needs = tuple(sorted(case.documents))
    own = sources[needs[0]].collection
    other = next(name for name in _COLLECTIONS if name != own)
    return replace(case, answers=(), evidence=(), answerable=False, needs=needs, collection=other)


def _translated(workshop: Workshop, name: str, asked: Mapping[str, Asked]) -> list[Asked]:
    path = workshop.here / name
    if not path.is_file():
        raise NotFound(f"There is no {path}.", "data.translations names a CSV: id, question.")
    cases: dict[str, Asked] = {}
    for where, row in csv_rows(path, ("id", "question")):
        case = known(asked, row["id"], "question", where)
        if row["id"] in cases:
            raise InvalidRequest(f"{where}: {row['id']} is translated twice.")
        if not row["question"]:
            raise InvalidRequest(f"{where}: the question is empty.")
        cases[case.id] = _with(replace(case, question=row["question"]), language="fr")
    return list(cases.values())


def _most_asked_first(filed: Iterable[_Filed], asked: Iterable[Asked]) -> tuple[Source, ...]:
    times = Counter(name for case in asked for name in case.documents)
    sources = [filing.source for filing in filed]
    return tuple(sorted(sources, key=lambda source: (-times[source.name], source.size)))
