"""Regions that reach across columns of prose, made anew from the words inside the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from adapters.parsers.pdf.exploded import box_of, tables_of
from adapters.parsers.pdf.layout import Ink, Line, around, is_figure, lines
from adapters.parsers.pdf.paragraphs import Patch, opens_item, patches
from adapters.parsers.pdf.reading_order import in_reading_order
from adapters.parsers.pdf.zones import Region, Zones, with_homes
from core.places import Box

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


def with_columns_apart(page: Zones) -> Zones:
    """The page, its regions inside one column each and in reading order.

    Where no region reaches across columns of prose, the engine's regions stay as they are; so do
    tables of figures everywhere.
    """
    held: dict[int | None, list[Ink]] = {}
    for word, home in zip(page.words, page.homes, strict=True):
        held.setdefault(home, []).append(word)
    tables = {i for i in held if i is not None and _is_table(page.regions[i], held[i])}
    homes = dict(zip(map(id, page.words), page.homes, strict=True))
    found = patches([word for word in page.words if homes[id(word)] not in tables])
    inside = [{homes[id(word)] for word in patch.words} for patch in found]
    is_prose = [patch.is_prose() for patch in found]
    anew = _made_anew(page.regions, found, inside, is_prose)
    if not anew:
        return page
    gone = {home for rank in anew for home in inside[rank]}
    units = [(region.box, [region]) for i, region in enumerate(page.regions) if i not in gone]
    headings = [region.box for region in page.regions if region.kind == "heading"]
    pieces = tables_of(found, is_prose, anew)
    boxes = [box_of([found[rank] for rank in table]) for table in pieces]
    units += [(box, [Region("table", 1, box)]) for box in boxes]
    rest = sorted(anew.difference(*pieces))
    units += [(found[rank].box, list(_rebuilt(found[rank], headings))) for rank in rest]
    order = in_reading_order([box for box, _ in units])
    return with_homes(page.words, [region for i in order for region in units[i][1]])


def _is_table(region: Region, words: Sequence[Ink]) -> bool:
    figures = sum(is_figure(word.text) and word.text[-1].isalnum() for word in words)
    return region.kind == "table" and figures > _FIGURES * len(words)


def _made_anew(
    regions: Sequence[Region],
    found: Sequence[Patch],
    inside: Sequence[set[int | None]],
    is_prose: Sequence[bool],
) -> set[int]:
    """The ranks of the patches that regions across columns hold, and of all that these share."""
    anew: set[int] = set()
    for number, region in enumerate(regions):
        held = [rank for rank, homes in enumerate(inside) if number in homes]
        if _reaches_across([(found[rank], is_prose[rank]) for rank in held], region.kind):
            anew.update(held)
    for one, other in _interleaved(is_prose, inside):
        pair = [(found[rank], is_prose[rank]) for rank in (one, other)]
        rows = _starts(regions, inside[one]), _starts(regions, inside[other])
        if _reaches_across(pair, "paragraph") and not _in_rows(*rows, found[one].height):
            anew.update((one, other))
    return _with_what_they_share(anew, inside) if anew else anew


def _interleaved(
    is_prose: Sequence[bool], inside: Sequence[set[int | None]]
) -> Iterator[tuple[int, int]]:
    """Pairs of patches, the first of prose, of which the engine read a part of one, the other, and
    then more of the first."""
    spans = {}
    for rank, homes in enumerate(inside):
        if known := [home for home in homes if home is not None]:
            spans[rank] = min(known), max(known)
    for one in (rank for rank in spans if is_prose[rank]):
        first, last = spans[one]
        for other, (start, end) in spans.items():
            if first < start < last or start < first < end:
                yield one, other


def _starts(regions: Sequence[Region], homes: set[int | None]) -> list[float]:
    return [regions[home].box.y0 for home in homes if home is not None]


def _in_rows(one: Sequence[float], other: Sequence[float], height: float) -> bool:
    """Whether most of the texts that start at these heights stand level with one of the others."""
    level = sum(any(abs(top - start) < _ALIGNED * height for start in other) for top in one)
    return 2 * level > min(len(one), len(other)) > 1


def _with_what_they_share(ranks: set[int], inside: Sequence[set[int | None]]) -> set[int]:
    """These patches, those with words of no region, and all that lose a region with any of them."""
    found = ranks | {rank for rank, homes in enumerate(inside) if None in homes}
    while True:
        gone = {home for rank in found for home in inside[rank]} - {None}
        grown = found | {rank for rank, homes in enumerate(inside) if gone & homes}
        if grown == found:
            return found
        found = grown


def _reaches_across(held: Sequence[tuple[Patch, bool]], kind: str) -> bool:
    """Whether prose stands beside prose or a title; not where texts stand in rows."""
    prose = [patch for patch, is_prose in held if is_prose]
    others = [patch for patch, is_prose in held if not is_prose]
    larger = _LARGER_THAN_ROWS if kind == "table" else _LARGER
    if any(_side_by_side(t, p) and t.height > larger * p.height for t in others for p in prose):
        return True
    if kind == "table" and not _mostly_wraps(prose):
        return False
    beside = [pair for pair in combinations(prose, 2) if _side_by_side(*pair)]
    level = sum(abs(one.box.y0 - other.box.y0) < _ALIGNED * one.height for one, other in beside)
    in_rows = level > 1 and 2 * level > len(beside)
    rest, whole = (sum(len(patch.words) for patch in some) for some in (others, [*others, *prose]))
    torn = kind != "table" and rest > _TORN * whole
    return bool(beside) and not in_rows and not torn


def _mostly_wraps(prose: Sequence[Patch]) -> bool:
    """Whether sentences that go on in another line, or items, are more of it than lines that start
    with a capital or a figure each, as the cells of a column do."""
    lengths = [-len(p.words) if p.reads_as_list else len(p.words) for p in prose]
    return sum(lengths) > 0


def _side_by_side(first: Patch, second: Patch) -> bool:
    one, other = first.box, second.box
    gutter = max(other.x0 - one.x1, one.x0 - other.x1)
    return gutter > _GUTTER * min(first.height, second.height) and min(one.y1, other.y1) > max(
        one.y0, other.y0
    )


def _rebuilt(patch: Patch, headings: Sequence[Box]) -> Iterator[Region]:
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


def _region(run: Sequence[Line], headings: Sequence[Box]) -> Region:
    words = [word for line in run for word in line.words]
    box = around(words)
    kind = "heading" if all(_is_heading(line, headings) for line in run) else "paragraph"
    if opens_item(words[:1]):
        kind = "list_item"
    return Region(kind, 1, box)
