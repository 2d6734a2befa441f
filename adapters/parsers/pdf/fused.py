"""Cells that hold the figures of two columns or more, where the gap between them is narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adapters.parsers.pdf.bands import Band, extent, overlap
from adapters.parsers.pdf.layout import Ink, is_closed_by, is_figure, is_figures, is_year

_GROUP_OF_THREE = re.compile(r"\d{3}(?:[.,]\d+)?[)%,.]*")
_GROUP = 0.5
"""Word heights between the groups of one figure, as in "5 363", at most."""


def apart(
    cell: Sequence[Ink], bands: Sequence[Band], *, is_header: bool
) -> Iterator[tuple[Ink, ...]]:
    """The cell, cut between figures that stand in two columns of other rows."""
    # "May 26, 2019" heads one column, "2019 2018" two.
    closes = is_year if is_header else is_closed_by
    part: list[Ink] = []
    for figure in figures(cell) if any(is_figure(word.text) for word in cell) else [cell]:
        if part and closes(part[-1].text) and _stand_apart(part, figure, bands):
            yield tuple(part)
            part = []
        part += figure
    yield tuple(part)


def _stand_apart(left: Sequence[Ink], right: Sequence[Ink], bands: Sequence[Band]) -> bool:
    if not is_figures(right) or left[-1].text.endswith(","):  # "June 30, 2022" is a date
        return False
    before = [b for b in bands if overlap(extent(left[-1:]), b)]
    after = [b for b in bands if overlap(extent(right), b)]
    return len(before) == len(after) == 1 and before != after


def figures(cell: Sequence[Ink]) -> list[list[Ink]]:
    """A cell's words by figure: signs go with theirs, and so do groups of three digits."""
    found: list[list[Ink]] = []
    for word in cell:
        if found and _continues(found[-1], word):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _continues(figure: Sequence[Ink], word: Ink) -> bool:
    last = figure[-1]
    if not any(char.isdigit() or char in "–—-" for char in last.text):
        return True
    if word.text[0] in ")%€" or not is_figure(word.text):
        return True
    height = word.box.y1 - word.box.y0
    is_group = bool(_GROUP_OF_THREE.fullmatch(word.text))
    return is_group and word.box.x0 - last.box.x1 < _GROUP * height and "," not in last.text
