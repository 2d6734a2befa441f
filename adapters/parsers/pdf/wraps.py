"""Labels of table rows that run over several lines come together with their figures."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.parsers.pdf.grid import Row
from adapters.parsers.pdf.layout import Ink, Line, is_figure

_LEADING = 1.9
"""Heights of the ink, from line to line of one label at most."""
_INDENT = 2.5
"""Heights by which the lines of a label may be set in or out."""
_FULL = 0.8
"""Share of the labels' width from which on a line is as long as one that had to be broken."""
_SHORT = 3
"""Letters of the words that end no label: "of", "and", "des", "par" lead on."""
_WORDS = 20
"""A heading among the rows that has more words is prose."""
_LINES = 4
"""A label of more lines is prose beside a figure."""


def rows_of(found: Sequence[Line], head: range) -> list[Row]:
    """The rows of a table's lines; those in `head` are its column headers.

    Every word is in one row, and the words of a row come from lines that follow each other.
    """
    room = max((line.cells[0][-1].box.x1 for line in found if line.is_row), default=0.0)
    labels: list[list[Line]] = []
    for rank, line in enumerate(found):
        is_head = rank in head or line.is_header
        if labels and not is_head and rank - 1 not in head and _goes_on(labels[-1], line, room):
            labels[-1].append(line)
        else:
            labels.append([line])
    heads = {id(found[rank]) for rank in head}
    return [row for label in labels for row in _rows(label, id(label[0]) in heads)]


def _rows(label: Sequence[Line], is_header: bool) -> list[Row]:
    """One row where the lines hold the figures of one; else a row for each of them."""
    with_figures = [line for line in label if line.is_row]
    if len(label) == 1:
        return [Row(tuple(label[0].cells), is_header)]
    figures = with_figures[0].cells[1:] if with_figures else []
    words = tuple(word for line in label for word in line.cells[0])
    is_prose = not figures and len(words) > _WORDS
    if is_prose or any(figures and word.box.x1 > figures[0][0].box.x0 for word in words):
        return [Row(tuple(line.cells)) for line in label]
    return [Row((words, *figures))]


def _goes_on(label: Sequence[Line], line: Line, room: float) -> bool:
    """Whether a line goes on with the label of those above it."""
    above = label[-1]
    if len(label) == _LINES or not _is_near(above, line):
        return False
    if len(line.cells) > 1 and (not line.is_mostly_figures or any(one.is_row for one in label)):
        return False
    if len(above.cells) > 1 and not above.is_mostly_figures:
        return False
    follows_figures = any(one.is_row for one in label)
    if follows_figures and (line.text.endswith(":") or not line.text[0].islower()):
        return False  # what stands under a whole row is as often the label of the next one
    return _is_broken(above.cells[0], line.cells[0], room)


def _is_near(above: Line, line: Line) -> bool:
    """Whether two lines are set as those of one label are."""
    left, below = above.words[0].box, line.words[0].box
    height = max(above.height, line.height)
    return (
        line.middle - above.middle < _LEADING * height
        and abs(above.height - line.height) < 0.2 * height
        and abs(left.x0 - below.x0) < _INDENT * height
    )


def _is_broken(above: Sequence[Ink], below: Sequence[Ink], room: float) -> bool:
    """Whether a label was broken between these words: a heading, too, has lines under it."""
    text, last, first = " ".join(word.text for word in above), above[-1].text, below[0].text
    if text.endswith(":") or is_figure(first) or not any(char.isalpha() for char in text):
        return False
    if text.count("(") > text.count(")") or last[-1] in "&/–":
        return True
    left = above[0].box.x0
    is_full = above[-1].box.x1 - left > _FULL * (room - left)
    leads_on = (last.isalpha() and last.islower() and len(last) <= _SHORT) or last[-1] in ",-"
    return sum((is_full, leads_on, first.lstrip("(")[:1].islower())) > 1
