"""What the whole document has to know of a block: running text and levels are told across pages.

Pages are read in processes of their own, and only sketches leave them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from adapters.parsers.pdf.blocks import Block
from core.places import Box
from core.readings import ElementKind

_TEXT = 400
"""Characters: neither a running text nor a heading has more."""


class SketchLine(NamedTuple):
    height: float
    """Of its ink, in points."""
    words: int
    is_header: bool
    """Whether it reads as column headers."""


class Sketch(NamedTuple):
    kind: ElementKind
    level: int
    box: Box
    text: str
    """Its beginning."""
    lines: tuple[SketchLine, ...]

    @property
    def words(self) -> int:
        return sum(line.words for line in self.lines)

    def to_json(self) -> list[Any]:
        lines = [list(line) for line in self.lines]
        box = [self.box.x0, self.box.y0, self.box.x1, self.box.y1]
        return [self.kind.value, self.level, box, self.text, lines]

    @staticmethod
    def from_json(data: list[Any], page: int) -> Sketch:
        kind, level, box, text, lines = data
        told = tuple(SketchLine(*line) for line in lines)
        return Sketch(ElementKind(kind), level, Box(page, *box), text, told)


def sketch_of(block: Block) -> Sketch:
    lines = tuple(SketchLine(line.height, len(line.words), line.is_header) for line in block.lines)
    return Sketch(block.kind, block.level, block.box, block.text[:_TEXT], lines)
