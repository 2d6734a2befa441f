"""Tables and sheets as they are drawn: rows of cells without the empty ones between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from core.places import a1, parse_a1
from core.readings import Leaf, Table, WordSpan


@dataclass(frozen=True, slots=True)
class Slot:
    """One drawn cell; spans count drawn rows and columns, 1 or more."""

    words: WordSpan
    is_header: bool = False
    row_span: int = 1
    column_span: int = 1
    address: str = ""
    """A1 address, in a sheet."""


EMPTY = Slot(WordSpan(0, 0))


MOST_ROWS, MOST_COLUMNS = 300, 60
"""Of one table or sheet: a page of 100,000 cells opens in no browser."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows top to bottom, each with its slots left to right; what a span covers has no slot.

    Rows and columns that hold nothing are not drawn: the size of what is drawn follows the number
    of cells, whatever numbers a hostile file gives them.
    """

    rows: tuple[tuple[tuple[int, Slot], ...], ...]
    """Each slot with the rank of its first column among those drawn, from 0."""
    row_names: tuple[int, ...]
    """The drawn rows' numbers: 1-based in a sheet, from 0 in a table."""
    column_names: tuple[int, ...]
    left_out: tuple[int, int]
    """Rows and columns that were too many to draw."""


def table_grid(table: Table) -> Grid:
    """The cells of a table, merged ones over the rows and columns that they cover."""
    rows, columns, left_out = _axes((cell.row, cell.column) for cell in table.cells)
    slots = {
        (cell.row, cell.column): Slot(
            cell.words,
            _is_inside(cell.words, table.header),
            max(1, _between(rows, cell.row, cell.row_span)),
            max(1, _between(columns, cell.column, cell.column_span)),
        )
        for cell in table.cells
    }
    return Grid(tuple(_laid_out(slots, rows, columns)), rows, columns, left_out)


_Axis = tuple[int, ...]


def _axes(spots: Iterable[tuple[int, int]]) -> tuple[_Axis, _Axis, tuple[int, int]]:
    """The rows and columns to draw, and how many there are beyond."""
    pairs = list(spots)
    rows = sorted({row for row, _ in pairs})
    columns = sorted({column for _, column in pairs})
    left_out = (max(0, len(rows) - MOST_ROWS), max(0, len(columns) - MOST_COLUMNS))
    return tuple(rows[:MOST_ROWS]), tuple(columns[:MOST_COLUMNS]), left_out


def _between(axis: _Axis, first: int, span: int) -> int:
    """How many drawn rows or columns a cell covers."""
    return bisect_left(axis, first + span) - bisect_left(axis, first)


def _is_inside(words: WordSpan, outer: WordSpan | None) -> bool:
    if outer is None or words.start == words.end:
        return False
    return outer.start <= words.start and words.end <= outer.end


def _laid_out(
    slots: Mapping[tuple[int, int], Slot], rows: _Axis, columns: _Axis
) -> Iterator[tuple[tuple[int, Slot], ...]]:
    covered: set[tuple[int, int]] = set()
    for down, row in enumerate(rows):
        line = []
        for across, column in enumerate(columns):
            slot = slots.get((row, column), EMPTY)
            if (down, across) not in covered:
                covered.update(
                    (down + y, across + x)
                    for y in range(slot.row_span)
                    for x in range(slot.column_span)
                )
                line.append((across, slot))
            elif slot is not EMPTY:  # two cells in one place: a mistake, and it must be seen
                line.append((across, replace(slot, row_span=1, column_span=1)))
        yield tuple(line)


def sheet_grid(leaf: Leaf) -> Grid:
    """The cells of a sheet that hold something, under the rows and columns that do."""
    found = _cells(leaf)
    headers = [e.table.header for e in leaf.elements if e.table and e.table.header]
    rows, columns, left_out = _axes(found)
    slots = {
        spot: Slot(words, any(_is_inside(words, header) for header in headers), address=a1(*spot))
        for spot, words in found.items()
        if spot[0] <= rows[-1] and spot[1] <= columns[-1]
    }
    return Grid(tuple(_laid_out(slots, rows, columns)), rows, columns, left_out)


def _cells(leaf: Leaf) -> dict[tuple[int, int], WordSpan]:
    """The words of each cell by its 1-based row and column; they follow each other."""
    found: dict[tuple[int, int], WordSpan] = {}
    for rank, word in enumerate(leaf.words):
        if word.cell:
            spot = parse_a1(word.cell)
            found[spot] = WordSpan(found[spot].start if spot in found else rank, rank + 1)
    return found


def is_figure(text: str) -> bool:
    """Whether a cell is an amount, a share, a date or a dash: those line up on the right."""
    return len(text) <= _LONGEST_FIGURE and _FIGURE.fullmatch(text) is not None


_LONGEST_FIGURE = 40
_FIGURE = re.compile(r"[-+−–(]?\s*[$€£]?\s*[-−(]?\d[\d\s.,'’/-]*[%€$£)\s]*|[$€£]?\s*[-–—]")
