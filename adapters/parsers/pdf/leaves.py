"""From the blocks of a page to a leaf: words in reading order, elements, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.pdf.blocks import Block
from adapters.parsers.pdf.captions import head_of, names_columns, with_captions
from adapters.parsers.pdf.grid import placed
from adapters.parsers.pdf.layout import Ink, Line, is_year
from adapters.parsers.pdf.wraps import rows_of
from core.readings import Cell, ElementKind, Leaf, LeafKind, Table, WordSpan

_ALIKE = 2
"""Columns by which two tables under one header may differ: signs and notes of figures make some."""


class _Header(NamedTuple):
    """Headers of columns, in force for tables under them that have none."""

    words: WordSpan
    columns: int
    """How many they head; other tables are none of theirs."""


def page_leaf(number: int, width_pt: float, height_pt: float, blocks: Sequence[Block]) -> Leaf:
    """A leaf of kind page with every word of the blocks, in their order."""
    builder = LeafBuilder(number, LeafKind.PAGE, "", width_pt, height_pt)
    header: _Header | None = None
    for block in with_captions(blocks):
        if block.kind is ElementKind.TABLE:
            header = _add_table(builder, block, header)
        else:
            header = _add_text(builder, block) or header
    return builder.build()


def _add_text(builder: LeafBuilder, block: Block) -> _Header | None:
    """Add a block of prose; its last line where it reads as column headers for what follows."""
    start = builder.mark
    span = WordSpan(start, start)
    for line in block.lines:
        separator = "\n" if builder.mark == start else " "
        span = _add_words(builder, line.words, separator)
    builder.element(block.kind, start, block.level)
    is_prose = block.kind in (ElementKind.PARAGRAPH, ElementKind.TABLE)
    last = block.lines[-1]
    return _Header(span, _dated(last)) if is_prose and last.is_header else None


def _dated(line: Line) -> int:
    """How many cells of a line hold a year."""
    return sum(any(is_year(word.text) for word in cell) for cell in line.cells)


def _add_table(builder: LeafBuilder, block: Block, above: _Header | None) -> _Header | None:
    """Add a table; the header that holds for what follows it on the page."""
    start = builder.mark
    head = head_of(block.lines)
    rows = rows_of(block.lines, head)
    cells: list[Cell] = []
    header: WordSpan | None = None
    for number, (row, in_columns) in enumerate(zip(rows, placed(rows), strict=True)):
        spans = _add_row(builder, [cell.words for cell in in_columns])
        cells += [
            Cell(number, cell.column, span, column_span=cell.span)
            for cell, span in zip(in_columns, spans, strict=True)
        ]
        if row.is_header:
            header = WordSpan(header.start if header else spans[0].start, spans[-1].end)
    columns = max((cell.column + cell.column_span - 1 for cell in cells), default=0)
    fits = above is not None and abs(above.columns - columns) <= _ALIKE
    # A scale alone, as "(in millions)", leaves the years above in force.
    if above and fits and (header is None or not names_columns(block.lines, head)):
        header = above.words
    builder.element(ElementKind.TABLE, start, 0, Table(tuple(cells), header))
    return _Header(header, columns) if header else above


def _add_row(builder: LeafBuilder, cells: Sequence[Sequence[Ink]]) -> list[WordSpan]:
    return [
        _add_words(builder, cell, "\n" if rank == 0 else "\t") for rank, cell in enumerate(cells)
    ]


def _add_words(builder: LeafBuilder, words: Sequence[Ink], separator: str) -> WordSpan:
    start = builder.mark
    for rank, word in enumerate(words):
        between = separator if rank == 0 else " "
        builder.add(word.text, between, word.box, confidence=word.confidence)
    return WordSpan(start, builder.mark)
