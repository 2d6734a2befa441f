"""A folder of documents and a table of questions, as users bring them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest, NotFound
from eval.cases import Asked, GoldEvidence
from eval.data.dataset import Dataset, Source, source_of
from eval.data.rows import csv_rows, known
from eval.data.workshop import Workshop

_OPTIONAL = ("id", "answer", "document", "page", "quote", "answerable", "language")
_ANSWERABLE = {"": True, "yes": True, "oui": True, "no": False, "non": False}


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    documents: str = Field(min_length=1)
    """A folder, from the suite's own; what lies in its subfolders counts, hidden files do not."""
    questions: str = Field(min_length=1)
    """A CSV file, from the suite's folder. Its columns:

    id          the row's number where there is none
    question    required
    answer      the words or the figure expected
    document    file that holds it, named from the folder of documents
    page        from 1; "3|4" where either holds it
    quote       the words that hold it
    answerable  yes or no (oui, non); yes where nothing is said
    language    fr, en …
    """


async def load(workshop: Workshop, options: Options) -> Dataset:
    """Raises `InvalidRequest`, naming file and line, where a row is not a case with gold."""
    sources = _sources(workshop.here / options.documents)
    cases = _cases(workshop.here / options.questions, sources)
    # A file that is there twice is one document.
    distinct = {source.name: source for source in sources.values()}
    return Dataset(tuple(distinct.values()), cases)


def _sources(folder: Path) -> dict[str, Source]:
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "data.documents names it.")
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    shown = {
        unicodedata.normalize("NFC", name.as_posix()): path
        for name, path in paths.items()
        if path.is_file() and not any(part.startswith(".") for part in name.parts)
    }
    if not shown:
        raise InvalidRequest(f"The folder {folder} holds no documents.")
    return {name: source_of(path) for name, path in shown.items()}


def _cases(path: Path, sources: Mapping[str, Source]) -> tuple[Asked, ...]:
    if not path.is_file():
        raise NotFound(f"There is no {path}.", "data.questions names a CSV file.")
    cases: dict[str, Asked] = {}
    for number, (where, row) in enumerate(csv_rows(path, ("question",), _OPTIONAL), start=1):
        case = _asked(where, row["id"] or str(number), row, sources)
        if case.id in cases:
            raise InvalidRequest(f"{where}: the id {case.id!r} is there twice.")
        cases[case.id] = case
    if not cases:
        raise InvalidRequest(f"{path}: the suite is empty.", "Write a question in each row.")
    return tuple(cases.values())


def _asked(where: str, name: str, row: Mapping[str, str], sources: Mapping[str, Source]) -> Asked:
    document = row["document"] and known(sources, row["document"], "document", where).name
    answerable = _ANSWERABLE.get(row["answerable"].lower())
    _check(where, row, answerable)
    evidence = (GoldEvidence(document, _pages(where, row["page"]), row["quote"]),)
    return Asked(
        id=name,
        question=row["question"],
        answers=(row["answer"],) if row["answer"] else (),
        evidence=evidence if document and answerable else (),
        answerable=bool(answerable),
        needs=(document,) if document else (),
        slices={"language": row["language"]} if row["language"] else {},
    )


def _check(where: str, row: Mapping[str, str], answerable: bool | None) -> None:
    if not row["question"]:
        raise InvalidRequest(f"{where}: the question is empty.")
    if answerable is None:
        raise InvalidRequest(f"{where}: answerable is yes or no, not {row['answerable']!r}.")
    if (row["page"] or row["quote"]) and not row["document"]:
        raise InvalidRequest(f"{where}: a page or a quote needs its document.")
    if answerable and not (row["answer"] or row["document"]):
        raise InvalidRequest(
            f"{where}: the row has no gold, so that nothing could be measured.",
            "Give an answer or a document, or say that it is not answerable.",
        )
    if not answerable and (row["answer"] or row["page"] or row["quote"]):
        raise InvalidRequest(f"{where}: what is not answerable has no answer, page or quote.")


def _pages(where: str, cell: str) -> tuple[int, ...]:
    pages = [part.strip() for part in cell.split("|")] if cell else []
    for page in pages:
        if not (page.isascii() and page.isdigit() and len(page) < 10 and int(page) > 0):
            raise InvalidRequest(f"{where}: {page!r} is not a page, counted from 1.")
    return tuple(int(page) for page in pages)
