"""Whose filing it is: the form's own words, set under the name on the cover page.

Forms 10-K, 10-Q and 8-K of the U.S. Securities and Exchange Commission (17 CFR 249) print
"(Exact name of registrant as specified in its charter)" there, and "(Registrant)" where they sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.description import Fact, Field
from core.readings import Word
from ingest.describe.leaf_text import LeafText

_COVER = re.compile(r"\(\s?exact name of (?:the )?registrant")
_SIGNED = re.compile(r"\( ?registrant ?\)")
_NO_NAME = re.compile(
    r"commission file|transition period|exchange act|\bform \d|duly authorized|^[^a-z]*$|^\("
    r"|^and/or$|^or$"
)
_REACH = 4
"""Lines above the form's words that may hold the name."""


def registrant(front: Sequence[LeafText], rest: Sequence[LeafText]) -> Fact | None:
    for leaf in front:
        for found in _COVER.finditer(leaf.plain):
            fact = _above(leaf, found.start())
            if fact:
                return fact
    for leaf in reversed(rest):
        for found in _SIGNED.finditer(leaf.plain if "egistrant" in leaf.text else ""):
            fact = _above(leaf, found.start())
            if fact:
                return fact
    return None


def _above(leaf: LeafText, at: int) -> Fact | None:
    """The nearest line over the words at an offset that can be a name."""
    for start, end in _lines_above(leaf, at):
        # The number of the form may stand on the same line as the name.
        line = leaf.plain[start:end]
        if not _NO_NAME.search(line) and len(line) <= 120:
            return leaf.fact(Field.ISSUER, start, end)
    return None


def _lines_above(leaf: LeafText, at: int) -> Iterator[tuple[int, int]]:
    rank = leaf.words(at, at + 1).start
    anchor = leaf.leaf.words[rank]
    if anchor.box is None:
        lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", leaf.text[:at])]
        yield from reversed(lines[-_REACH:])
        return
    bottom = anchor.box.y0
    for _ in range(_REACH):
        line = _line_over(leaf.leaf.words, bottom)
        if not line:
            return
        bottom = min(word.box.y0 for word in line if word.box)
        yield line[0].start, line[-1].end


def _line_over(words: Sequence[Word], bottom: float) -> list[Word]:
    """The words of the lowest line that stands over a height, where they follow each other."""
    over = [w for w in words if w.box and (w.box.y0 + w.box.y1) / 2 < bottom]
    if not over:
        return []
    lowest = max(over, key=lambda w: w.box.y1 if w.box else 0.0)
    if lowest.box is None:
        return []
    middle = (lowest.box.y0 + lowest.box.y1) / 2
    level = [w for w in over if w.box and w.box.y0 <= middle <= w.box.y1]
    return _run(words, level)


def _run(words: Sequence[Word], level: list[Word]) -> list[Word]:
    """The longest run of words that follow each other in the text."""
    starts = {w.start for w in level}
    best: list[Word] = []
    run: list[Word] = []
    for word in words:
        run = [*run, word] if word.start in starts else []
        best = max(best, run, key=len)
    return best
