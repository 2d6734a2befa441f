"""From words with boxes to lines and rows: the geometry under elements. Units are points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from adapters.parsers.pdf.scale import is_scale
from core.places import Box

_GAP = 1.0
"""Two words further apart than this many line heights stand in two cells: a space is about a
quarter of the height, a justified one seldom over half, a column gap seldom under one."""

_LOWERED = 0.75
"""Share of the line height by which figures may stand lower than their label."""

_SAME_LINE = 0.4
"""Share of a word's height within which the middle of its line lies from its own."""
_FIGURE = re.compile(r"[($€£+\-–−]*\d[\d.,\u2019'/]*[)%]*|[–—-]|[$€£]")
_YEAR = re.compile(r"(?:FY|fy)?(?:19|20)\d\d(?:[/–-](?:19|20)?\d\d)?[,.:)]?(?:\(\d\))?")
_FIGURES = 0.3
"""Share of the cells beside a label that are figures."""
_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d")
_OPENING = {"$", "€", "£", "(", "$(", "($", "-$", "(€", "€(", "(£", "£("}
_CLOSING = {"%", ")", ")%", "%)", "pts"}
_REACH = 2.5
"""Gaps between cells across which what closes a figure still belongs to it."""


def middle_of(values: list[float]) -> float:
    """The median; `statistics.median` checks more and takes five times as long."""
    values.sort()
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


class Ink(NamedTuple):
    """A word as it stands on the page."""

    text: str
    box: Box
    confidence: float | None = None
    """0 to 1: how sure text recognition is of it; None where the file itself holds the text."""


def around(words: Sequence[Ink]) -> Box:
    """The smallest box around some words of one page; at least one."""
    boxes = [word.box for word in words]
    return Box(
        boxes[0].page,
        min([box.x0 for box in boxes]),
        min([box.y0 for box in boxes]),
        max([box.x1 for box in boxes]),
        max([box.y1 for box in boxes]),
    )


@dataclass(frozen=True)
class Line:
    """Words side by side, left to right. What is asked of a line many times is found once."""

    words: tuple[Ink, ...]

    @cached_property
    def text(self) -> str:
        return " ".join([word.text for word in self.words])

    @cached_property
    def height(self) -> float:
        return middle_of([word.box.y1 - word.box.y0 for word in self.words])

    @cached_property
    def middle(self) -> float:
        return middle_of([(word.box.y0 + word.box.y1) / 2 for word in self.words])

    @cached_property
    def cells(self) -> list[tuple[Ink, ...]]:
        """The words, cut at wide gaps; signs and brackets stay with their figure."""
        cells: list[list[Ink]] = []
        limit = _GAP * self.height
        for word, after in zip_longest(self.words, self.words[1:]):
            if cells and not _cuts(cells[-1], word, after, limit):
                cells[-1].append(word)
            else:
                cells.append([word])
        return [tuple(cell) for cell in cells]

    def takes(self, figures: Line) -> bool:
        """Whether this line is the label of figures that stand to its right, a bit lower."""
        near = figures.middle - self.middle < _LOWERED * self.height
        return (
            near
            and not is_figure(self.words[-1].text)
            and figures.words[0].box.x0 > self.words[-1].box.x1
        )

    @cached_property
    def is_row(self) -> bool:
        """Whether it reads as a table row: a label or a figure, then figures across gaps."""
        cells = self.cells
        return len(cells) > 1 and any(is_figures(cell) for cell in cells[1:])

    @cached_property
    def is_mostly_figures(self) -> bool:
        """Whether it is a row of figures: in a justified line of prose, few cells are."""
        others = self.cells[1:]
        return self.is_row and _FIGURES * len(others) <= sum(is_figures(cell) for cell in others)

    @cached_property
    def is_header(self) -> bool:
        """Whether it reads as column headers: years in two cells or more, and no other figure.

        One year, beside a scale or the beginning of a date. "Built in 1998" is a row.
        """
        cells = self.cells
        others = any(
            is_figure(w.text) and not is_year(w.text) and len(w.text.strip("(),.")) > 2
            for w in self.words
        )
        if _are_dates(cells):
            return True
        dated = sum(is_year(cell[-1].text) for cell in cells)
        label = " ".join(word.text for word in cells[0])
        is_alone = len(cells) == 2 and (is_scale(label) or label.endswith(","))
        ends = is_year(self.words[-1].text)
        return not others and len(cells) > 1 and (dated > 1 or (dated == 1 and ends and is_alone))

    @cached_property
    def heads_columns(self) -> bool:
        """Whether it reads as the headers of two columns or more, each with its year."""
        dated = [cell for cell in self.cells if any(is_year(word.text) for word in cell)]
        return self.is_header and len(dated) > 1


def _are_dates(cells: Sequence[Sequence[Ink]]) -> bool:
    """Whether they are dates in figures, beside a scale or nothing: a lease has dates, too."""
    texts = [" ".join(word.text for word in cell) for cell in cells]
    labelled = texts[1:] if is_scale(texts[0]) else texts
    return len(texts) > 1 and all(_DATE.fullmatch(text) for text in labelled)


def _cuts(cell: Sequence[Ink], word: Ink, after: Ink | None, limit: float) -> bool:
    """Whether a cell ends before a word of its line; `after` follows the word."""
    before = cell[-1]
    gap = word.box.x0 - before.box.x1
    is_spent = len(cell) > 1 and is_closed_by(cell[-2].text)  # the sign of the figure before it
    if before.text in _OPENING and not is_spent and is_figure(word.text):
        return False
    if word.text in _CLOSING and is_closed_by(before.text) and gap < _REACH * limit:
        return False
    return gap > limit or (word.text[0] in "$€£" and _opens(before, word, after, limit))


def _opens(before: Ink, sign: Ink, after: Ink | None, limit: float) -> bool:
    """Whether a sign opens a figure, even where it stands close to what is on its left.

    As in "5,363 $ 4,869", and where it is set flush left in the column of its figure.
    """
    if is_closed_by(before.text):
        return not _is_behind(sign.box.x0 - before.box.x1, sign, after)
    return after is not None and is_figure(after.text) and after.box.x0 - sign.box.x1 > limit


def _is_behind(gap: float, sign: Ink, after: Ink | None) -> bool:
    """Whether a sign stands behind its figure, as in "5 363 €": it is nearer to it."""
    if sign.text.rstrip(",.;:)") != "€":
        return False
    return after is None or not is_figure(after.text) or gap <= after.box.x0 - sign.box.x1


def is_closed_by(text: str) -> bool:
    """Whether a figure ends with this word: one, or what stands behind one."""
    return is_figure(text) or text in _CLOSING


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
    found: list[list[tuple[float, int, Ink]]] = []
    # Built as keys first: this runs several times on every word of every page.
    places = [((w.box.y0 + w.box.y1) / 2, w.box.x0, i, w) for i, w in enumerate(words)]
    places.sort()
    middle_of_line = float("-inf")
    for rank, (middle, left, _, word) in enumerate(places):
        if abs(middle - middle_of_line) <= _SAME_LINE * (word.box.y1 - word.box.y0):
            found[-1].append((left, rank, word))
        else:
            found.append([(left, rank, word)])
            middle_of_line = middle
    for line in found:
        line.sort()
    return _with_lowered_figures([Line(tuple([w for _, _, w in line])) for line in found])


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
