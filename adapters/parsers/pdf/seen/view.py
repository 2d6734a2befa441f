"""From the spaces in which things are drawn to the page as it is shown."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, c_int
from typing import TYPE_CHECKING

from pypdfium2 import raw

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = ax + cy + e, y' = bx + dy + f."""
Bounds = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the top left of the page as it is shown."""


def to_view(page: PdfPage) -> Matrix:
    """From the page's own space to the view: crop box and rotation are pdfium's matter."""
    fine = 100  # device units a point: pdfium answers in whole ones
    width, height = (round(fine * side) for side in page.get_size())
    x, y = c_int(), c_int()

    def point(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, px, py, byref(x), byref(y))
        return x.value / fine, y.value / fine

    (e, f), (ax, ay), (cx, cy) = point(0, 0), point(1000, 0), point(0, 1000)
    return (ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f


def chained(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        *(ta * a + tc * b, tb * a + td * b),
        *(ta * c + tc * d, tb * c + td * d),
        *(ta * e + tc * f + te, tb * e + td * f + tf),
    )


def mover(matrix: Matrix) -> Callable[[float, float, float, float], Bounds]:
    """From left, bottom, right and top in a space to the view."""
    a, b, c, d, e, f = matrix

    def upright(left: float, bottom: float, right: float, top: float) -> Bounds:
        return a * left + e, d * top + f, a * right + e, d * bottom + f

    def turned(left: float, bottom: float, right: float, top: float) -> Bounds:
        xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        return min(xs), min(ys), max(xs), max(ys)

    return upright if b == 0 == c and a > 0 > d else turned
