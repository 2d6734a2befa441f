"""Blocks of a page: which words belong to which, and what each block is made of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from adapters.parsers.pdf.columns import in_columns
from adapters.parsers.pdf.layout import Ink, Line, around, lines
from adapters.parsers.pdf.regroup import Group, regrouped
from adapters.parsers.pdf.zones import Zones
from core.places import Box
from core.readings import ElementKind

_KINDS = {
    "heading": ElementKind.HEADING,
    "list_item": ElementKind.LIST_ITEM,
    "table": ElementKind.TABLE,
}
_SPACE = 0.6
"""Line heights between two words of one line, at most."""
_PROSE_WORDS = 14
"""A line of this many words without a figure across a gap is prose, not the label of a row."""


@dataclass(frozen=True, slots=True)
class Block:
    """A region of a page with its lines, in reading order."""

    kind: ElementKind
    level: int
    box: Box
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for line in self.lines for word in line.words)


def page_blocks(page: Zones) -> list[Block]:
    """Every word of the page in exactly one block; blocks in reading order."""
    groups = [Group(_KINDS.get(r.kind, ElementKind.PARAGRAPH), r.level) for r in page.regions]
    strays: list[Ink] = []
    for word, home in zip(page.words, page.homes, strict=True):
        (strays if home is None else groups[home].words).append(word)
    kept, alone = regrouped(groups, _not_adopted(groups, strays))
    blocks = [block for group in kept for block in _split(group)]
    return _merge_strays(blocks, alone)


def _not_adopted(groups: Sequence[Group], strays: Sequence[Ink]) -> list[Ink]:
    """The words of no region, less those that go on a region's line, which become its own.

    The engine's regions end before the last words of a line set in another type.
    """
    edge = itemgetter(0)
    ends = sorted(((w.box.x1, w.box, group) for group in groups for w in group.words), key=edge)
    alone = []
    for stray in sorted(strays, key=lambda word: word.box.x0):
        box = stray.box
        room = _SPACE * (box.y1 - box.y0)
        near = ends[
            bisect_left(ends, box.x0 - room, key=edge) : bisect_right(ends, box.x0, key=edge)
        ]
        host = next((group for _, end, group in near if _is_before(end, box, room)), None)
        if host is None:
            alone.append(stray)
        else:
            host.words.append(stray)
            insort(ends, (box.x1, box, host), key=edge)
    return alone


def _is_before(word: Box, stray: Box, room: float) -> bool:
    level = min(word.y1, stray.y1) - max(word.y0, stray.y0)
    return 0 <= stray.x0 - word.x1 < room and 2 * level > stray.y1 - stray.y0


def _split(group: Group) -> Iterator[Block]:
    """The region as blocks of one kind each: columns of prose side by side come apart, and so do
    rows of figures that were fused into a paragraph."""
    is_table = group.kind is ElementKind.TABLE
    if is_table or any(line.is_row for line in lines(group.words)):
        yield from _runs(group, group.words)
        return
    for column in in_columns(group.words):
        yield from _runs(group, column)


def _runs(group: Group, words: list[Ink]) -> Iterator[Block]:
    found = lines(words)
    if group.kind is ElementKind.HEADING:
        yield from _around_headers(group.level, found)
        return
    if group.kind is ElementKind.LIST_ITEM:
        yield block_of(group.kind, found, group.level)
        return
    is_table = group.kind is ElementKind.TABLE
    tabular = is_table or any(line.is_row for line in found)
    run: list[Line] = []
    run_is_table = False
    for line in found:
        as_row = tabular and (line.is_row or line.is_header or _is_label(line, is_table))
        if run and as_row != run_is_table:
            yield _run(run, run_is_table)
            run = []
        run.append(line)
        run_is_table = as_row
    yield _run(run, run_is_table)


def _around_headers(level: int, found: Sequence[Line]) -> Iterator[Block]:
    """Column headers are the table's, however large they are set."""
    for heads_columns, group in groupby(found, key=lambda line: line.heads_columns):
        run = list(group)
        yield _run(run, True) if heads_columns else block_of(ElementKind.HEADING, run, level)


def _is_label(line: Line, is_table: bool) -> bool:
    return is_table or len(line.words) < _PROSE_WORDS


def _run(run: list[Line], is_table: bool) -> Block:
    return block_of(ElementKind.TABLE if is_table else ElementKind.PARAGRAPH, run, 0)


def block_of(kind: ElementKind, found: Sequence[Line], level: int) -> Block:
    box = around([word for line in found for word in line.words])
    return Block(kind, level, box, tuple(found))


def _merge_strays(blocks: list[Block], strays: list[Ink]) -> list[Block]:
    """Put words that no region held beside the nearest block of their column; where none stands in
    it, before the first block that starts below them."""
    for line in lines(strays):
        kind = ElementKind.TABLE if line.is_mostly_figures else ElementKind.PARAGRAPH
        stray = block_of(kind, [line], 0)
        blocks.insert(_place(stray.box, [block.box for block in blocks]), stray)
    return blocks


def _place(stray: Box, boxes: Sequence[Box]) -> int:
    near = [
        (max(box.y0 - stray.y1, stray.y0 - box.y1), i if box.y0 >= stray.y0 else i + 1)
        for i, box in enumerate(boxes)
        if box.x0 < stray.x1 and stray.x0 < box.x1
    ]
    if near:
        return min(near)[1]
    below = (i for i, box in enumerate(boxes) if box.y0 >= stray.y1)
    return next(below, len(boxes))
