"""The proof that a text is not seen: the page looks the same without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import cast
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

from adapters.parsers.pdf.seen.view import Bounds

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_SCALE = 1.0
"""Pixels a point: a stroke of 5-point type is then half a pixel wide."""
_MOST_PIXELS = 6e6
_SEEN = 16
"""Of 255, in any channel: a change by less is not noticed on paper or screen. Text in #f0f0f0
on white differs by 15."""
_INK = 60
"""Contrast within a word's box, of 255, where something is to be read in an image."""


class Proof:
    """Two drawings of a part of the page: as it is, and without some texts."""

    def __init__(self, page: PdfPage, texts: Sequence[int], frame: Bounds) -> None:
        """`texts`: addresses of text objects; `frame`: what is asked about, in the view."""
        width, height = page.get_size()
        x0, y0 = max(frame[0] - 1, 0.0), max(frame[1] - 1, 0.0)
        x1, y1 = min(frame[2] + 1, width), min(frame[3] + 1, height)
        self._scale = min(_SCALE, (_MOST_PIXELS / ((x1 - x0) * (y1 - y0))) ** 0.5)
        self._left, self._top = x0, y0
        crop = (x0, height - y1, width - x1, y0)
        shown = _drawn(page, self._scale, crop)
        with _left_out(texts):
            self._without = _drawn(page, self._scale, crop)
        from PIL import ImageChops

        self._difference = ImageChops.difference(shown, self._without)

    def shows(self, bounds: Bounds) -> bool:
        """Whether any of the texts left a trace there."""
        return _highest(self._difference, self._pixels(bounds)) >= _SEEN

    def has_other_ink(self, bounds: Bounds) -> bool:
        """Whether something else is to be seen there: of a scan, the word itself."""
        part = self._without.crop(self._pixels(bounds)).convert("L")
        low, high = part.getextrema()
        return bool(high - low >= _INK)

    def _pixels(self, bounds: Bounds) -> tuple[int, int, int, int]:
        x0, y0 = (bounds[0] - self._left) * self._scale, (bounds[1] - self._top) * self._scale
        x1, y1 = (bounds[2] - self._left) * self._scale, (bounds[3] - self._top) * self._scale
        right, bottom = self._without.size
        left, top = min(max(int(x0), 0), right - 1), min(max(int(y0), 0), bottom - 1)
        return (
            left,
            top,
            max(left + 1, min(int(x1) + 1, right)),
            max(top + 1, min(int(y1) + 1, bottom)),
        )


def _highest(image: Any, frame: tuple[int, int, int, int]) -> int:
    highest: int = max(high for _, high in image.crop(frame).getextrema())
    return highest


def _drawn(page: PdfPage, scale: float, crop: tuple[float, float, float, float]) -> Any:
    return page.render(scale=scale, crop=crop).to_pil().convert("RGB")


@contextmanager
def _left_out(texts: Sequence[int]) -> Iterator[None]:
    """While they are not drawn."""
    try:
        _activate(texts, 0)
        yield
    finally:
        _activate(texts, 1)


def _activate(texts: Sequence[int], active: int) -> None:
    for text in texts:
        raw.FPDFPageObj_SetIsActive(cast(text, raw.FPDF_PAGEOBJECT), active)
