"""Cells of a sheet → headings, paragraphs and tables whose words keep their A1 address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.tables import CellText, add_table, is_number, one_line
from core.places import a1
from core.readings import ElementKind

_LONGEST_TITLE = 100
Spans = Mapping[tuple[int, int], tuple[int, int]]
"""(row, column) of a merged cell → (row span, column span)."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with something in it; row and columns count from 1 as in A1."""

    number: int
    cells: tuple[tuple[int, str], ...]
    """(column, text) of the cells that are not empty, left to right."""


def add_grid(builder: LeafBuilder, rows: Iterable[GridRow], spans: Spans | None = None) -> None:
    """Append a sheet: a table for each run of rows without an empty row between them.

    Rows of one cell above the table are its title and remarks, as are runs of such rows.
    """
    for block in _blocks(rows):
        alone = next((i for i, row in enumerate(block) if len(row.cells) > 1), len(block))
        for rank, row in enumerate(block[:alone]):
            _add_lone(builder, row, may_be_title=rank == 0)
        if block[alone:]:
            _add_block(builder, block[alone:], spans or {})


def _blocks(rows: Iterable[GridRow]) -> Iterator[list[GridRow]]:
    block: list[GridRow] = []
    for row in rows:
        if block and row.number != block[-1].number + 1:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _add_lone(builder: LeafBuilder, row: GridRow, may_be_title: bool) -> None:
    column, text = row.cells[0]
    start = builder.mark
    builder.add(one_line(text), "\n", cell=a1(row.number, column))
    if may_be_title and _is_title(text):
        builder.element(ElementKind.HEADING, start, 1)
    else:
        builder.element(ElementKind.PARAGRAPH, start)


def _is_title(text: str) -> bool:
    short = len(text) <= _LONGEST_TITLE and not text.rstrip().endswith((".", ";", ","))
    return short and not is_number(text) and any(letter.isalpha() for letter in text)


def _add_block(builder: LeafBuilder, block: list[GridRow], spans: Spans) -> None:
    """Columns of the table count from the block's leftmost cell; its empty cells are left out."""
    left = min(row.cells[0][0] for row in block)
    table = []
    for row in block:
        cells = []
        for column, text in row.cells:
            high, wide = spans.get((row.number, column), (1, 1))
            cells.append(CellText(text, column - left, high, wide, a1(row.number, column)))
        table.append(cells)
    add_table(builder, table)
