"""What stands above the rows of a table and belongs to it: headers of columns, and the scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Ink, Line, is_figures
from adapters.parsers.pdf.scale import is_scale
from core.readings import ElementKind

_CAPTION_WORDS = 12
_HEAD_LINES = 6
_ABOVE = 4.0
"""Heights of the ink between a caption and the table under it: two blank lines at most."""
_ALIKE = 3
_KINDS = {ElementKind.PARAGRAPH, ElementKind.HEADING, ElementKind.LIST_ITEM}


def head_of(found: Sequence[Line]) -> range:
    """The lines, of those of a table, that head its columns; they stand above its first row."""
    rows = [i for i, line in enumerate(found) if line.is_row and not line.is_header]
    rows = rows or _rows_of_years(found)
    first = rows[0] if rows else len(found)
    body = _Body.of(found[first:] or found)  # headers alone: their rows follow under a heading
    named = [i for i in range(first) if found[i].is_header or _names(found[i], body)]
    if not named:
        scales = [i for i in range(first) if is_scale(found[i].text)]
        return range(scales[-1], scales[-1] + 1) if scales else range(0)
    start, end = named[-1], named[-1] + 1
    while start > 0 and end - start < _HEAD_LINES and _heads(found[start - 1], body):
        start -= 1
    while end < first and is_scale(found[end].text):
        end += 1
    return range(start, end)


def _rows_of_years(found: Sequence[Line]) -> list[int]:
    """The rows of a table whose only figures are years: three lines that read alike or more."""
    alike = [i for i, line in enumerate(found) if line.heads_columns]
    return alike if len(alike) >= _ALIKE else []


def names_columns(found: Sequence[Line], head: range) -> bool:
    """Whether a head says what its columns hold, and not their scale alone."""
    return any(not is_scale(found[i].text) or found[i].is_header for i in head)


@dataclass(frozen=True, slots=True)
class _Body:
    """Where the rows of figures of a table stand."""

    figures: float | None
    """Left of the leftmost figure; None without figures."""
    left: float = 0.0
    right: float = 0.0
    """Left of the labels, and where most of them end."""

    @classmethod
    def of(cls, found: Sequence[Line]) -> _Body:
        rows = [row.cells for row in found if row.is_mostly_figures]
        figures = [cell[0].box.x0 for row in rows for cell in row[1:] if is_figures(cell)]
        if not figures:
            return cls(None)
        left = min(row[0][0].box.x0 for row in rows)
        return cls(min(figures), left, median(row[0][-1].box.x1 for row in rows))


def _heads(line: Line, body: _Body) -> bool:
    return line.is_header or is_scale(line.text) or _names(line, body)


def _names(line: Line, body: _Body) -> bool:
    """Whether it stands over the figures of a table: alone, or two names or more and a label."""
    first, cells = body.figures, line.cells
    if first is None or line.is_row or any(is_figures(cell) for cell in cells):
        return False
    # Flush right over narrow figures, a header reaches far to their left.
    over = [
        _middle(cell) > first or body.right < cell[0].box.x0 < first < cell[-1].box.x1
        for cell in cells
    ]
    is_right = cells[0][0].box.x0 > body.left + 2 * line.height
    is_named = all(over[1:]) and (len(cells) > 2 or (over[0] and is_right))
    return is_named and all(len(cell) <= _CAPTION_WORDS for cell in cells)


def _middle(cell: Sequence[Ink]) -> float:
    return (cell[0].box.x0 + cell[-1].box.x1) / 2


def with_captions(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, each table with the captions that stand directly above it as its first lines."""
    pending: list[Block] = []
    for block in tables_apart(joined_tables(blocks)):
        while block.kind is ElementKind.TABLE and pending and _is_caption(pending[-1], block):
            above = pending.pop()
            block = block_of(ElementKind.TABLE, [above.lines[-1], *block.lines], 0)
            if above.lines[:-1]:
                pending.append(block_of(above.kind, above.lines[:-1], above.level))
        pending.append(block)
        if any(line.is_row and not line.is_header for line in block.lines):
            yield from pending
            pending = []
    yield from pending


def _is_caption(above: Block, table: Block) -> bool:
    line, first = above.lines[-1], table.lines[0]
    if not 0 < first.middle - line.middle < _ABOVE * first.height:
        return False
    if above.kind is ElementKind.TABLE:  # years, taken from the names of columns under them
        return line.is_header and _names(first, _Body.of(table.lines))
    if len(line.cells) == 1:
        is_over = _heads(first, _Body.of(table.lines[1:])) and _is_over_columns(line, table)
    else:
        is_over = len(line.cells) > 2 or _heads(first, _Body.of(table.lines[1:]))
    is_named = is_over and _names(line, _Body.of(table.lines))
    return above.kind in _KINDS and (is_scale(line.text) or is_named)


def _is_over_columns(line: Line, table: Block) -> bool:
    """Whether a line is centred over the figures, and not over the table as its title is."""
    cells = [cell for row in table.lines if row.is_row for cell in row.cells[1:]]
    left = min((cell[0].box.x0 for cell in cells if is_figures(cell)), default=table.box.x0)
    middle = _middle(line.words)
    of_columns, of_table = (left + table.box.x1) / 2, (table.box.x0 + table.box.x1) / 2
    return abs(middle - of_columns) < abs(middle - of_table)


def tables_apart(blocks: Iterator[Block]) -> Iterator[Block]:
    """A table that has column headers below rows of figures is two, one above the other."""
    for block in blocks:
        run: list[Line] = []
        for line in block.lines if block.kind is ElementKind.TABLE else ():
            if line.is_header and any(above.is_row and not above.is_header for above in run):
                rows, run = _head_apart(run)
                yield block_of(ElementKind.TABLE, rows, 0)
            run.append(line)
        yield block_of(ElementKind.TABLE, run, 0) if run else block


def _head_apart(run: list[Line]) -> tuple[list[Line], list[Line]]:
    """The rows of a table, and the lines at its end that head the next one."""
    end, body = len(run), _Body.of(run)
    while end > 1 and _heads(run[end - 1], body):
        end -= 1
    return run[:end], run[end:]


def joined_tables(blocks: Sequence[Block]) -> Iterator[Block]:
    """Tables that follow each other with nothing between are one."""
    pending: Block | None = None
    for block in blocks:
        if pending and block.kind is ElementKind.TABLE:
            pending = block_of(ElementKind.TABLE, [*pending.lines, *block.lines], 0)
            continue
        if pending:
            yield pending
        pending = block if block.kind is ElementKind.TABLE else None
        if not pending:
            yield block
    if pending:
        yield pending
