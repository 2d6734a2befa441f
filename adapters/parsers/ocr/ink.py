"""Where an image holds ink: edges between dark and light, which pictures and shades have few of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adapters.parsers.ocr.words import SeenWord

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE_PX = 1_200
"""The longer side of the copy that is looked at: a tenth of a degree moves a line's end by 2."""
_STEP = 40
"""Levels of grey between ink and paper, at least."""
_BLANK = 40
"""Dots: a page with fewer holds no word, only dust."""
_MARGIN = 2
"""Pixels of the copy around a word that its edges may lie in."""


def small_grey(image: Image) -> Any:
    """The image as an array of signed greys, its longer side `_SIDE_PX` at most."""
    import numpy as np

    copy = image.convert("L")
    copy.thumbnail((_SIDE_PX, _SIDE_PX))
    return np.asarray(copy, dtype=np.int16)


def bottoms(grey: Any) -> Any:
    """Where ink ends and paper begins under it: true in an array one row lower than the image."""
    import numpy as np

    return np.diff(grey, axis=0) > _STEP


def is_blank(grey: Any) -> bool:
    """Whether hardly a dot differs from the paper; blurred ink has no edges, but is no paper."""
    import numpy as np

    return int((np.abs(grey - np.median(grey)) > _STEP).sum()) < _BLANK


def without_words(image: Image, words: Sequence[SeenWord]) -> Image:
    """A copy of a grey image with paper where the words were."""
    from PIL import ImageDraw

    copy = image.copy()
    draw = ImageDraw.Draw(copy)
    for word in words:
        draw.rectangle((word.x0 - 1, word.y0 - 1, word.x1 + 1, word.y1 + 1), fill=255)
    return copy


def missed(image: Image, words: Sequence[SeenWord]) -> float:
    """Share of the ink that lies outside the boxes of the words, 0 to 1.

    High for a picture, too; but an engine that passes over half of a page is as sure of the rest.
    """
    import numpy as np

    grey = small_grey(image)
    edges = np.abs(np.diff(grey, axis=0)) > _STEP
    everything = int(edges.sum())
    scale = grey.shape[1] / image.width
    for word in words:
        top, left = (max(0, int(scale * edge) - _MARGIN) for edge in (word.y0, word.x0))
        bottom, right = (int(scale * edge) + _MARGIN + 1 for edge in (word.y1, word.x1))
        edges[top:bottom, left:right] = False
    return int(edges.sum()) / max(1, everything)
