"""The columns of a table: where they stand, and which cells stand in one, in many, or hold two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from adapters.parsers.pdf.bands import Band, extent, merge, overlap, shared
from adapters.parsers.pdf.fused import apart, figures
from adapters.parsers.pdf.layout import Ink, is_figures, is_year

_CENTRED = 8.0
"""Points by which a header may stand off the centre of its columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, left to right, and what the row is."""

    cells: tuple[tuple[Ink, ...], ...]
    is_header: bool = False


class Placed(NamedTuple):
    """A cell and the columns it stands in; column 0 holds the labels."""

    words: tuple[Ink, ...]
    column: int
    span: int


def placed(rows: Sequence[Row]) -> list[list[Placed]]:
    """The cells of each row in their columns, those that hold several figures taken apart."""
    body = [row.cells[1:] for row in rows if not row.is_header]
    heads = [row.cells[1:] for row in rows if row.is_header]
    bands = _with(_cells(body, _holds_one_figure), [])
    # Where every row is fused, the years above them still show the columns.
    bands = _with(_cells(heads, _holds_one_year), bands)
    rows = [replace(row, cells=tuple(_cut(row, bands))) for row in rows]
    lowest = max((i for i, row in enumerate(rows) if row.is_header), default=-1)
    own = [row.cells[1:] for i, row in enumerate(rows) if not row.is_header or i == lowest]
    bands = _with(_cells(own, bool), bands)
    return [_in_columns(row, bands, row.is_header and i < lowest) for i, row in enumerate(rows)]


def _cells(
    rows: Iterable[Sequence[tuple[Ink, ...]]], wanted: Callable[[Sequence[Ink]], bool]
) -> list[Band]:
    return [extent(cell) for row in rows for cell in row if wanted(cell)]


def _with(cells: Iterable[Band], bands: Sequence[Band]) -> list[Band]:
    """The columns, and those of the cells that stand in none of them."""
    return sorted([*bands, *merge(c for c in cells if not any(overlap(c, b) for b in bands))])


def _holds_one_figure(cell: Sequence[Ink]) -> bool:
    return is_figures(cell) and len(figures(cell)) == 1


def _holds_one_year(cell: Sequence[Ink]) -> bool:
    return sum(is_year(word.text) for word in cell) == 1


def _cut(row: Row, bands: Sequence[Band]) -> Iterator[tuple[Ink, ...]]:
    for cell in row.cells:
        yield from apart(cell, bands, is_header=row.is_header)


def _in_columns(row: Row, bands: Sequence[Band], is_upper: bool) -> list[Placed]:
    if not bands:
        return [Placed(cell, rank, 1) for rank, cell in enumerate(row.cells)]
    label = row.cells[:1] if _is_label(row, bands[0]) else ()
    others = row.cells[len(label) :]
    reach = [_reach(extent(cell), bands, is_figures(cell)) for cell in others]
    if is_upper:
        reach = _headed([extent(cell) for cell in others], reach, bands)
    found = [Placed(cell, 0, 1) for cell in label]
    for cell, (start, end) in zip(others, reach, strict=True):
        found.append(Placed(cell, start + 1, end - start + 1))
    return _without_overlaps(found)


def _is_label(row: Row, first: Band) -> bool:
    """Whether a row begins with a label: a header may begin over the first column instead."""
    cell = extent(row.cells[0])
    if row.is_header:
        return cell.centre < first.left and not overlap(cell, first)
    return cell.left < first.left


def _without_overlaps(found: Sequence[Placed]) -> list[Placed]:
    """Each cell ends before the next one begins."""
    ends = [after.column for after in found[1:]] + [10**6]
    return [
        cell._replace(span=max(1, min(cell.span, end - cell.column)))
        for cell, end in zip(found, ends, strict=True)
    ]


def _reach(cell: Band, bands: Sequence[Band], is_figure: bool) -> tuple[int, int]:
    """The first and the last column under a cell, the nearest one where there is none.

    A figure stands in one column, the one that it shares most with.
    """
    under = [i for i, band in enumerate(bands) if overlap(cell, band)]
    if len(under) > 1 and is_figure:
        under = [max(under, key=lambda i: shared(cell, bands[i]))]
    if under:
        return under[0], under[-1]
    nearest = min(range(len(bands)), key=lambda i: -shared(cell, bands[i]))
    return nearest, nearest


def _headed(
    cells: Sequence[Band], reach: Sequence[tuple[int, int]], bands: Sequence[Band]
) -> list[tuple[int, int]]:
    """The columns that headers above other headers stand for: wider than the words are."""
    lows = [0, *(end + 1 for _, end in reach)]
    highs = [*(start for start, _ in reach[1:]), len(bands)]
    return [
        _centred(cell, bands, range(min(low, start), start + 1), range(end, high), len(cells) == 1)
        for cell, (start, end), low, high in zip(cells, reach, lows, highs, strict=False)
    ]


def _centred(
    cell: Band, bands: Sequence[Band], starts: range, ends: range, is_alone: bool
) -> tuple[int, int]:
    """The columns, between its neighbours, that a header above other headers is centred over."""

    def off_centre(columns: tuple[int, int]) -> tuple[int, int]:
        first, last = columns
        middle = (bands[first].left + bands[last].right) / 2
        width = last - first
        # "Years ended" alone in its line heads all columns, "Net" beside others its own.
        return round(abs(middle - cell.centre) / _CENTRED), -width if is_alone else width

    ranges = [(start, end) for start in starts for end in ends]
    return min(ranges, key=off_centre, default=(starts[-1], starts[-1]))
