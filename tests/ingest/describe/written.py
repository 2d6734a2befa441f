"""Small readings, written out: a line a block."""

from __future__ import annotations

from core.description import Description
from core.readings import ElementKind, Leaf, LeafKind
from ingest.describe import describe
from tests.core.generated import Block, leaf_of, reading_of

_MARKS = {"# ": ElementKind.HEADING, "^ ": ElementKind.HEADER, "| ": ElementKind.TABLE}


def leaf(*lines: str, number: int = 1, kind: LeafKind = LeafKind.TEXT) -> Leaf:
    """`# ` makes a heading, `^ ` a running head, `| a | b` a row of a table."""
    return leaf_of([_block(line) for line in lines], kind, number)


def _block(line: str) -> Block:
    found = next((mark for mark in _MARKS if line.startswith(mark)), "")
    text = line.removeprefix(found)
    cells = text.split(" | ") if found == "| " else [text]
    return Block(_MARKS.get(found, ElementKind.PARAGRAPH), [[cell.split() for cell in cells]])


def described(*pages: Leaf, name: str = "document.pdf") -> Description:
    return describe(reading_of(*pages), name)


def of(*lines: str) -> Description:
    """The description of one leaf with these lines."""
    return described(leaf(*lines))
