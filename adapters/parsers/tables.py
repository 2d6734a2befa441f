"""Rows of cells → a table element whose cells are ranges of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.parsers.leaf_builder import LeafBuilder
from core.readings import Cell, ElementKind, Table, WordSpan

_NUMBER = re.compile(
    r"[-+(]?\s*[$€£]?\s*\d[\d\s.,'’]*(?:[eE][-+]?\d+)?\s*(?:[%€$£]|[kKM]?€)?\s*\)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d.*)?")
_LONGEST_NUMBER = 40
_DEEPEST_HEADER = 2


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell before its words have ranks."""

    text: str
    column: int
    row_span: int = 1
    column_span: int = 1
    address: str | None = None
    """A1 address, in spreadsheets."""


Row = Sequence[CellText]


def add_table(builder: LeafBuilder, rows: Sequence[Row], header_rows: int | None = None) -> None:
    """Append a table element; nothing where no cell has a word.

    `header_rows` is how many first rows are column headers; None where the source does not say,
    and `guess_header_rows` does.
    """
    if header_rows is None:
        header_rows = guess_header_rows(rows)
    start = header_end = builder.mark
    cells: list[Cell] = []
    for rank, row in enumerate(rows):
        cells += _add_row(builder, rank, row)
        if rank < header_rows:
            header_end = builder.mark
    header = WordSpan(start, header_end) if header_end > start else None
    builder.element(ElementKind.TABLE, start, table=Table(tuple(cells), header))


def _add_row(builder: LeafBuilder, rank: int, row: Row) -> list[Cell]:
    cells = []
    separator = "\n"
    for cell in row:
        words = builder.add(one_line(cell.text), separator, cell=cell.address)
        if words.end > words.start:
            separator = "\t"
        cells.append(Cell(rank, cell.column, words, cell.row_span, cell.column_span))
    return cells


def one_line(text: str) -> str:
    """White space folded, vertical tabs and form feeds (soft breaks in Office files) included."""
    return " ".join(text.split())


def is_number(text: str) -> bool:
    """Whether a cell holds a figure or a date. A year alone is not one: it is a column's name."""
    text = text.strip()
    if len(text) > _LONGEST_NUMBER:
        return False
    if _DATE.fullmatch(text):
        return True
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def guess_header_rows(rows: Sequence[Row]) -> int:
    """How many first rows are column headers, where the file does not mark them.

    The first row is a header if nothing in it is a figure and either a figure stands below it or
    there are three columns or more (two columns of words are as often labels and values). A first
    row with gaps heads groups of columns, so a second row without figures is a header too.
    """
    filled = [[cell for cell in row if cell.text.strip()] for row in rows]
    if len(rows) < 2 or not filled[0] or _has_number(filled[0]):
        return 0
    if len(filled[0]) < 2 and len(filled[1]) < 2:
        return 0
    below = any(_has_number(row) for row in filled[1:])
    if not below and max(len(row) for row in filled) < 3:
        return 0
    second = len(rows) > _DEEPEST_HEADER and below and len(filled[0]) < len(filled[1])
    return 2 if second and not _has_number(filled[1]) else 1


def _has_number(row: Row) -> bool:
    return any(is_number(cell.text) for cell in row)
