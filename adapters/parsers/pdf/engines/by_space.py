"""Blocks of a page of which only the words are known: white space tells its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.parsers.pdf.blocks import Block, page_blocks
from adapters.parsers.pdf.layout import Ink
from adapters.parsers.pdf.paragraphs import patches
from adapters.parsers.pdf.reading_order import in_reading_order
from adapters.parsers.pdf.zones import Region, with_homes


def blocks_by_space(words: Sequence[Ink]) -> list[Block]:
    found = [patch.box for patch in patches(words)]
    regions = [Region("paragraph", 1, found[rank]) for rank in in_reading_order(found)]
    return page_blocks(with_homes(words, regions))
