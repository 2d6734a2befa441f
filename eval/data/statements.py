"""Rows of financial statements, as printed on pages of annual filings."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core.errors import InvalidRequest
from eval.cases import GoldRow, Printed
from eval.data.dataset import Dataset, Source, source_of
from eval.data.jsonl import read_lines
from eval.data.workshop import Workshop


class Options(BaseModel):
    """None."""

    model_config = ConfigDict(extra="forbid")


class PrintedRow(BaseModel):
    """A line of rows.jsonl."""

    doc: str
    page: int = Field(ge=1)
    """From 1, in this corpus."""
    label: str = Field(min_length=1)
    values: dict[str, str] = Field(min_length=1)
    """Figure as printed by year, in the order of the columns."""


class _Filing(BaseModel):
    doc_name: str
    company: str


async def load(workshop: Workshop, options: Options) -> Dataset:
    """A case a page, with all its rows. Raises `NotFound`, `InvalidRequest`."""
    pages = pages_of(workshop)
    names = sorted({doc for doc, _ in pages})
    filings = {name: _filing(workshop, name) for name in names}
    companies = _companies(workshop)
    cases = [
        Printed(
            id=f"{filings[doc].name.partition('.')[0]}:{page}",
            document=filings[doc].name,
            page=page,
            rows=tuple(GoldRow(row.label, row.values) for row in rows),
            slices={"company": companies.get(doc, "unknown"), "language": "en"},
        )
        for (doc, page), rows in pages.items()
    ]
    return Dataset(tuple(filings.values()), tuple(cases))


def pages_of(workshop: Workshop) -> dict[tuple[str, int], list[PrintedRow]]:
    """By filing and page, the rows in the order printed. Raises `NotFound`, `InvalidRequest`."""
    path = workshop.corpus("statements", "rows.jsonl") / "rows.jsonl"
    rows = read_lines(path, PrintedRow)
    if not rows:
        raise InvalidRequest(f"{path} is empty.")
    ordered = sorted(rows, key=_page)
    return {page: list(group) for page, group in groupby(ordered, key=_page)}


def _page(row: PrintedRow) -> tuple[str, int]:
    return row.doc, row.page


def _filing(workshop: Workshop, name: str) -> Source:
    file = f"pdfs/{name}.pdf"
    return source_of(workshop.corpus("financebench", file) / file)


def _companies(workshop: Workshop) -> dict[str, str]:
    path: Path = workshop.corpus("financebench", "documents.jsonl") / "documents.jsonl"
    return {filing.doc_name: filing.company for filing in read_lines(path, _Filing)}
