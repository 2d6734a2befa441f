"""Quarterly filings of a few companies, with questions on one or on several of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict

from core.errors import InvalidRequest
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.rows import csv_rows
from eval.data.workshop import Workshop

_COLUMNS = ("row", "Question", "Source Docs", "Question Type", "Answer")
_SOURCES = re.compile(r"\(?SOURCE")
"""Where an answer stops and the names of its sources begin."""


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


async def load(workshop: Workshop, options: Options) -> Dataset:
    """8 filings and 81 questions. The gold is the filings, all needed; no pages are known."""
    folder = workshop.corpus("sec10q", "questions.csv", "pdfs")
    sources = {path.name: source_of(path) for path in sorted((folder / "pdfs").glob("*.pdf"))}
    rows = csv_rows(folder / "questions.csv", _COLUMNS, ("Source Chunk Type",))
    cases = tuple(_asked(where, row, sources) for where, row in rows)
    return Dataset(tuple(sources.values()), cases)


def _asked(where: str, row: Mapping[str, str], sources: Mapping[str, Source]) -> Asked:
    files = _matching(where, row["Source Docs"], sources)
    # What compares filings is an essay, which no measure of answers could score.
    answer = _SOURCES.split(row["Answer"])[0].strip() if len(files) == 1 else ""
    # A file is called "YEAR QUARTER COMPANY.pdf".
    companies = sorted({file.removesuffix(".pdf").split()[-1] for file in files})
    return Asked(
        id=row["row"],
        question=row["Question"],
        answers=(answer,) if answer else (),
        evidence=tuple(GoldEvidence(sources[file].name) for file in files),
        slices={"company": "+".join(companies), "kind": row["Question Type"], "language": "en"},
    )


def _matching(where: str, patterns: str, sources: Mapping[str, Source]) -> list[str]:
    """The files that "*COMPANY*, YEAR*" names, in order. Every pattern must name one."""
    found: set[str] = set()
    for pattern in (part.strip() for part in patterns.split(",")):
        matched = {file for file in sources if fnmatchcase(file, pattern)}
        if not matched:
            raise InvalidRequest(f"{where}: no document is called {pattern!r}.")
        found |= matched
    return sorted(found)
