"""What stands above the figures of a table: its columns' headers, and the scale stated for all."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.quantities import read_quantities
from core.readings import Cell, Element, ElementKind, Leaf, Table, WordSpan
from core.units import stated_scale

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONGEST_TEXT = 500
"""Characters above a column; what is longer is no header."""
MOST_COLUMNS = 200
"""A table of more is a sheet of data: its columns beyond have no text."""
_MOST_ABOVE, _LONGEST_LINE = 40, 60
"""Elements above a table among which a stated scale is looked for, and words of one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What is written above the columns of a table's row."""

    texts: tuple[str, ...]
    """Top to bottom, by column; empty where there is nothing."""
    words: WordSpan | None
    """Where in the leaf."""

    def at(self, column: int) -> str:
        return self.texts[column] if column < len(self.texts) else ""


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """A table as its rows are read: computed once, for it has many."""

    rows: tuple[tuple[Cell, ...], ...]
    starts: tuple[int, ...]
    """The first word of each row."""
    sections: tuple[tuple[int, Columns], ...]
    """From which row on there are other columns; the first is that of the header."""
    scale: WordSpan | None
    """The nearest line above that states a scale: "(in millions)"."""

    def row_at(self, words: WordSpan) -> tuple[Cell, ...]:
        """The cells among some words of a row."""
        row = self.rows[max(0, bisect_right(self.starts, words.start) - 1)] if self.rows else ()
        return tuple(c for c in row if words.start <= c.words.start < c.words.end <= words.end)

    def columns_over(self, row: int) -> Columns:
        """The columns that a row stands under.

        A row of years between the header and this row begins them anew. A header that stands
        outside the table has no cells: its words go to the columns under them, by their boxes.
        """
        last = bisect_left(self.sections, row, key=lambda section: section[0]) - 1
        return self.sections[max(0, last)][1]


def layout_of(leaf: Leaf, element: Element, table: Table) -> Layout:
    """The layout of an element's table, kept for its other rows."""
    return _layout(_Same(leaf, element, table))


@dataclass(frozen=True, eq=False, slots=True)
class _Same:
    """Equal where all is the same object: to compare leaves word by word would take too long."""

    leaf: Leaf
    element: Element
    table: Table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.leaf is other.leaf and self.table is other.table

    def __hash__(self) -> int:
        return hash((id(self.leaf), id(self.table)))


@lru_cache(maxsize=16)
def _layout(of: _Same) -> Layout:
    leaf, table = of.leaf, of.table
    filled = [[c for c in row if c.words.start < c.words.end] for row in table.rows()]
    rows = tuple(tuple(row) for row in filled if row)
    starts = tuple(row[0].words.start for row in rows)
    header = _columns(leaf, table, _header_cells(table))
    below = table.header.end if table.header else 0
    again = [
        (row[0].row, _columns(leaf, table, row))
        for row in rows
        if row[0].words.start >= below and _are_years(leaf, row)
    ]
    return Layout(rows, starts, ((-1, header), *again), _scale_above(leaf, of.element))


def _columns(leaf: Leaf, table: Table, cells: Sequence[Cell]) -> Columns:
    texts: list[list[str]] = [[] for _ in range(_count(table))]
    for cell in cells:
        for column in range(cell.column, min(len(texts), cell.column + cell.column_span)):
            texts[column].append(leaf.quote(cell.words))
    if not cells and table.header:
        _spread(leaf, table, table.header, texts)
    joined = tuple(" ".join(part for part in parts if part)[:_LONGEST_TEXT] for parts in texts)
    return Columns(joined, _around(cells) if cells else table.header)


def _count(table: Table) -> int:
    return min(1 + max((cell.column for cell in table.cells), default=0), MOST_COLUMNS)


def _around(cells: Sequence[Cell]) -> WordSpan:
    return WordSpan(min(c.words.start for c in cells), max(c.words.end for c in cells))


def _header_cells(table: Table) -> list[Cell]:
    if table.header is None:
        return []
    start, end = table.header
    return [c for c in table.cells if start <= c.words.start < c.words.end <= end]


def _are_years(leaf: Leaf, cells: Sequence[Cell]) -> bool:
    """Whether a row has years and no figure."""
    texts = [leaf.quote(cell.words) for cell in cells]
    if sum(bool(_YEAR.search(text)) for text in texts) < 2:
        return False
    read = [read_quantities(text) for text in texts]
    dated = [any(moment.year for moment in cell.moments) for cell in read]
    return sum(dated) > 1 and not any(cell.amounts for cell in read)


def _spread(leaf: Leaf, table: Table, header: WordSpan, texts: list[list[str]]) -> None:
    extents = list(_extents(leaf, table, len(texts)))
    for rank in range(*header):
        box = leaf.words[rank].box
        if box and extents:
            centre = (box.x0 + box.x1) / 2
            _, column = min((max(x0 - centre, 0.0, centre - x1), c) for c, x0, x1 in extents)
            texts[column].append(leaf.quote(WordSpan(rank, rank + 1)))


def _extents(leaf: Leaf, table: Table, count: int) -> Iterator[tuple[int, float, float]]:
    """Left and right of the words of each column that has any, in points."""
    sides: dict[int, list[float]] = {}
    for cell in table.cells:
        if cell.column < count and cell.column_span == 1:
            for word in leaf.words[cell.words.start : cell.words.end]:
                if word.box:
                    sides.setdefault(cell.column, []).extend((word.box.x0, word.box.x1))
    yield from ((column, min(xs), max(xs)) for column, xs in sides.items())


def _scale_above(leaf: Leaf, table: Element) -> WordSpan | None:
    rank = leaf.elements.index(table)
    before = leaf.elements[max(0, rank - _MOST_ABOVE) : rank][::-1]
    after = leaf.elements[rank + 1 : rank + 1 + _MOST_ABOVE]
    for element in (*before, *(other for other in after if _is_higher(leaf, other, table))):
        words = element.words
        if element.kind is ElementKind.TABLE:  # its first lines: a statement may be several tables
            words = WordSpan(words.start, min(words.end, words.start + _LONGEST_LINE))
        if words.end - words.start <= _LONGEST_LINE:
            found = _scale_within(leaf, words)
            if found:
                return found
    return None


def _is_higher(leaf: Leaf, one: Element, other: Element) -> bool:
    """Whether it stands above on the page, though it is read after: a line set to the right."""
    if one.words.start >= one.words.end or other.words.start >= other.words.end:
        return False
    box, below = (leaf.words[element.words.start].box for element in (one, other))
    return box is not None and below is not None and box.y1 <= below.y0


def _scale_within(leaf: Leaf, words: WordSpan) -> WordSpan | None:
    """The line of some words that states a scale."""
    if words.start >= words.end or stated_scale(leaf.quote(words)) is None:
        return None
    start = words.start
    for rank in range(words.start, words.end):
        is_last = rank + 1 == words.end
        if is_last or "\n" in leaf.text[leaf.words[rank].end : leaf.words[rank + 1].start]:
            line = WordSpan(start, rank + 1)
            if stated_scale(leaf.quote(line)) is not None:
                return line
            start = rank + 1
    return words
