"""Which texts of a page may not be seen: cheap to ask of all, so that few have to be proven."""

from __future__ import annotations

from ctypes import addressof, c_float
from heapq import nlargest
from math import hypot
from typing import NamedTuple

from pypdfium2 import raw

from adapters.parsers.pdf.seen import calls
from adapters.parsers.pdf.seen.drawing import Colour, Cover, Drawing, Text
from adapters.parsers.pdf.seen.places import Places
from core.outcomes import HiddenReason

_WITHOUT_INK = (3, 7)
"""Text rendering modes that draw nothing (ISO 32000-1, table 106)."""
_FAINT_ALPHA = 40
_PALE, _NEAR = 216, 40
"""Of 255: from where a colour is nearly white, and how far two may be apart to be taken for one.
Wide, for the proof decides."""
_TINY_PT = 2.0
"""Size of type, as shown: print goes down to about 4 points."""
_MOST_COVERS = 2_000
_SHORT_PT = 3.0
"""A quarter of a text's length; a shorter text is covered as a whole or not at all."""


class Suspect(NamedTuple):
    text: Text
    reason: HiddenReason
    is_certain: bool
    """It needs no proof."""


def covers_of(drawing: Drawing) -> Places[Cover]:
    """The largest covers of a page."""
    largest = nlargest(_MOST_COVERS, drawing.covers, key=_area)
    return Places(largest, drawing.width, drawing.height)


def _area(cover: Cover) -> float:
    x0, y0, x1, y1 = cover.bounds
    return (x1 - x0) * (y1 - y0)


def suspects_of(drawing: Drawing, covers: Places[Cover]) -> list[Suspect]:
    """The texts that may not be seen, with why not."""
    found = []
    width, height, are_covers = drawing.width, drawing.height, bool(covers)
    for text in drawing.texts:
        _, _, (x0, y0, x1, y1), mode, colour, alpha, is_layered = text
        if x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
            found.append(Suspect(text, HiddenReason.OFF_PAGE, True))
        elif (y1 - y0 < _TINY_PT or x1 - x0 < _TINY_PT) and _is_tiny(text.handle):
            found.append(Suspect(text, HiddenReason.TINY, True))
        elif mode in _WITHOUT_INK or alpha < _FAINT_ALPHA or is_layered:
            found.append(Suspect(text, HiddenReason.INVISIBLE, False))
        elif are_covers and (reason := _beside(text, covers)):
            found.append(Suspect(text, reason, False))
        elif colour is not None and min(colour) >= _PALE:
            found.append(Suspect(text, HiddenReason.WHITE, False))
    return found


def _beside(text: Text, covers: Places[Cover]) -> HiddenReason | None:
    """Whether a cover lies over the text, or one of its colour under it."""
    x0, y0, x1, y1 = text.bounds
    under = False
    quarter = (x1 - x0) / 4
    xs = (x0 + quarter, x0 + 2 * quarter, x1 - quarter) if quarter > _SHORT_PT else ((x0 + x1) / 2,)
    for x in xs:
        for cover in covers.at(x, (y0 + y1) / 2):
            if cover.rank > text.rank:
                return HiddenReason.COVERED
            under = under or _is_near(text.colour, cover.colour)
    return HiddenReason.WHITE if under else None


def _is_near(one: Colour | None, other: Colour | None) -> bool:
    if one is None or other is None:
        return False
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def _is_tiny(handle: int) -> bool:
    """By the size of the type and its scaling: a full stop is small and no tiny text."""
    size, matrix = c_float(), raw.FS_MATRIX()
    if not calls.font_size(handle, addressof(size)) or not calls.matrix_of(
        handle, addressof(matrix)
    ):
        return False
    scale = min(hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d))
    return abs(size.value) * scale < _TINY_PT
