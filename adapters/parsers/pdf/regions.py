"""Regions that reach across columns of prose, made anew from the words inside the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from adapters.parsers.pdf.blocks import home_of, page_words, region_box
from adapters.parsers.pdf.layout import Ink, Line, is_figure, lines
from adapters.parsers.pdf.paragraphs import Patch, opens_item, patch_of, patches
from adapters.parsers.pdf.reading_order import in_reading_order
from core.places import Box

if TYPE_CHECKING:
    from liteparse import LayoutBlock, ParsedPage

_GUTTER = 0.8
"""Heights of ink between two columns: the gaps of badly spaced lines don't stand in one line."""
_APART = 0.6
"""Heights of ink between two paragraphs of a column, at least."""
_LARGER, _LARGER_THAN_ROWS = 1.25, 1.6
"""Words this much larger than the prose beside them are a title, not a part of it; in what the
engine takes for a table, they could be the headers of its columns."""
_FIGURES = 0.15
"""Share of figures among the words of a table, at least; with fewer it may well be prose."""
_TORN = 0.25
"""Share of a region's words outside its columns, at most: a paragraph that is torn apart at wide
spaces leaves more."""
_ALIGNED = 0.5
"""Texts side by side whose first lines differ by less than this share of a line start a row."""


def with_columns_apart(page: ParsedPage) -> ParsedPage:
    """The page, its regions inside one column each and in reading order.

    Where no region reaches across columns of prose, the engine's regions stay as they are; so do
    tables of figures everywhere.
    """
    regions = [r for r in page.blocks or [] if r.bbox and r.kind not in {"rule", "figure"}]
    boxes = [region_box(region, page.page_num) for region in regions]
    homes = {word: home_of(word, boxes) for word in page_words(page)}
    held: dict[int | None, list[Ink]] = {}
    for word, home in homes.items():
        held.setdefault(home, []).append(word)
    tables = {i for i in held if i is not None and _is_table(regions[i], held[i])}
    found = patches([word for word, home in homes.items() if home not in tables])
    inside = [{homes[word] for word in patch.words} for patch in found]
    anew = _made_anew(regions, found, inside)
    if not anew:
        return page
    gone = {home for rank in anew for home in inside[rank]}
    units = [(box, [regions[i]]) for i, box in enumerate(boxes) if i not in gone]
    headings = [box for i, box in enumerate(boxes) if regions[i].kind == "heading"]
    units += [(found[rank].box, list(_rebuilt(found[rank], headings))) for rank in sorted(anew)]
    order = in_reading_order([box for box, _ in units])
    return replace(page, blocks=[region for i in order for region in units[i][1]])


def _is_table(region: LayoutBlock, words: Sequence[Ink]) -> bool:
    figures = sum(is_figure(word.text) and word.text[-1].isalnum() for word in words)
    return region.kind == "table" and figures > _FIGURES * len(words)


def _made_anew(
    regions: Sequence[LayoutBlock], found: Sequence[Patch], inside: Sequence[set[int | None]]
) -> set[int]:
    """The ranks of the patches that regions across columns hold, and of all that these share."""
    is_prose = [patch.is_prose() for patch in found]
    anew: set[int] = set()
    for number, region in enumerate(regions):
        held = [rank for rank, homes in enumerate(inside) if number in homes]
        if _reaches_across([(found[rank], is_prose[rank]) for rank in held], region.kind):
            anew.update(held)
    if not anew:
        return anew
    grown = anew | {rank for rank, homes in enumerate(inside) if homes == {None}}
    while grown != anew:
        anew = grown
        gone = {home for rank in anew for home in inside[rank]} - {None}
        grown = anew | {rank for rank, homes in enumerate(inside) if gone & homes}
    return anew


def _reaches_across(held: Sequence[tuple[Patch, bool]], kind: str) -> bool:
    """Whether prose stands beside prose or a title; not where texts stand in rows."""
    prose = [patch for patch, is_prose in held if is_prose]
    others = [patch for patch, is_prose in held if not is_prose]
    larger = _LARGER_THAN_ROWS if kind == "table" else _LARGER
    if any(_side_by_side(t, p) and t.height > larger * p.height for t in others for p in prose):
        return True
    beside = [pair for pair in combinations(prose, 2) if _side_by_side(*pair)]
    level = sum(abs(one.box.y0 - other.box.y0) < _ALIGNED * one.height for one, other in beside)
    in_rows = level > 1 and 2 * level > len(beside)
    rest, whole = (sum(len(patch.words) for patch in some) for some in (others, [*others, *prose]))
    torn = kind != "table" and rest > _TORN * whole
    return bool(beside) and not in_rows and not torn


def _side_by_side(first: Patch, second: Patch) -> bool:
    one, other = first.box, second.box
    gutter = max(other.x0 - one.x1, one.x0 - other.x1)
    return gutter > _GUTTER * min(first.height, second.height) and min(one.y1, other.y1) > max(
        one.y0, other.y0
    )


def _rebuilt(patch: Patch, headings: Sequence[Box]) -> Iterator[LayoutBlock]:
    """The regions of a patch: a paragraph or an item of a list each."""
    run: list[Line] = []
    for line in lines(patch.words):
        if run and _opens(line, run[-1], headings):
            yield _region(run, headings)
            run = []
        run.append(line)
    yield _region(run, headings)


def _opens(line: Line, above: Line, headings: Sequence[Box]) -> bool:
    """Whether a line starts a region of its own under the one above it."""
    if _is_heading(line, headings) != _is_heading(above, headings):
        return True
    top = min(word.box.y0 for word in line.words)
    bottom = max(word.box.y1 for word in above.words)
    return opens_item(line.words[:1]) or top - bottom > _APART * line.height


def _is_heading(line: Line, headings: Sequence[Box]) -> bool:
    """Whether the engine took it for one."""
    return all(any(box.holds_centre_of(word.box) for box in headings) for word in line.words)


def _region(run: Sequence[Line], headings: Sequence[Box]) -> LayoutBlock:
    from liteparse import AnnotationRect, LayoutBlock

    words = [word for line in run for word in line.words]
    box = patch_of(words).box
    kind = "heading" if all(_is_heading(line, headings) for line in run) else "paragraph"
    if opens_item(words[:1]):
        kind = "list_item"
    rect = AnnotationRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
    return LayoutBlock(kind, level=1, bbox=rect)
