"""Tables beside a column of prose, of which only pieces are left when the columns come apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from adapters.parsers.pdf.layout import is_figure
from adapters.parsers.pdf.paragraphs import Patch
from core.places import Box

_LEADING = 2.0
"""Heights of ink between two rows of a table, at most."""
_LEVEL = 0.8
"""Share of the lower one's height that labels and their figures have in common, at least."""
_FIGURES = 0.25
"""Share of figures among the words of a table, at least."""
_COLUMNS, _MOST = 3, 200
"""Pieces that make a table, at least; and those that are looked at: a page of more is a drawing."""


def tables_of(found: Sequence[Patch], is_prose: Sequence[bool], ranks: set[int]) -> list[list[int]]:
    """Ranks of the pieces of each table, of those given; pieces of no table are in none."""
    columns = [patch.box for patch in found if _is_column(patch)]
    runs_on = [
        of_prose and not (patch.reads_as_list and any(_are_level(patch.box, c) for c in columns))
        for patch, of_prose in zip(found, is_prose, strict=True)
    ]
    pieces = sorted(rank for rank in ranks if not runs_on[rank])
    if len(pieces) > _MOST:
        return []
    prose = [patch.box for patch, of_prose in zip(found, runs_on, strict=True) if of_prose]
    owner = {rank: rank for rank in pieces}

    def root(rank: int) -> int:
        while owner[rank] != rank:
            rank = owner[rank]
        return rank

    for one, other in combinations(pieces, 2):
        if root(one) != root(other) and _are_near(found[one], found[other], prose):
            owner[root(other)] = root(one)
    groups: dict[int, list[int]] = {}
    for rank in pieces:
        groups.setdefault(root(rank), []).append(rank)
    return [group for group in groups.values() if _is_table([found[r] for r in group], prose)]


def _is_column(patch: Patch) -> bool:
    return all(is_figure(word.text) for word in patch.words)


def _are_level(labels: Box, column: Box) -> bool:
    """Whether figures stand to the right of labels, as high as they are."""
    shared = min(labels.y1, column.y1) - max(labels.y0, column.y0)
    high = min(labels.y1 - labels.y0, column.y1 - column.y0)
    return column.x0 > labels.x1 and shared > _LEVEL * high


def _are_near(one: Patch, other: Patch, prose: Sequence[Box]) -> bool:
    """Whether two pieces may be of one table: level or one under the other, no prose between."""
    first, second = one.box, other.box
    gap = max(first.y0, second.y0) - min(first.y1, second.y1)
    if gap > _LEADING * min(one.height, other.height):
        return False
    union = first.union(second)
    return not any(union.touches(box) for box in prose)


def _is_table(pieces: Sequence[Patch], prose: Sequence[Box]) -> bool:
    words = [word for piece in pieces for word in piece.words]
    figures = sum(is_figure(word.text) for word in words)
    columns = sum(map(_is_column, pieces))
    is_dense = columns > 1 and figures >= _FIGURES * len(words) and columns < len(pieces)
    around = box_of(pieces)
    return len(pieces) >= _COLUMNS and is_dense and not any(around.touches(box) for box in prose)


def box_of(pieces: Sequence[Patch]) -> Box:
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.union(piece.box)
    return box
