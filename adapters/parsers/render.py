"""Draws a page of a PDF or of a picture file as a PNG, in the cage."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from adapters.parsers.cage import RENDER, run_caged
from adapters.parsers.confine import Limits
from adapters.parsers.frames import PICTURES, frame, opened
from adapters.parsers.turns import Turns
from core.errors import NotFound, Unreadable
from core.places import Box
from core.ports import PageImage

_MOST_PIXELS = 20_000_000
"""A page may declare any size: above this the scale is lowered. A4 at 200 dpi has 3.9 million."""
_FRAME = (214, 51, 132)
_FILL = (255, 214, 10, 70)
_LIMITS = Limits(memory_bytes=2 << 30, cpu_s=30, wall_s=30)
_MARGIN_PT = 1.5
"""Between the words and their frame."""


_SCALE = struct.Struct("<d")
"""Goes before the PNG: what leaves the cage is bytes."""
Caged = Callable[[str, dict[str, Any], Limits], Awaitable[bytes]]


class CagedRenderer:
    """The `PageRenderer` port. No image is kept: what is deleted must not live on in a cache."""

    def __init__(self, at_once: int | None = None, caged: Caged = run_caged) -> None:
        """`at_once` bounds the children that draw; the others wait. One a core, if not given."""
        self._turns = Turns(at_once or os.cpu_count() or 1)
        self._caged = caged

    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        corners = [(box.x0, box.y0, box.x1, box.y1) for box in frames]
        arguments = {"path": str(path), "page": page, "scale": scale, "frames": corners}
        async with self._turns.one():
            return _image(await self._caged(RENDER, arguments, _LIMITS))


def _image(drawn: bytes) -> PageImage:
    if len(drawn) <= _SCALE.size:
        raise Unreadable("the renderer gave a broken result", "internal")
    [scale] = _SCALE.unpack_from(drawn)
    return PageImage(drawn[_SCALE.size :], scale)


def run(arguments: dict[str, Any]) -> bytes:
    """The task in the cage: scale and PNG of `page`, at the scale asked or less.

    Raises `NotFound`, `Unreadable`.
    """
    path = Path(arguments["path"])
    draw = _page_of_pdf if _is_pdf(path) else _page_of_picture
    image, scale = draw(path, arguments["page"], arguments["scale"])
    return _SCALE.pack(scale) + _png(_framed(image.convert("RGB"), arguments["frames"], scale))


def _is_pdf(path: Path) -> bool:
    """What is no picture is for pdfium to judge: a PDF may begin with anything."""
    with path.open("rb") as file:
        return not file.read(8).startswith(tuple(PICTURES))


def _page_of_pdf(path: Path, page: int, scale: float) -> tuple[Any, float]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("The PDF can't be drawn.", "malformed") from error
    if not 1 <= page <= len(document):
        raise NotFound(f"The document has no page {page}; it has {len(document)}.")
    scale = _bounded(scale, *document[page - 1].get_size())
    return document[page - 1].render(scale=scale).to_pil(), scale


def _page_of_picture(path: Path, page: int, scale: float) -> tuple[Any, float]:
    """The frame as viewers show it; boxes of its reading lie on it as they are."""
    with opened(path) as file:
        image, (width, height) = frame(file, page)
    scale = _bounded(scale, width, height)
    size = max(1, round(scale * width)), max(1, round(scale * height))
    return image.resize(size), scale


def _bounded(scale: float, width_pt: float, height_pt: float) -> float:
    return float(min(scale, (_MOST_PIXELS / max(width_pt * height_pt, 1)) ** 0.5))


def _framed(image: Any, frames: Sequence[Sequence[float]], scale: float) -> Any:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image, "RGBA")
    for x0, y0, x1, y1 in frames:
        corners = [x0 - _MARGIN_PT, y0 - _MARGIN_PT, x1 + _MARGIN_PT, y1 + _MARGIN_PT]
        pixels = [scale * corner for corner in corners]
        draw.rectangle(pixels, fill=_FILL, outline=_FRAME, width=max(1, round(scale)))
    return image


def _png(image: Any) -> bytes:
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()
