"""Which pages of a PDF are read from their image."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from adapters.parsers.pdf.layout import Ink

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_FEW_WORDS = 50
"""A page with an image over most of it and no more words than this is read from the image."""
_MOST_OF_PAGE = 0.5
_MOST_OBJECTS = 2_000
_JUNK = 0.3
"""Share of signs that are no writing, from which on a text layer is not believed."""


def has_text(layer: Sequence[Ink]) -> bool:
    """Whether a page need not be read from its image: it holds words enough, and they are words.

    `layer` are those of the text layer that a person can see.
    """
    return len(layer) > _FEW_WORDS and not is_junk(layer)


def is_image(page: PdfPage) -> bool:
    """Whether images cover most of a page."""
    return _image_share(page) >= _MOST_OF_PAGE


def is_junk(layer: Sequence[Ink]) -> bool:
    """Whether a text layer holds codes instead of letters."""
    return _are_codes("".join(word.text for word in layer))


def _are_codes(text: str) -> bool:
    """Replaced, private, control and unassigned signs: what a font without a table gives."""
    if text.isprintable() and "\ufffd" not in text:  # nearly every page
        return False
    signs = [sign for sign in text if not sign.isspace()]
    codes = sum(sign == "\ufffd" or unicodedata.category(sign)[0] == "C" for sign in signs)
    return codes > _JUNK * len(signs)


def _image_share(page: PdfPage) -> float:
    """Share of the page under images; strips of one scan add up. At most 1."""
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    left, bottom, right, top = page.get_bbox()
    area = 0.0
    images = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=4)
    for image in islice(images, _MOST_OBJECTS):
        try:
            x0, y0, x1, y1 = image.get_bounds()
        except PdfiumError:
            continue
        across, down = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
        area += max(0.0, across) * max(0.0, down)
    return float(min(1.0, area / max((right - left) * (top - bottom), 1.0)))
