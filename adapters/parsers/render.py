"""Draws a page of a PDF as a PNG, in the cage."""

from __future__ import annotations

import asyncio
import io
import os
import struct
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from adapters.parsers.cage import RENDER, run_caged
from adapters.parsers.confine import Limits
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
        self._at_once = at_once or os.cpu_count() or 1
        self._caged = caged
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> PageImage:
        corners = [(box.x0, box.y0, box.x1, box.y1) for box in frames]
        arguments = {"path": str(path), "page": page, "scale": scale, "frames": corners}
        async with self._turn():
            return _image(await self._caged(RENDER, arguments, _LIMITS))

    def _turn(self) -> asyncio.Semaphore:
        """That of this event loop, for a semaphore can't be shared by two."""
        loop = asyncio.get_running_loop()
        return self._turns.setdefault(loop, asyncio.Semaphore(self._at_once))


def _image(drawn: bytes) -> PageImage:
    if len(drawn) <= _SCALE.size:
        raise Unreadable("the renderer gave a broken result", "internal")
    [scale] = _SCALE.unpack_from(drawn)
    return PageImage(drawn[_SCALE.size :], scale)


def run(arguments: dict[str, Any]) -> bytes:
    """The task in the cage: scale and PNG of `page`, at the scale asked or less.

    Raises `NotFound`, `Unreadable`.
    """
    import pypdfium2

    page = arguments["page"]
    try:
        document = pypdfium2.PdfDocument(arguments["path"])
    except pypdfium2.PdfiumError as error:
        raise Unreadable("The PDF can't be drawn.", "malformed") from error
    if not 1 <= page <= len(document):
        raise NotFound(f"The document has no page {page}; it has {len(document)}.")
    width, height = document[page - 1].get_size()
    scale = min(arguments["scale"], (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
    return _SCALE.pack(scale) + _png(_framed(image, arguments["frames"], scale))


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
