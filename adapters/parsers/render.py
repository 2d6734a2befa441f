"""Draws a page of a PDF as a PNG, in the cage."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.parsers.cage import RENDER, run_caged
from adapters.parsers.confine import Limits
from core.errors import NotFound, Unreadable
from core.places import Box

_MOST_PIXELS = 20_000_000
"""A page may declare any size: above this the scale is lowered. A4 at 200 dpi has 3.9 million."""
_FRAME = (214, 51, 132)
_FILL = (255, 214, 10, 70)
_LIMITS = Limits(memory_bytes=2 << 30, cpu_s=30, wall_s=30)
_MARGIN_PT = 1.5
"""Between the words and their frame."""


class CagedRenderer:
    """The `PageRenderer` port."""

    async def render(self, path: Path, page: int, scale: float, frames: Sequence[Box]) -> bytes:
        corners = [(box.x0, box.y0, box.x1, box.y1) for box in frames]
        arguments = {"path": str(path), "page": page, "scale": scale, "frames": corners}
        return await run_caged(RENDER, arguments, _LIMITS)


def run(arguments: dict[str, Any]) -> bytes:
    """The task in the cage: PNG of `page` at `scale` or less. Raises `NotFound`, `Unreadable`."""
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
    return _png(_framed(image, arguments["frames"], scale))


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
