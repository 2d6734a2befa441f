"""From words with boxes to lines and rows: the geometry under elements. Units are points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from core.places import Box

_GAP = 1.0
"""Two words further apart than this many line heights stand in two cells: a space is about a
quarter of the height, a justified one seldom over half, a column gap seldom under one."""

_LOWERED = 0.75
"""Share of the line height by which figures may stand lower than their label."""

_FIGURE = re.compile(r"[($€£+\-–−]*\d[\d.,\u2019'/]*[)%]*|[–—-]|[$€£]")
_YEAR = re.compile(r"(?:FY|fy)?(?:19|20)\d\d[,.:)]?(?:\(\d\))?")


class Ink(NamedTuple):
    """A word as it stands on the page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side, left to right."""

    words: tuple[Ink, ...]

    @property
    def height(self) -> float:
        return median(word.box.y1 - word.box.y0 for word in self.words)

    @property
    def middle(self) -> float:
        return median((word.box.y0 + word.box.y1) / 2 for word in self.words)

    def cells(self) -> list[tuple[Ink, ...]]:
        """The words, cut at wide gaps; a currency sign goes with the figure to its right."""
        cells: list[list[Ink]] = []
        limit = _GAP * self.height
        for word in self.words:
            if cells and not self._cuts(cells[-1], word, limit):
                cells[-1].append(word)
            else:
                cells.append([word])
        return [tuple(cell) for cell in cells]

    @staticmethod
    def _cuts(cell: list[Ink], word: Ink, limit: float) -> bool:
        if cell[-1].text in {"$", "€", "£"}:
            return False
        wide = word.box.x0 - cell[-1].box.x1 > limit
        # "5,363 $ 4,869": the sign opens the next figure even where it stands close to the last.
        opens = word.text in {"$", "€", "£"} and is_figure(cell[-1].text)
        return wide or opens

    def takes(self, figures: Line) -> bool:
        """Whether this line is the label of figures that stand to its right, a bit lower."""
        near = figures.middle - self.middle < _LOWERED * self.height
        return (
            near
            and not is_figure(self.words[-1].text)
            and figures.words[0].box.x0 > self.words[-1].box.x1
        )

    @property
    def is_row(self) -> bool:
        """Whether it reads as a table row: a label or a figure, then figures across gaps."""
        cells = self.cells()
        return len(cells) > 1 and any(is_figures(cell) for cell in cells[1:])

    @property
    def is_header(self) -> bool:
        """Whether it reads as column headers: at least one year and no other figure."""
        cells = self.cells()
        years = sum(is_year(word.text) for word in self.words)
        others = any(
            is_figure(w.text) and not is_year(w.text) and len(w.text.strip("(),.")) > 2
            for w in self.words
        )
        return years >= 1 and not others and len(cells) > 1 and is_year(self.words[-1].text)

    @property
    def heads_columns(self) -> bool:
        """Whether it reads as the headers of two columns or more, each with its year."""
        dated = [cell for cell in self.cells() if any(is_year(word.text) for word in cell)]
        return self.is_header and len(dated) > 1


def is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text))


def is_figures(cell: Sequence[Ink]) -> bool:
    return all(is_figure(word.text) for word in cell)


def lines(words: Iterable[Ink]) -> list[Line]:
    """Words grouped into lines, top to bottom, each left to right.

    A word joins the line whose vertical middle its own box holds and that is nearest.
    """
    found: list[list[Ink]] = []
    middles: list[float] = []
    for word in sorted(words, key=lambda w: ((w.box.y0 + w.box.y1) / 2, w.box.x0)):
        middle = (word.box.y0 + word.box.y1) / 2
        tolerance = 0.4 * (word.box.y1 - word.box.y0)
        if found and abs(middle - middles[-1]) <= tolerance:
            found[-1].append(word)
        else:
            found.append([word])
            middles.append(middle)
    return _with_lowered_figures(
        [Line(tuple(sorted(line, key=lambda w: w.box.x0))) for line in found]
    )


def _with_lowered_figures(found: Sequence[Line]) -> list[Line]:
    """Figures set slightly lower than their label join it: they are one row to the eye."""
    joined: list[Line] = []
    for line in found:
        above = joined[-1] if joined else None
        if above and is_figures(line.words) and above.takes(line):
            joined[-1] = Line((*above.words, *line.words))
        else:
            joined.append(line)
    return joined


def columns(rows: Sequence[Sequence[Sequence[Ink]]]) -> list[list[int]]:
    """A column number for each cell of each row, from 0.

    Column 0 is the label. The other cells share a column where they overlap horizontally.
    """
    spans = sorted(_extent(cell) for row in rows for cell in row[1:])
    merged: list[list[float]] = []
    for left, right in spans:
        if merged and left < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], right)
        else:
            merged.append([left, right])
    return [[_column(cell, rank, merged) for rank, cell in enumerate(row)] for row in rows]


def _column(cell: Sequence[Ink], rank: int, merged: list[list[float]]) -> int:
    left, _ = _extent(cell)
    if rank == 0:
        return 0
    return next(i for i, (x0, x1) in enumerate(merged, start=1) if x0 <= left <= x1)


def _extent(cell: Sequence[Ink]) -> tuple[float, float]:
    return cell[0].box.x0, cell[-1].box.x1
