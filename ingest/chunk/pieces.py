"""Packs the words of a leaf into pieces of a bounded number of tokens."""

from __future__ import annotations

from collections.abc import Iterator

from core.readings import ElementKind, Leaf, WordSpan
from ingest.chunk.cuts import CHUNK_TOKENS, Cuts
from ingest.chunk.groups import Group, groups
from ingest.chunk.tokens import Ruler, Tokens

SMALL_TOKENS = 40
"""A piece up to this long says little alone: it goes with what follows in its section."""


def pieces(leaf: Leaf, tokens: Tokens) -> Iterator[WordSpan]:
    """Ranges of words that tile every element but running text, in order."""
    ruler = Ruler(leaf, tokens)
    left: WordSpan | None = None
    before: Group | None = None
    for group in groups(leaf, ruler, CHUNK_TOKENS // 2):
        start = group.start
        if left and before and _joins(ruler, left, before, group):
            start = left.start
        elif left:
            yield left
        cuts, left = Cuts(leaf, ruler, group), None
        for piece in cuts.pieces(start):
            if left:
                yield left
            left = piece
        if left and cuts.is_inside_row(left.start):
            # On a sheet, part of a row and more would have the address of the whole row.
            yield left
            left = None
        before = group
    if left:
        yield left


def _joins(ruler: Ruler, left: WordSpan, before: Group, group: Group) -> bool:
    """Prose goes with prose, and with a whole table, while there is room; notes with the table."""
    if group.is_section or left.end != group.start:
        return False
    if ruler.size(*left) <= SMALL_TOKENS:
        return True
    if before.body.kind is ElementKind.TABLE and not group.is_note:
        return False
    return ruler.size(left.start, group.end) <= CHUNK_TOKENS
