"""Takes columns of prose apart that a region holds side by side: recursive X-Y cuts.

After Nagy and Seth, "Hierarchical representation of optically scanned documents" (ICPR 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from adapters.parsers.pdf.layout import Ink, lines, middle_of
from adapters.parsers.pdf.paragraphs import are_labels

_GUTTER = 1.0
"""Columns are further apart than this many line heights."""
_BAND = 0.6
"""Bands of lines, one above the other, are further apart than this many line heights."""
_PROSE = 2.5
"""Words a line, on average: fewer is a list of labels, and labels stay with their values."""
_DEPTH = 6


def in_columns(words: Sequence[Ink], depth: int = _DEPTH) -> list[list[Ink]]:
    """The words as one or more groups in reading order: down each column, left to right."""
    if depth == 0 or len(words) < 4:
        return [list(words)]
    height = middle_of([word.box.y1 - word.box.y0 for word in words])
    sides = _cut(words, _GUTTER * height, across=True)
    if len(sides) > 1 and all(map(_is_prose, sides)) and not are_labels(lines(sides[0])):
        return [group for side in sides for group in in_columns(side, depth - 1)]
    bands = _cut(words, _BAND * height, across=False)
    if len(bands) > 1:
        groups = [in_columns(band, depth - 1) for band in bands]
        if any(len(group) > 1 for group in groups):
            return [group for found in groups for group in found]
    return [list(words)]


def _cut(words: Sequence[Ink], gap: float, *, across: bool) -> list[list[Ink]]:
    """Groups of words with empty space of more than `gap` points between them."""
    if across:
        spans = [(w.box.x0, i, w.box.x1, w) for i, w in enumerate(words)]
    else:
        spans = [(w.box.y0, i, w.box.y1, w) for i, w in enumerate(words)]
    spans.sort()
    parts: list[list[Ink]] = []
    reach = 0.0
    for start, _, end, word in spans:
        if parts and start - reach <= gap:
            parts[-1].append(word)
        else:
            parts.append([word])
        reach = max(reach, end) if len(parts[-1]) > 1 else end
    return parts


def _is_prose(words: Sequence[Ink]) -> bool:
    found = lines(words)
    return len(found) > 1 and mean(len(line.words) for line in found) >= _PROSE
