"""From recognised words to blocks: the same geometry as for the words of a text layer.

An engine's own blocks are not used: tables fall apart in them, and no two engines cut alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.columns import in_columns
from adapters.parsers.pdf.layout import Ink, Line, lines
from adapters.parsers.pdf.paragraphs import Patch, opens_item, patches
from adapters.parsers.pdf.reading_order import in_reading_order
from core.readings import ElementKind

_ROWS = 2
"""Lines of figures that make a table."""
_BETWEEN = 2
"""Lines of labels alone, a group's title or the first half of a label, between two rows."""
_PROSE_WORDS = 14
"""A line of more words is prose, also where a figure ends it."""
_APART, _WIDER = 0.6, 1.3
"""Heights of ink between two paragraphs, at least; and how much wider than between most lines."""
_COLUMNS, _BESIDE = 2, 0.34
"""Texts of prose beside something that may be columns; and the share of all texts on a page without
columns that stand beside another, below it."""
_ONE_SIZE = 1.25
"""Lines of one paragraph differ in height by less than this factor."""


def scan_blocks(words: Sequence[Ink]) -> list[Block]:
    """Every word in exactly one block; blocks in reading order."""
    return [block for column in in_columns(words) for block in _blocks(lines(column))]


def _blocks(found: Sequence[Line]) -> Iterator[Block]:
    """Tables where lines are rows; paragraphs made of what is between them."""
    start = 0
    for rows in _tables(found):
        yield from _text(found[start : rows.start])
        yield block_of(ElementKind.TABLE, found[rows.start : rows.stop], 0)
        start = rows.stop
    yield from _text(found[start:])


def _tables(found: Sequence[Line]) -> Iterator[range]:
    """Stretches of rows, with the line of headers over them."""
    rows = [rank for rank, line in enumerate(found) if _is_row(line)]
    runs: list[list[int]] = []
    for rank in rows:
        if runs and _are_joined(found, runs[-1][-1], rank):
            runs[-1].append(rank)
        else:
            runs.append([rank])
    for run in runs:
        if len(run) >= _ROWS and any(found[rank].is_mostly_figures for rank in run):
            yield range(run[0], run[-1] + 1)


def _is_row(line: Line) -> bool:
    is_short = len(line.cells[0]) <= _PROSE_WORDS
    return is_short and (line.is_mostly_figures or line.is_header)


def _are_joined(found: Sequence[Line], row: int, after: int) -> bool:
    """Whether what stands between two rows belongs to one table with them."""
    between = found[row + 1 : after]
    return len(between) <= _BETWEEN and all(len(line.words) <= _PROSE_WORDS for line in between)


def _text(found: Sequence[Line]) -> Iterator[Block]:
    patched = patches([word for line in found for word in line.words])
    for band in _bands(patched) if _is_single(patched) else [patched]:
        for rank in in_reading_order([patch.box for patch in band]):
            yield from _paragraphs(band[rank])


def _is_single(patched: Sequence[Patch]) -> bool:
    """Whether there are no columns, as in a letter: hardly anything stands beside anything.

    Its sender on the left and its addressee, lower on the right, are read from top to bottom.
    """
    beside = [patch for band in _bands(patched) if len(band) > 1 for patch in band]
    prose = sum(patch.is_prose() for patch in beside)
    return prose < _COLUMNS and len(beside) < _BESIDE * len(patched)


def _bands(patched: Sequence[Patch]) -> list[list[Patch]]:
    """The patches top to bottom, those together that share some height."""
    bands: list[list[Patch]] = []
    lowest = float("-inf")
    for patch in sorted(patched, key=lambda patch: patch.box.y0):
        if patch.box.y0 < lowest:
            bands[-1].append(patch)
        else:
            bands.append([patch])
        lowest = max(lowest, patch.box.y1)
    return bands


def _paragraphs(patch: Patch) -> Iterator[Block]:
    found = lines(patch.words)
    gaps = [_gap(above, line) for above, line in pairwise(found)]
    usual = median(gaps) if gaps else 0.0
    run = found[:1]
    for (above, line), gap in zip(pairwise(found), gaps, strict=True):
        is_apart = gap > max(_APART * line.height, _WIDER * usual)
        if is_apart or _opens(line, above):
            yield _paragraph(run)
            run = []
        run.append(line)
    yield _paragraph(run)


def _gap(above: Line, line: Line) -> float:
    """Points between two lines; below zero where they reach into each other."""
    return min(word.box.y0 for word in line.words) - max(word.box.y1 for word in above.words)


def _opens(line: Line, above: Line) -> bool:
    """Whether a line starts a paragraph under the one above it, however close."""
    smaller, larger = sorted((line.height, above.height))
    return larger > _ONE_SIZE * smaller or opens_item(line.words[:1])


def _paragraph(run: Sequence[Line]) -> Block:
    is_item = opens_item(run[0].words[:1])
    return block_of(ElementKind.LIST_ITEM if is_item else ElementKind.PARAGRAPH, run, int(is_item))
