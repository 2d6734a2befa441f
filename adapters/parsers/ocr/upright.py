"""How a page lies in its image: quarter turns, the skew of a scanner, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.parsers.ocr.ink import bottoms, small_grey
from core.places import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_EDGES = 60_000
_WIDEST, _COARSE, _FINE = 10.0, 0.5, 0.1
"""Degrees: how far a page is looked for, and in which steps."""
_LEAST = 0.15
"""A skew below this many degrees is left: it moves a line by its own height on no page."""
_CLEARER = 1.1
"""A skew is believed where its profile is this much sharper than that of the page as it is."""
_SIDEWAYS = 1.2
"""Text runs up or down where columns of the image are this much sharper than its rows."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What was done to a page to make it upright: first the turn, then the skew.

    Sizes are points of the page as it stands; angles are degrees: `turn` (0, 90, 180, 270)
    clockwise, `skew` against the clock.
    """

    width_pt: float
    height_pt: float
    turn: int = 0
    skew: float = 0.0

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of the upright page."""
        is_sideways = self.turn in (90, 270)
        return (self.height_pt, self.width_pt) if is_sideways else (self.width_pt, self.height_pt)

    def straighten(self, image: Image) -> Image:
        """The upright image of a page."""
        from PIL.Image import Resampling, Transpose

        turns = {90: Transpose.ROTATE_270, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_90}
        upright = image.transpose(turns[self.turn]) if self.turn else image
        if not self.skew:
            return upright
        return upright.rotate(self.skew, Resampling.BICUBIC, fillcolor=255)

    def on_page(self, box: Box) -> Box:
        """A box of the upright page where it stands on the page as it is, cut at its edges."""
        return self._moved(box, self._to_page, self.width_pt, self.height_pt)

    def on_upright(self, box: Box) -> Box:
        """A box of the page as it is where it stands on the upright page, cut at its edges."""
        return self._moved(box, self._to_upright, *self.size_pt)

    def _moved(self, box: Box, move: Any, width: float, height: float) -> Box:
        if not self.turn and not self.skew:
            return box
        middle_x, middle_y = move((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
        # Words lie along the skew: their middle moves with it, their height and width do not.
        across, down = box.x1 - box.x0, box.y1 - box.y0
        if self.turn in (90, 270):
            across, down = down, across
        left, right = _within(middle_x - across / 2, middle_x + across / 2, width)
        top, bottom = _within(middle_y - down / 2, middle_y + down / 2, height)
        return Box(box.page, left, top, right, bottom)

    def _to_page(self, x: float, y: float) -> tuple[float, float]:
        x, y = self._tilted(x, y, self.skew)
        moved = {
            0: (x, y),
            90: (y, self.height_pt - x),
            180: (self.width_pt - x, self.height_pt - y),
            270: (self.width_pt - y, x),
        }
        return moved[self.turn]

    def _to_upright(self, x: float, y: float) -> tuple[float, float]:
        moved = {
            0: (x, y),
            90: (self.height_pt - y, x),
            180: (self.width_pt - x, self.height_pt - y),
            270: (y, self.width_pt - x),
        }
        return self._tilted(*moved[self.turn], -self.skew)

    def _tilted(self, x: float, y: float, degrees: float) -> tuple[float, float]:
        """Around the middle of the upright page, clockwise to the eye."""
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        middle_x, middle_y = self.size_pt[0] / 2, self.size_pt[1] / 2
        dx, dy = x - middle_x, y - middle_y
        return cosine * dx - sine * dy + middle_x, sine * dx + cosine * dy + middle_y


def _within(low: float, high: float, most: float) -> tuple[float, float]:
    """Both inside 0 to `most`, a hundredth of a point apart at least."""
    low = min(max(low, 0.0), most - 0.01)
    return round(low, 2), round(min(max(high, low + 0.01), most), 2)


def lie_of(image: Image) -> tuple[float, bool]:
    """The skew of a page in degrees, 0 where there is none; whether its text runs up or down.

    From the projection profile: across the true direction of the lines, rows of ink and rows of
    paper differ most. After Postl, "Detection of linear oblique structures and skew scan in
    digitized documents" (ICPR 1986). The edges under the ink are projected, so that pictures and
    shades weigh little.
    """
    grey = small_grey(image)
    level, upended = _sharpest(*_edges(grey)), _sharpest(*_edges(grey.T))
    is_sideways = upended[1] > _SIDEWAYS * level[1]
    # Clockwise in the one is against the clock in the other.
    angle = -upended[0] if is_sideways else level[0]
    return (angle if abs(angle) >= _LEAST else 0.0), is_sideways


def _edges(grey: Any) -> tuple[Any, Any]:
    """Across and down of the points where ink ends and paper begins under it."""
    import numpy as np

    down, across = np.nonzero(bottoms(grey))
    stride = max(1, len(down) // _MOST_EDGES)
    return across[::stride], down[::stride]


def _sharpest(across: Any, down: Any) -> tuple[float, float]:
    """The angle, in degrees, at which the profile is sharpest, and how sharp it is a point."""
    import numpy as np

    if len(down) == 0:
        return 0.0, 0.0

    def sharpness(degrees: float) -> float:
        radians = math.radians(degrees)
        heights = down * math.cos(radians) - across * math.sin(radians)
        profile = np.bincount((heights - heights.min()).astype(np.int64)).astype(np.float64)
        return float((profile**2).sum()) / len(down)

    coarse = max(np.arange(-_WIDEST, _WIDEST + _COARSE, _COARSE), key=sharpness)
    best = float(max(np.arange(coarse - _COARSE, coarse + _COARSE + _FINE, _FINE), key=sharpness))
    flat = sharpness(0.0)
    return (best, sharpness(best)) if sharpness(best) > _CLEARER * flat else (0.0, flat)
