"""What is drawn on a page, in the order in which it is drawn, as pdfium tells it.

Raw calls: a page has up to thousands of objects, and each is asked about once.
"""

from __future__ import annotations

from ctypes import (
    addressof,
    c_float,
    c_int,
    c_uint,
    c_ulong,
    c_ushort,
    c_void_p,
    cast,
    sizeof,
)
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdfium2 import raw

from adapters.parsers.pdf.seen import calls
from adapters.parsers.pdf.seen.view import Bounds, Matrix, chained, mover, to_view

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_MOST_OBJECTS = 200_000
"""Asked about on one page (about a second); a page of a real document has some thousands."""
_DEEPEST = 8
"""Forms inside forms."""
_FAR = 1e6
"""Points: nothing further out is a place on a page."""
_THIN_PT = 3.0
"""What is narrower covers no word."""

_PATH, _IMAGE, _FORM = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM
_LAYER = "OC\0".encode("utf-16-le")
"""Tag of marked content that belongs to a layer (ISO 32000-1, 8.11.3.2)."""
_new = tuple.__new__
"""Makes a named tuple in a third of the time."""


Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


class Text(NamedTuple):
    """A text object: a run of glyphs in one font, size and colour."""

    handle: int
    """Its address in pdfium."""
    rank: int
    bounds: Bounds
    mode: int
    """Text rendering mode (ISO 32000-1, table 106)."""
    colour: Colour | None
    """That of the fill; None for a pattern."""
    alpha: int
    is_layered: bool
    """Whether it belongs to a layer (optional content), which may be switched off."""


class Cover(NamedTuple):
    """A filled shape, an image or a shading: what can lie over text or under it."""

    rank: int
    bounds: Bounds
    colour: Colour | None
    """None for an image or a shading."""
    is_image: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The texts and covers of a page."""

    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)


def drawing_of(page: PdfPage) -> Drawing:
    """What is on the page; forms are taken apart. Text of white space alone is left out."""
    width, height = page.get_size()
    found = Drawing(width, height)
    survey = _Survey(found)
    survey.take(page.raw, raw.FPDFPage_CountObjects(page.raw), calls.page_object, to_view(page))
    return found


class _Survey:
    """Asks about each object once. What it asks is kept short: some pages draw every glyph apart,
    and have thousands of text objects."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._rank = 0
        self._marks: dict[int, bool] = {}
        self._name = (c_ushort * 64)()
        self._sides, self._channels = (c_float * 4)(), (c_uint * 4)()
        self._at_sides = [addressof(self._sides) + 4 * i for i in range(4)]
        self._at_channels = [addressof(self._channels) + 4 * i for i in range(4)]

    def take(self, parent: Any, count: int, get: Any, matrix: Matrix, depth: int = 0) -> None:
        """The objects of a page or of a form, in order."""
        sides, channels, to_view = self._sides, self._channels, mover(matrix)
        at_sides, at_channels = self._at_sides, self._at_channels
        parent, take_text = cast(parent, c_void_p).value, self._drawing.texts.append
        for i in range(min(count, _MOST_OBJECTS - self._rank)):
            handle = get(parent, i)
            self._rank = rank = self._rank + 1
            mode = calls.mode(handle)
            if mode < 0:
                self._take_other(handle, matrix, depth)
                continue
            calls.bounds(handle, *at_sides)
            left, bottom, right, top = sides
            # Spaces have no ink: empty bounds. In a broken file they may be no numbers.
            if -_FAR < left < right < _FAR and -_FAR < bottom < top < _FAR:
                bounds = to_view(left, bottom, right, top)
                if calls.fill_colour(handle, *at_channels):
                    red, green, blue, alpha = channels
                    colour: Colour | None = (red, green, blue)
                else:
                    colour, alpha = None, 255
                layered = (count := calls.mark_count(handle)) > 0 and self._is_layered(
                    handle, count
                )
                take_text(_new(Text, (handle, rank, bounds, mode, colour, alpha, layered)))

    def _is_layered(self, handle: int, count: int) -> bool:
        """Texts share their marks, so that each mark is asked about once."""
        for i in range(min(count, _DEEPEST)):
            mark = calls.mark(handle, i)
            if mark not in self._marks:
                size = c_ulong()
                calls.mark_name(mark, addressof(self._name), sizeof(self._name), addressof(size))
                self._marks[mark] = bytes(self._name)[: size.value] == _LAYER
            if self._marks[mark]:
                return True
        return False

    def _take_other(self, handle: int, matrix: Matrix, depth: int) -> None:
        kind = calls.kind(handle)
        if kind == _FORM:
            self._take_form(handle, matrix, depth + 1)
        elif calls.bounds(handle, *self._at_sides):
            left, bottom, right, top = self._sides
            if -_FAR < left < right < _FAR and -_FAR < bottom < top < _FAR:
                bounds = mover(matrix)(left, bottom, right, top)
                if bounds[2] - bounds[0] >= _THIN_PT and bounds[3] - bounds[1] >= _THIN_PT:
                    self._take_cover(handle, kind, bounds)

    def _take_form(self, form: int, outer: Matrix, depth: int) -> None:
        own = raw.FS_MATRIX()
        if depth > _DEEPEST or not calls.matrix_of(form, addressof(own)):
            return
        inner = chained((own.a, own.b, own.c, own.d, own.e, own.f), outer)
        if all(abs(term) < _FAR for term in inner):
            self.take(form, max(calls.form_count(form), 0), calls.form_object, inner, depth)

    def _take_cover(self, handle: int, kind: int, bounds: Bounds) -> None:
        covers = self._drawing.covers
        if kind != _PATH:
            covers.append(Cover(self._rank, bounds, None, kind == _IMAGE))
            return
        fill, stroke = c_int(), c_int()
        calls.draw_mode(handle, addressof(fill), addressof(stroke))
        colour, alpha = self._colour(handle) if fill.value else (None, 0)
        if alpha:
            covers.append(Cover(self._rank, bounds, colour, False))

    def _colour(self, handle: int) -> tuple[Colour | None, int]:
        """Of the fill, with its opacity from 0 to 255."""
        if not calls.fill_colour(handle, *self._at_channels):
            return None, 255
        red, green, blue, alpha = self._channels
        return (red, green, blue), alpha
