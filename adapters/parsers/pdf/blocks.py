"""Blocks of a page: which words belong to which, and what each block is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from adapters.parsers.pdf.columns import in_columns
from adapters.parsers.pdf.layout import Ink, Line, lines
from adapters.parsers.pdf.regroup import Group, regrouped
from core.places import Box
from core.readings import ElementKind

if TYPE_CHECKING:
    from liteparse import LayoutBlock, ParsedPage, TextItem, WordBox

_KINDS = {"heading": ElementKind.HEADING, "list_item": ElementKind.LIST_ITEM}
_ABOVE, _BELOW = 0.15, 0.1
"""Shares of a word's box that hold no ink of its own: the engine's boxes are as high as the font,
and reach into the lines above and below where text is set tight."""
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


def page_words(page: ParsedPage) -> list[Ink]:
    """The page's words in the parser's order, boxes cut at the page's edges.

    Words whose centre lies off the page are left out: nobody sees them.
    """
    found = []
    for item in page.text_items:
        for word in item.words or [item]:
            top, bottom = _inked(word)
            box = _inside(page, word.x, top, word.x + word.width, bottom)
            if box and word.text.strip():
                found.append(Ink(word.text.strip(), box))
    return found


def _inked(word: WordBox | TextItem) -> tuple[float, float]:
    """Top and bottom of a word's ink; of its box where it is set upwards, and as high as long."""
    if word.height > 2 * word.width and len(word.text) > 3:
        return word.y, word.y + word.height
    return word.y + _ABOVE * word.height, word.y + (1 - _BELOW) * word.height


def _inside(page: ParsedPage, x0: float, y0: float, x1: float, y1: float) -> Box | None:
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    if not (0 <= middle_x <= page.width and 0 <= middle_y <= page.height):
        return None
    left, top = round(max(x0, 0), 2), round(max(y0, 0), 2)
    right, bottom = round(min(x1, page.width), 2), round(min(y1, page.height), 2)
    return Box(page.page_num, left, top, right, bottom) if left < right and top < bottom else None


def page_blocks(page: ParsedPage) -> list[Block]:
    """Every word of the page in exactly one block; blocks in reading order."""
    regions = [region for region in page.blocks or [] if _holds_text(region)]
    boxes = [region_box(region, page.page_num) for region in regions]
    groups = [_group(region) for region in regions]
    strays: list[Ink] = []
    for word in page_words(page):
        rank = home_of(word, boxes)
        (strays if rank is None else groups[rank].words).append(word)
    kept, alone = regrouped(groups, strays)
    blocks = [block for group in kept for block in _split(group)]
    return _merge_strays(blocks, alone)


def _group(region: LayoutBlock) -> Group:
    kinds = {**_KINDS, "table": ElementKind.TABLE}
    return Group(kinds.get(region.kind, ElementKind.PARAGRAPH), region.level or 1)


def _holds_text(region: LayoutBlock) -> bool:
    return region.bbox is not None and region.kind not in {"rule", "figure"}


def region_box(region: LayoutBlock, page: int) -> Box:
    """Raises ValueError for a region without a box."""
    if region.bbox is None:
        raise ValueError("a region without a box holds no words")
    box = region.bbox
    return Box(page, box.x, box.y, box.x + box.width, box.y + box.height)


def home_of(word: Ink, boxes: Sequence[Box]) -> int | None:
    """The smallest region that holds the word's centre."""
    holding = [i for i, box in enumerate(boxes) if box.holds_centre_of(word.box)]
    return min(holding, key=lambda i: _area(boxes[i]), default=None)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


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
    box = found[0].words[0].box
    for line in found:
        for word in line.words:
            box = box.union(word.box)
    return Block(kind, level, box, tuple(found))


def _merge_strays(blocks: list[Block], strays: list[Ink]) -> list[Block]:
    """Put words that no region held before the first block that starts below them."""
    for line in lines(strays):
        stray = block_of(ElementKind.PARAGRAPH, [line], 0)
        below = (i for i, block in enumerate(blocks) if block.box.y0 >= stray.box.y1)
        blocks.insert(next(below, len(blocks)), stray)
    return blocks
