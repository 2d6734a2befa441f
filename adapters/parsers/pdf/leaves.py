"""From the blocks of a page to a leaf: words in reading order, elements, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Ink, Line, columns
from core.readings import Cell, ElementKind, Leaf, LeafKind, Table, WordSpan


def page_leaf(number: int, width_pt: float, height_pt: float, blocks: Sequence[Block]) -> Leaf:
    """A leaf of kind page with every word of the blocks, in their order."""
    builder = LeafBuilder(number, LeafKind.PAGE, "", width_pt, height_pt)
    header: WordSpan | None = None
    for block in _tables_apart(_joined_tables(blocks)):
        if block.kind is ElementKind.TABLE:
            header = _add_table(builder, block, header)
        else:
            header = _add_text(builder, block) or header
    return builder.build()


def _tables_apart(blocks: Iterator[Block]) -> Iterator[Block]:
    """A table that has column headers below rows of figures is two, one above the other."""
    for block in blocks:
        run: list[Line] = []
        for line in block.lines if block.kind is ElementKind.TABLE else ():
            if line.is_header and any(above.is_row and not above.is_header for above in run):
                yield block_of(ElementKind.TABLE, run, 0)
                run = []
            run.append(line)
        yield block_of(ElementKind.TABLE, run, 0) if run else block


def _joined_tables(blocks: Sequence[Block]) -> Iterator[Block]:
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


def _add_text(builder: LeafBuilder, block: Block) -> WordSpan | None:
    """Add a block of prose; its last line where it reads as column headers for what follows."""
    start = builder.mark
    span = WordSpan(start, start)
    for line in block.lines:
        separator = "\n" if builder.mark == start else " "
        span = _add_words(builder, line.words, separator)
    builder.element(block.kind, start, block.level)
    is_prose = block.kind in (ElementKind.PARAGRAPH, ElementKind.TABLE)
    return span if is_prose and block.lines[-1].is_header else None


def _add_table(builder: LeafBuilder, block: Block, above: WordSpan | None) -> WordSpan | None:
    """Add a table; the header that holds for what follows it on the page."""
    start = builder.mark
    rows = [line.cells() for line in block.lines]
    numbers = columns(rows)
    header = above
    cells: list[Cell] = []
    for row, (line, row_cells) in enumerate(zip(block.lines, rows, strict=True)):
        spans = _add_row(builder, row_cells)
        cells += [Cell(row, c, span) for c, span in zip(numbers[row], spans, strict=True)]
        if line.is_header and _still_above(block.lines[:row]):
            header = WordSpan(spans[0].start, spans[-1].end)
    builder.element(ElementKind.TABLE, start, 0, Table(tuple(cells), header))
    return header


def _still_above(before: Sequence[Line]) -> bool:
    return not any(line.is_row and not line.is_header for line in before)


def _add_row(builder: LeafBuilder, cells: Sequence[Sequence[Ink]]) -> list[WordSpan]:
    return [
        _add_words(builder, cell, "\n" if rank == 0 else "\t") for rank, cell in enumerate(cells)
    ]


def _add_words(builder: LeafBuilder, words: Sequence[Ink], separator: str) -> WordSpan:
    start = builder.mark
    for rank, word in enumerate(words):
        builder.add(word.text, separator if rank == 0 else " ", word.box)
    return WordSpan(start, builder.mark)
