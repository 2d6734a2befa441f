"""Rows of a table as Markdown, under their column headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.readings import Cell, Leaf, Table, WordSpan


def markdown(leaf: Leaf, table: Table, span: WordSpan, kept_out: frozenset[int]) -> Iterator[str]:
    """The rows with words in `span`, one line each, the header rows first wherever they stand.

    Columns that are empty in all of them are left out. A cell in which a word of `kept_out` (their
    ranks) begins takes its row with it.
    """
    rows = [row for row in table.rows() if _filled(row)]
    heads = [row for row in rows if _is_header(row, table.header)]
    shown = [
        row
        for row in rows
        if not _is_header(row, table.header)
        and any(_overlap(cell.words, span) for cell in row)
        and not any(rank in kept_out for cell in row for rank in range(*cell.words))
    ]
    if not shown:
        return
    columns = sorted({cell.column for row in (*heads, *shown) for cell in _filled(row)})
    yield _line(_heading(leaf, heads, column) for column in columns)
    yield _line("---" for _ in columns)
    for row in shown:
        at = {cell.column: _text(leaf, cell) for cell in row}
        yield _line(at.get(column, "") for column in columns)


def _heading(leaf: Leaf, heads: Sequence[Sequence[Cell]], column: int) -> str:
    """The headers above a column, top down; one that spans several is said of each."""
    above = [
        _text(leaf, cell)
        for row in heads
        for cell in row
        if cell.column <= column < cell.column + cell.column_span
    ]
    return " ".join(dict.fromkeys(filter(None, above)))


def _filled(row: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.words.start < cell.words.end]


def _is_header(row: Sequence[Cell], header: WordSpan | None) -> bool:
    return header is not None and any(_overlap(cell.words, header) for cell in row)


def _overlap(one: WordSpan, other: WordSpan) -> bool:
    return max(one.start, other.start) < min(one.end, other.end)


def _text(leaf: Leaf, cell: Cell) -> str:
    return " ".join(leaf.quote(cell.words).split()).replace("|", "¦")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
