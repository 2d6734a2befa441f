"""Tables of financial statements, from the rows of the corpus statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from eval.data.facts.fact import Fact
from eval.data.facts.tables import YearTable, facts_of
from eval.data.statements import PrintedRow, pages_of
from eval.data.workshop import Workshop

_LEADERS = re.compile(r"[ .]*\.\.[ .]*$")
"""Dots that lead the eye to the figures."""
_LOST_SPACES = re.compile(r"[A-Za-z]{19,}")
"""Some pages of the corpus lost them in their labels; no word of the others is as long."""


def facts(workshop: Workshop) -> Iterator[Fact]:
    """Raises `NotFound`, `InvalidRequest`."""
    for (doc, page), rows in pages_of(workshop).items():
        if any(_LOST_SPACES.search(row.label) for row in rows):
            continue
        tables = groupby(rows, key=lambda row: tuple(row.values))
        for rank, (years, alike) in enumerate(tables):
            yield from facts_of(_table(f"{doc}:{page}:{rank}", years, list(alike)))


def _table(id_: str, years: Sequence[str], rows: Sequence[PrintedRow]) -> YearTable:
    """The corpus leaves unit and scale out: the evidence states some, the same for all."""
    lines = ["(in millions of U.S. dollars)", _line("", {year: year for year in years})]
    printed = tuple((_LEADERS.sub("", row.label), row.values) for row in rows)
    lines += [_line(label, figures) for label, figures in printed]
    return YearTable(id_, "statement", "\n".join(lines), "dollars", "million", printed)


def _line(label: str, figures: Mapping[str, str]) -> str:
    return " ".join([label, *figures.values()]).strip()
