"""The frames of a picture file as pages: PNG and JPEG hold one, TIFF may hold many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.parsers.finish import opening
from core.errors import NotFound, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_FRAMES = 500
MOST_PIXELS = 40_000_000
"""Of a frame: A4 at 600 dpi has 35 million. What it unpacks to is known before it is unpacked."""
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
"""How files of these formats begin."""
_FORMATS = ("PNG", "JPEG", "TIFF")
_LEAST_DPI, _MOST_DPI = 100.0, 2_400.0
"""Below, a resolution says nothing: programs write 72 and 96 for want of a better one."""
_A4_PT = 842.0
"""The longer side of a page whose resolution is unknown, if it has as many pixels."""
_SQUARE = 1.05
"""Dots further from square than this, as fax machines make them, are made square."""


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A picture file, nothing of it unpacked. Raises `Unreadable` (malformed, too_large)."""
    from PIL import Image

    with opening("picture"):
        try:
            file = Image.open(path, formats=_FORMATS)
        except Image.DecompressionBombError as error:
            raise _too_large() from error
    with file:
        yield file


def count(file: Any) -> int:
    """How many frames an opened file has, as its own list tells. Raises `Unreadable`."""
    with opening("picture"):
        frames = int(getattr(file, "n_frames", 1))
    if frames > MOST_FRAMES:
        raise Unreadable(
            f"The picture holds more than {MOST_FRAMES} pages.", "too_large", "Split it."
        )
    return frames


def frame(file: Any, number: int) -> tuple[Image, tuple[float, float]]:
    """A frame by its 1-based number, upright as viewers show it, and its size in points.

    On white where it is transparent, with square dots. Raises `Unreadable`, `NotFound`.
    """
    from PIL import ImageOps

    if not 1 <= number <= count(file):
        raise NotFound(f"The document has no page {number}; it has {count(file)}.")
    with opening("picture"):
        file.seek(number - 1)
        if file.width * file.height > MOST_PIXELS:
            raise _too_large()
        across, down = _dpi(file)
        image = _square(_in_colours(file), across, down)
        image = ImageOps.exif_transpose(image)
    points = 72 / max(across, down) if across else min(1.0, _A4_PT / max(image.size))
    return image, (round(points * image.width, 2), round(points * image.height, 2))


def _too_large() -> Unreadable:
    return Unreadable(
        f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.",
        "too_large",
        "Save it at 300 dots an inch or less.",
    )


def _dpi(file: Any) -> tuple[float, float]:
    """Across and down; zeros where the file does not say, or says nothing of use."""
    try:
        across, down = (float(value) for value in file.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    is_told = all(_LEAST_DPI <= value <= _MOST_DPI for value in (across, down))
    return (across, down) if is_told else (0.0, 0.0)


def _in_colours(file: Image) -> Image:
    from PIL import Image

    if file.mode.startswith("I"):  # 16 bits and more a dot
        return file.convert("I").point(lambda value: value / 256).convert("L")
    if not file.has_transparency_data:
        return file.convert("L" if file.mode in ("1", "L") else "RGB")
    image = file.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image).convert("RGB")


def _square(image: Image, across: float, down: float) -> Image:
    from PIL.Image import Resampling

    if not across or max(across, down) <= _SQUARE * min(across, down):
        return image
    dots = max(across, down)
    size = round(image.width * dots / across), round(image.height * dots / down)
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_large()
    return image.resize(size, Resampling.BICUBIC)
