"""Notes at the foot of a page: small type under the body, a number or a sign at the start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from adapters.parsers.pdf.blocks import Block, block_of
from adapters.parsers.pdf.layout import Line
from core.readings import ElementKind

_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[a-z]|[*†‡§]{1,3})[)\].]?|[*†‡§]+\w.*")
_SMALLER = 0.92
"""Notes are set this much smaller than the body, or smaller still."""
_TOP = 0.45
"""Share of the page's height above which no note stands."""
_ENDS = (".", ";", ")", "]", "»", "”", '"', "!", "?", "…")
_TEXT = (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM)


def with_notes_apart(height_pt: float, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each note as one of its own, behind the body: a sentence that goes on in the
    next column is not interrupted.
    """
    body = _body_height(blocks)
    parts = [part for block in blocks for part in _parts(block, body)]
    feet = [part for part in parts if part.box.y0 > _TOP * height_pt and _is_note(part, body)]
    small = {id(part) for part in feet}
    others = [p for p in parts if id(p) not in small and p.kind is not ElementKind.FOOTER]
    notes = [note for note in feet if not _has_below(note, others)]
    if not notes:
        return list(blocks)
    noted = {id(note) for note in notes}
    rest = [part for part in parts if id(part) not in noted]
    last = max((i for i, b in enumerate(rest) if b.kind is not ElementKind.FOOTER), default=-1)
    # A note is no item of a list, whatever its number looks like.
    told = [replace(note, kind=ElementKind.PARAGRAPH, level=0) for note in notes]
    return [*rest[: last + 1], *told, *rest[last + 1 :]]


def _body_height(blocks: Sequence[Block]) -> float:
    """The height that half of the running text has at least, by words."""
    heights = [
        line.height
        for block in blocks
        if block.kind in _TEXT
        for line in block.lines
        for _ in line.words
    ]
    return median(heights) if heights else 0.0


def _parts(block: Block, body: float) -> Iterator[Block]:
    """The block, cut where small type with a mark begins."""
    if block.kind not in _TEXT:
        yield block
        return
    run: list[Line] = []
    for rank, line in enumerate(block.lines):
        small = all(below.height < _SMALLER * body for below in block.lines[rank:])
        if run and small and _is_marked(line) and _may_follow(run, line):
            yield _part(block, run)
            run = []
        run.append(line)
    yield _part(block, run)


def _may_follow(run: Sequence[Line], line: Line) -> bool:
    """Whether a note may begin here: a line of small print wraps before a number too."""
    above, mark = _number(run[0]), _number(line)
    if above is not None and mark is not None:
        return mark == above + 1
    return mark is None or run[-1].words[-1].text.endswith(_ENDS)


def _number(line: Line) -> int | None:
    """The number that a line begins with."""
    digits = line.words[0].text.strip("()[].")
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 4 else None


def _part(block: Block, run: Sequence[Line]) -> Block:
    return block if len(run) == len(block.lines) else block_of(block.kind, run, block.level)


def _is_note(block: Block, body: float) -> bool:
    small = all(line.height < _SMALLER * body for line in block.lines)
    return block.kind in _TEXT and small and _is_marked(block.lines[0])


def _is_marked(line: Line) -> bool:
    return len(line.words) > 1 and bool(_MARK.fullmatch(line.words[0].text))


def _has_below(note: Block, others: Sequence[Block]) -> bool:
    """Whether other text stands under a note."""
    return any(
        part.box.y0 > note.box.y0 and part.box.x0 < note.box.x1 and note.box.x0 < part.box.x1
        for part in others
    )
