"""Cuts what is too long where it hurts least: between rows, between cells, after a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from core.readings import Cell, Leaf, LeafKind, WordSpan
from ingest.chunk.groups import Group
from ingest.chunk.tokens import Ruler

CHUNK_TOKENS = 256
"""Most tokens of a chunk's text: half the window of the bundled encoder."""
_STOPS = (".", ";", "!", "?")


class Cuts:
    """The places where one group may be cut."""

    def __init__(self, leaf: Leaf, ruler: Ruler, group: Group) -> None:
        self._leaf = leaf
        self._ruler = ruler
        self._group = group
        rows = list(group.body.table.rows()) if group.body.table else []
        self._rows = _ends(group, [list(row) for row in rows])
        self._cells = _ends(group, [[cell] for row in rows for cell in row])

    def pieces(self, start: int) -> Iterator[WordSpan]:
        """Ranges of words from `start`, at or before the group, to its end; one at least."""
        while start < self._group.end:
            end = self._end(start)
            yield WordSpan(start, end)
            start = end

    def is_inside_row(self, word: int) -> bool:
        """Whether a word is neither the first one of a row nor outside the rows."""
        row = bisect_left(self._rows, word)
        return bool(self._rows) and word > self._group.body_start and self._rows[row] != word

    def _end(self, start: int) -> int:
        limit = self._ruler.reach(start, CHUNK_TOKENS)
        if self._rows:
            return self._row_end(start, limit)
        if limit >= self._group.end:
            return self._group.end
        if self._leaf.kind is LeafKind.SHEET:  # a cell has one address: it stays whole
            return self._before_body(start) or self._group.end
        return self._sentence_end(start, limit)

    def _row_end(self, start: int, limit: int) -> int:
        row = bisect_right(self._rows, max(start, self._group.body_start))
        last = bisect_right(self._rows, limit) - 1
        if self.is_inside_row(start):
            last = min(last, row)
        if last >= row:
            return self._rows[last]
        return self._before_body(start) or self._cell_end(start, min(limit, self._rows[row]))

    def _cell_end(self, start: int, limit: int) -> int:
        cell = bisect_right(self._cells, start)
        last = bisect_right(self._cells, limit) - 1
        if last >= cell:
            return self._cells[last]
        if self._leaf.kind is LeafKind.SHEET:
            return self._cells[cell]
        return self._sentence_end(start, limit)

    def _before_body(self, start: int) -> int:
        """The end of what goes before the body, where its beginning does not fit; 0 for none."""
        group = self._group
        ends = (group.start, group.body_start)
        return next((end for end in ends if start < end), 0)

    def _sentence_end(self, start: int, limit: int) -> int:
        """The word after the last sentence that ends in the second half of the range, or its end.

        What goes before the body is never parted from it.
        """
        half = self._ruler.reach(start, CHUNK_TOKENS // 2)
        for rank in range(limit, max(half, self._group.body_start), -1):
            if self._leaf.text[self._leaf.words[rank - 1].end - 1] in _STOPS:
                return rank
        return limit


def _ends(group: Group, runs: list[list[Cell]]) -> list[int]:
    """Where runs of cells end, ascending; the last one holds whatever is left of the table."""
    ends = {max(cell.words.end for cell in run) for run in runs if run}
    inside = sorted(end for end in ends if group.body_start < end < group.end)
    return [*inside, group.end] if runs else []
