"""From characters with boxes, in the order of the file, to words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from adapters.parsers.pdf.layout import Ink
from core.places import Box

_SPACE = 0.25
"""Heights of the font between two characters of one word, at most: where a space is drawn as a gap
and not written, it is a quarter of the height."""


class Glyph(NamedTuple):
    """A character; sides in points from the top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def words_of(glyphs: Iterable[Glyph], page: int, width: float, height: float) -> list[Ink]:
    """The words on a page of this size; what lies off it is left out."""
    found: list[Ink] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and (not glyph.text.strip() or _starts_word(run[-1], glyph)):
            found += _word(run, page, width, height)
            run = []
        if glyph.text.strip():
            run.append(glyph)
    return found + _word(run, page, width, height)


def _starts_word(before: Glyph, glyph: Glyph) -> bool:
    """Whether a space that was not written stands between two characters, or a line ends."""
    high = max(before.y1 - before.y0, glyph.y1 - glyph.y0)
    is_apart = not -high < glyph.x0 - before.x1 < _SPACE * high
    return is_apart or min(before.y1, glyph.y1) <= max(before.y0, glyph.y0)


def _word(run: Sequence[Glyph], page: int, width: float, height: float) -> list[Ink]:
    """One word, or none where it is not on the page."""
    if not run:
        return []
    x0, x1 = min(glyph.x0 for glyph in run), max(glyph.x1 for glyph in run)
    y0, y1 = min(glyph.y0 for glyph in run), max(glyph.y1 for glyph in run)
    left, top = round(max(x0, 0), 2), round(max(y0, 0), 2)
    right, bottom = round(min(x1, width), 2), round(min(y1, height), 2)
    is_on_page = 0 <= x0 + x1 <= 2 * width and 0 <= y0 + y1 <= 2 * height
    if not is_on_page or left >= right or top >= bottom:
        return []
    text = "".join("".join(glyph.text for glyph in run).split())
    return [Ink(text, Box(page, left, top, right, bottom))]
