"""Headings that go on over the line."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.parsers.pdf.blocks import Block, block_of
from core.readings import ElementKind

_SAME_SIZE = 1.06
_LEADING = 1.0
"""Most line heights between the ink of two lines of one heading."""


def with_whole_titles(blocks: Sequence[Block]) -> list[Block]:
    """Two headings of one size, one under the other, are one where the second goes on in small
    letters.
    """
    joined: list[Block] = []
    for block in blocks:
        if joined and _goes_on(joined[-1], block):
            before = joined.pop()
            block = block_of(ElementKind.HEADING, [*before.lines, *block.lines], before.level)
        joined.append(block)
    return joined


def _goes_on(before: Block, block: Block) -> bool:
    if before.kind is not ElementKind.HEADING or block.kind is not ElementKind.HEADING:
        return False
    above, below = before.lines[-1].height, block.lines[0].height
    gap = block.box.y0 - before.box.y1
    is_one_size = max(above, below) < _SAME_SIZE * min(above, below)
    return is_one_size and -below < gap < _LEADING * below and block.text[:1].islower()
