"""Paragraphs by geometry alone: runs of words that stand close, one under the other.

The engine's regions follow lines across the page where columns are of unequal height; white space
tells the columns apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean

from adapters.parsers.pdf.layout import Ink, Line, around, is_figure, lines, middle_of
from core.places import Box

_GAP = 0.95
"""Words further apart than this many heights of ink may stand in two columns."""
_TAB = 4.0
"""The sign that opens an item of a list stands up to this many heights before its text."""
_SIGN = re.compile(r"[•●▪■◦‣➢➤►✓–—-]|\(?[a-z0-9]{1,2}[).]")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
_LEADING = 1.1
"""Heights of ink between two lines of a paragraph, at most."""
_SIZES = 1.3
"""Lines of one paragraph differ in height by less than this factor."""
_PROSE_LINES, _PROSE_WORDS, _FIGURES = 3, 3.0, 0.34

_FLUSH, _EDGE = 0.7, 0.3


@dataclass(frozen=True)
class Patch:
    """Words that belong together by their place, and the box around them."""

    words: tuple[Ink, ...]
    box: Box

    @cached_property
    def height(self) -> float:
        return middle_of([word.box.y1 - word.box.y0 for word in self.words])

    @cached_property
    def reads_as_list(self) -> bool:
        """Whether each line starts anew, with a capital or a figure, and none with the sign of an
        item."""
        starts = [line.words[0] for line in lines(self.words)]
        return not any(word.text[0].islower() or opens_item([word]) for word in starts)

    def is_prose(self) -> bool:
        """Whether it reads as running text, and not as labels, figures or the cells of a row."""
        found = lines(self.words)
        figures = sum(is_figure(word.text) for word in self.words)
        return (
            len(found) >= _PROSE_LINES
            and mean(len(line.words) for line in found) >= _PROSE_WORDS
            and figures <= _FIGURES * len(self.words)
            and _is_flush(found)
            and not are_labels(found)
        )


def _is_flush(found: Sequence[Line]) -> bool:
    """Whether most lines share their left edge with another line.

    Where a paragraph is torn apart at wide spaces between its words, the pieces start anywhere.
    """
    edges = [line.words[0].box.x0 for line in found]
    room = _EDGE * found[0].height
    shared = sum(sum(abs(edge - other) < room for other in edges) > 1 for edge in edges)
    return shared >= _FLUSH * len(edges)


def are_labels(found: Sequence[Line]) -> bool:
    """Whether most lines end in a colon: what stands beside them is their values."""
    return 2 * sum(line.words[-1].text.endswith(":") for line in found) >= len(found)


def opens_item(words: Sequence[Ink]) -> bool:
    """Whether these words are the sign of an item of a list, and nothing else."""
    return len(words) == 1 and bool(_SIGN.fullmatch(words[0].text))


def _is_number(words: Sequence[Ink]) -> bool:
    """Whether these words are what stands before an item or a section."""
    return opens_item(words) or (len(words) == 1 and bool(_NUMBER.fullmatch(words[0].text)))


def patch_of(words: Sequence[Ink]) -> Patch:
    return Patch(tuple(words), around(words))


def patches(words: Sequence[Ink]) -> list[Patch]:
    """Every word in exactly one patch; patches by the place of their first line."""
    parts = [part for line in lines(words) for part in _parts(line)]
    parts.sort(key=lambda part: part.box.y0)
    owner = list(range(len(parts)))

    def root(rank: int) -> int:
        while owner[rank] != rank:
            owner[rank] = owner[owner[rank]]
            rank = owner[rank]
        return rank

    for above, below in _neighbours(parts):
        owner[root(below)] = root(above)
    groups: dict[int, list[Ink]] = {}
    for rank, part in enumerate(parts):
        groups.setdefault(root(rank), []).extend(part.words)
    return [patch_of(group) for group in groups.values()]


def _parts(line: Line) -> Iterator[Patch]:
    """The line, cut where there is room for a gutter."""
    run: list[Ink] = []
    for word in line.words:
        room = (_TAB if _is_number(run) else _GAP) * line.height
        if run and word.box.x0 - run[-1].box.x1 > room:
            yield patch_of(run)
            run = []
        run.append(word)
    yield patch_of(run)


def _neighbours(parts: Sequence[Patch]) -> Iterator[tuple[int, int]]:
    """Pairs of parts of which one stands right under the other."""
    heights = [part.height for part in parts]
    reach = (_LEADING + _SIZES) * max(heights, default=0)
    for rank, part in enumerate(parts):
        for other in range(rank + 1, len(parts)):
            if parts[other].box.y0 - part.box.y1 > reach:
                break
            is_under = _is_under(part.box, parts[other].box, heights[rank], heights[other])
            if is_under and not _is_parted(part.box, parts[other].box, parts[rank + 1 : other]):
                yield rank, other


def _is_parted(above: Box, below: Box, between: Sequence[Patch]) -> bool:
    """Whether a line of another size stands between two that could be neighbours."""
    return any(
        above.y1 <= (part.box.y0 + part.box.y1) / 2 <= below.y0
        and min(above.x1, below.x1, part.box.x1) > max(above.x0, below.x0, part.box.x0)
        for part in between
    )


def _is_under(above: Box, below: Box, height: float, other: float) -> bool:
    smaller, larger = sorted((height, other))
    return (
        min(above.x1, below.x1) > max(above.x0, below.x0)
        and -0.5 * smaller < below.y0 - above.y1 < _LEADING * smaller
        and larger < _SIZES * smaller
    )
