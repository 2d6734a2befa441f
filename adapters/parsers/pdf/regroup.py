"""Puts back together what the engine took apart: a table's columns, and the headers above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from adapters.parsers.pdf.layout import Ink, Line, around, is_figure, is_year, lines
from core.places import Box
from core.readings import ElementKind

_ALIGNED = 0.6
"""Share of the lines of a column of figures that must stand level with lines of its labels."""
_LEVEL = 0.5
"""Two lines are level where their middles differ by less than this share of the lower one."""
_HEADER_WORDS = 10
_ABOVE = 2.5
"""Line heights between column headers and the first row under them."""


@dataclass(slots=True)
class Group:
    """The words of a region, and what the engine took it for."""

    kind: ElementKind
    level: int
    words: list[Ink] = field(default_factory=list)

    @property
    def box(self) -> Box:
        return around(self.words)


def regrouped(groups: Sequence[Group], strays: Sequence[Ink]) -> tuple[list[Group], list[Ink]]:
    """The groups in order, figures with their labels and headers with their table; and the words
    that still belong to none.
    """
    kept = [group for group in groups if group.words]
    alone: list[Ink] = []
    columns = [group for group in kept if _is_column(group.words)]
    hosts = [group for group in kept if not _is_column(group.words)]
    for column in columns:
        host = _host(column.words, hosts)
        if host is not None:
            _join(kept, host, column)
    for line in lines(strays):
        host = _host(line.words, hosts) if _is_column(line.words) else None
        if host is None:
            alone += line.words
        else:
            host.words += line.words
    tables = [(group, group.box.y0) for group in kept if group.kind is ElementKind.TABLE]
    for group in [group for group in kept if _is_header(group.words)]:
        table = _under(group, [pair for pair in tables if any(pair[0] is one for one in kept)])
        if table is not None:
            _join(kept, table, group)
    return kept, alone


def _join(kept: list[Group], host: Group, group: Group) -> None:
    host.words += group.words
    host.kind = ElementKind.TABLE
    kept[:] = [one for one in kept if one is not group]  # two groups may hold equal words


def _is_column(words: Iterable[Ink]) -> bool:
    return all(is_figure(word.text) for word in words)


def _host(words: Sequence[Ink], hosts: Iterable[Group]) -> Group | None:
    """The group of the labels that stand level with figures to their right, the nearest one."""
    column = lines(words)
    left = min(word.box.x0 for word in words)
    # A single figure beside prose is as often a page number as a row's figure.
    possible = [host for host in hosts if len(column) > 1 or host.kind is ElementKind.TABLE]
    found = [
        (max(word.box.x1 for word in host.words if word.box.x1 <= left), host)
        for host in possible
        if any(word.box.x1 <= left for word in host.words) and _are_level(column, host, left)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _are_level(column: Sequence[Line], host: Group, left: float) -> bool:
    labels = lines(word for word in host.words if word.box.x1 <= left)
    level = sum(any(_is_level(line, label) for label in labels) for line in column)
    return level >= _ALIGNED * len(column)


def _is_level(line: Line, other: Line) -> bool:
    return abs(line.middle - other.middle) < _LEVEL * min(line.height, other.height)


def _is_header(words: Sequence[Ink]) -> bool:
    """Whether it reads as the headers of columns: few words, the lowest of them a year."""
    lowest = lines(words)[-1].words
    return len(words) <= _HEADER_WORDS and all(is_year(word.text) for word in lowest)


def _under(header: Group, tables: Iterable[tuple[Group, float]]) -> Group | None:
    """The table whose figures stand under the header, of those that come with their top."""
    box = header.box
    height = lines(header.words)[-1].height
    for table, top in tables:
        figures = [word.box for word in table.words if is_figure(word.text)]
        is_over = any(figure.x0 < box.x1 and box.x0 < figure.x1 for figure in figures)
        if table is not header and is_over and -height < top - box.y1 < _ABOVE * height:
            return table
    return None
