"""Images of pages, and engines that see what a test says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from adapters.parsers.ocr.engines import Engine
from adapters.parsers.ocr.words import SeenWord, Sight

A4_PX = 1654, 2339
"""At 200 dots an inch."""


def bars(lines: int = 30) -> Image.Image:
    """A page of black bars in the place of words."""
    page = Image.new("L", A4_PX, 255)
    draw = ImageDraw.Draw(page)
    for rank in range(lines):
        for column in range(8):
            left, top = 200 + 160 * column, 300 + 55 * rank
            draw.rectangle((left, top, left + 130, top + 24), fill=0)
    return page


def seen_bars(
    confidence: float = 0.95, lines: Sequence[int] = range(30), text: str = "mot"
) -> list[SeenWord]:
    """The words that stand for the bars, where they are."""
    return [
        SeenWord(
            text,
            200 + 160 * column,
            300 + 55 * rank,
            330 + 160 * column,
            324 + 55 * rank,
            confidence,
            rank,
        )
        for rank in lines
        for column in range(8)
    ]


def engine(
    name: str,
    words: Sequence[SeenWord] | Callable[[Image.Image], Sequence[SeenWord]],
    turn: int | None = None,
) -> Engine:
    def recognise(image: Image.Image, dpi: int) -> Sight:
        return Sight(name, tuple(words(image) if callable(words) else words))

    return Engine(name, recognise, None if turn is None else lambda image, dpi: turn)
