"""Pages that are images: what stands on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.parsers.ocr.blocks import scan_blocks
from adapters.parsers.ocr.engines import Engine, Look, installed, look
from adapters.parsers.ocr.scanned import is_junk
from adapters.parsers.ocr.upright import Stance
from adapters.parsers.ocr.words import as_high_as_their_line
from adapters.parsers.pdf.blocks import Block
from adapters.parsers.pdf.layout import Ink
from core.errors import Unreadable
from core.outcomes import ErrorItem
from core.places import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

DPI = 200
"""What office scanners are set to. 300 reads no more words and takes a third longer."""
_LEAST_DPI, _MOST_DPI = 150, 300
"""Images below are enlarged (of a page at 90 dpi .94 of the words are read instead of .90, of
another .98 instead of .89); images above take longer and gain nothing."""
MOST_PIXELS = 20_000_000
"""A page may declare any size; A3 at 200 dpi has 7.7 million. Above, the resolution is lowered."""
_LEAST_SURE = 0.3
"""A word below is dropped: specks and pictures are seen as letters, too."""
_LEAST_SURE_SIGN = 0.6
"""The same for what holds no letter and no digit."""
_COVERED = 0.3
"""Share of a recognised word's box under words of the text layer from which on it is doubled."""
_APOSTROPHES = str.maketrans("’‘", "''")
"""Engines guess which of them is printed."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What was read from the image of one page, in points of the upright page."""

    blocks: tuple[Block, ...]
    stance: Stance
    confidence: float | None
    """Mean of the recognised words by letter, 0 to 1; None where there is none."""
    read_by: tuple[str, ...]
    errors: tuple[ErrorItem, ...] = ()

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of the upright page: what the blocks' boxes lie in."""
        return self.stance.size_pt


def read_scan(
    page: PdfPage,
    number: int,
    layer: Sequence[Ink] = (),
    engines: Sequence[Engine] | None = None,
) -> ScanResult:
    """Read the image of a PDF's page; `layer` are the words of its text layer, in its points.

    Never raises `Unreadable`: what went wrong is among the errors, and the layer's words stay.
    """
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    return read_image(image, number, (width, height), layer, engines)


def read_image(
    image: Image,
    number: int,
    size_pt: tuple[float, float],
    layer: Sequence[Ink] = (),
    engines: Sequence[Engine] | None = None,
) -> ScanResult:
    """The same for the grey image of a page of `size_pt` points."""
    known = [] if is_junk(layer) else list(layer)
    image, dpi = _legible(image, 72 * image.width / size_pt[0])
    try:
        seen = look(image, dpi, size_pt, installed() if engines is None else engines)
    except Unreadable as error:
        item = ErrorItem("ocr", error.category, error.detail, number)
        return ScanResult(tuple(scan_blocks(known)), Stance(*size_pt), None, (), (item,))
    placed = [word._replace(box=seen.stance.on_upright(word.box)) for word in known]
    added = [word for word in _ink(seen, image, number) if not _is_covered(word, placed)]
    return ScanResult(
        tuple(scan_blocks([*placed, *added])), seen.stance, _mean(added), seen.read_by
    )


def _legible(image: Image, dpi: float) -> tuple[Image, int]:
    """The image at a resolution that engines read well, and which that is."""
    from PIL.Image import Resampling

    wanted = DPI if dpi < _LEAST_DPI else min(dpi, _MOST_DPI)
    factor = min(wanted / dpi, (MOST_PIXELS / (image.width * image.height)) ** 0.5)
    if 0.99 < factor < 1.01:
        return image, round(dpi)
    size = max(1, round(factor * image.width)), max(1, round(factor * image.height))
    return image.resize(size, Resampling.BICUBIC), max(1, round(factor * dpi))


def _ink(seen: Look, image: Image, number: int) -> Iterator[Ink]:
    """The words that are worth keeping, in points of the upright page."""
    points = seen.stance.width_pt / image.width
    width, height = seen.stance.size_pt
    for word in as_high_as_their_line(seen.sight.words):
        least = _LEAST_SURE if any(map(str.isalnum, word.text)) else _LEAST_SURE_SIGN
        box = Box(
            number,
            round(max(points * word.x0, 0), 2),
            round(max(points * word.y0, 0), 2),
            round(min(points * word.x1, width), 2),
            round(min(points * word.y1, height), 2),
        )
        if word.confidence >= least and box.x0 < box.x1 and box.y0 < box.y1:
            text = word.text.translate(_APOSTROPHES)
            yield Ink(text, box, round(word.confidence, 3))


def _is_covered(word: Ink, layer: Sequence[Ink]) -> bool:
    box = word.box
    area = (box.x1 - box.x0) * (box.y1 - box.y0)
    return sum(_shared(box, other.box) for other in layer) > _COVERED * area


def _shared(one: Box, other: Box) -> float:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(across, 0.0) * max(down, 0.0)


def _mean(words: Sequence[Ink]) -> float | None:
    letters = sum(len(word.text) for word in words)
    sure = sum((word.confidence or 0.0) * len(word.text) for word in words)
    return round(sure / letters, 3) if letters else None
