"""What was read, as lines of text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from core.description import Fact
from core.outcomes import ErrorItem, Hidden
from core.places import a1
from core.readings import Element, Leaf, LeafKind
from flows.inspect.grid import Grid, is_figure, sheet_grid, table_grid
from flows.inspect.read import Inspection, doubtful, engines_of, is_named, plural, summary

EXCERPT = 100
"""Columns of a text of which the beginning is shown."""
_MOST_CELL = 28
"""Columns of a table's cell."""
_MOST_LISTED = 20
"""Warnings, hidden texts; the rest is counted."""
_INDENT = " " * 8


def printable(text: str) -> str:
    """Without what would steer a terminal, turn its line around, or can't be written at all.

    Tabs and line ends stay; the rest of it becomes U+FFFD.
    """
    return "".join(char if _is_printable(char) else "\ufffd" for char in text)


_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_printable(char: str) -> bool:
    if char in _DIRECTIONS:
        return False
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")


def overview(found: Inspection) -> Iterator[str]:
    """The file, what it holds, what was hidden, what went wrong."""
    told = summary(found.leaves)
    yield f"{excerpt(found.name)}  {found.media_type}, {size(found.size_bytes)}"
    yield f"  read by      {printable(found.reading.parser)}"
    yield f"  holds        {_counts(found)}"
    for engines, count in told["read_by"].items():
        yield f"  engines      {excerpt(engines)}: {count} {plural(found.kind, count)}"
    if told["low_confidence_words"]:
        yield f"  doubtful     {told['low_confidence_words']:,} of the recognised words"
    yield from _listed("described as", [_fact(found, fact) for fact in found.description.facts])
    yield from _listed("warnings", [_error(found, error) for error in found.reading.errors])
    yield from _listed("hidden, and no evidence", [_hidden(found, h) for h in found.reading.hidden])


def size(count: int) -> str:
    """Bytes as people read them: 1.2 MB."""
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} bytes"


def _counts(found: Inspection) -> str:
    told = summary(found.leaves)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in told["elements"].items())
    leaves = f"{told['leaves']:,} {plural(found.kind, told['leaves'])}"
    return f"{leaves}, {told['words']:,} words; {kinds or 'no element'}"


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"  {title}"
        yield from (f"    {line}" for line in lines[:_MOST_LISTED])
        if len(lines) > _MOST_LISTED:
            yield f"    and {len(lines) - _MOST_LISTED:,} more"


def _fact(found: Inspection, fact: Fact) -> str:
    shown = f"{fact.field.value:11} {excerpt(fact.value)}"
    where = f"{found.kind.value} {fact.leaf}: " if fact.leaf else ""
    quote = f"« {excerpt(fact.quote)} »" if fact.quote else fact.source.value
    return f"{shown}  ({where}{quote})"


def _error(found: Inspection, error: ErrorItem) -> str:
    where = f"{found.kind.value} {error.page}, " if error.page else ""
    return f"{where}{error.category}: {printable(error.message)}"


def _hidden(found: Inspection, hidden: Hidden) -> str:
    where = f", {found.kind.value} {hidden.leaf}" if hidden.leaf else ""
    label = f", {excerpt(hidden.label)}" if hidden.label else ""
    words = f"{hidden.words} {'word' if hidden.words == 1 else 'words'}"
    return f"{hidden.reason.value}{where}{label}, {words}: « {excerpt(hidden.text)} »"


def leaf_outline(leaf: Leaf) -> Iterator[str]:
    """The elements of a leaf in reading order, its tables drawn."""
    yield leaf_title(leaf)
    if leaf.kind is LeafKind.SHEET:
        yield from _drawn(leaf, sheet_grid(leaf))
        return
    for number, element in enumerate(leaf.elements, 1):
        named = f"{element.kind.value}{f' {element.level}' if element.level else ''}"
        if element.table:
            grid = table_grid(element.table)
            yield f"  {number:4} {named:12} {len(grid.rows)} × {len(grid.column_names)}"
            yield from _above(leaf, element)
            yield from _drawn(leaf, grid)
        else:
            yield f"  {number:4} {named:12} {excerpt(leaf.quote(element.words))}"


def leaf_title(leaf: Leaf) -> str:
    """One line on a leaf: its name, measures, words, engines."""
    parts = [f"{leaf.kind.value} {leaf.number}"]
    if is_named(leaf):
        parts.append(excerpt(leaf.label))
    if leaf.width_pt and leaf.height_pt:
        parts.append(f"{leaf.width_pt:g} × {leaf.height_pt:g} pt")
    parts.append(f"{len(leaf.words):,} words")
    if unsure := doubtful(leaf):
        parts.append(f"{unsure:,} doubtful")
    if leaf.read_by:
        parts.append(excerpt(engines_of(leaf)))
    return "  ".join(parts)


def _above(leaf: Leaf, element: Element) -> Iterator[str]:
    """Column headers that stand outside the table."""
    if element.table and (header := element.table.header) and header.start < element.words.start:
        yield f"{_INDENT}under « {excerpt(leaf.quote(header))} »"


def _drawn(leaf: Leaf, grid: Grid) -> Iterator[str]:
    """Rows with aligned columns, numbers to the right."""
    rows = [_texts(leaf, grid, rank) for rank in range(len(grid.rows))]
    if leaf.kind is LeafKind.SHEET:
        letters = [a1(1, column).rstrip("1") for column in grid.column_names]
        numbered = zip(map(str, grid.row_names), rows, strict=True)
        rows = [["", *letters], *([number, *row] for number, row in numbered)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [_fitted(text, width) for text, width in zip(row, widths, strict=True)]
        yield f"{_INDENT}{'  '.join(cells)}".rstrip()
    for count, what in zip(grid.left_out, ("rows", "columns"), strict=True):
        if count:
            yield f"{_INDENT}and {count:,} {what} more"


def _texts(leaf: Leaf, grid: Grid, rank: int) -> list[str]:
    """The texts of a row, one a column: a merged cell stands in its first."""
    texts = [""] * len(grid.column_names)
    for column, slot in grid.rows[rank]:
        texts[column] = excerpt(leaf.quote(slot.words), _MOST_CELL)
    return texts


def _fitted(text: str, width: int) -> str:
    gap = width - cell_len(text)
    return " " * gap + text if is_figure(text) else text + " " * gap


def excerpt(text: str, most: int = EXCERPT) -> str:
    """One line of the beginning of a text."""
    line = printable(" ".join(text[: 8 * most].split()))
    return line if cell_len(line) <= most else set_cell_size(line, most - 1).rstrip() + "…"
