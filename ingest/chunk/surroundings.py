"""What stands around a chunk on its leaf: it is embedded with it and not quoted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from core.readings import Element, ElementKind, Leaf, WordSpan
from ingest.chunk.introductions import introductions

_LONGEST_TITLE = 160
"""Characters."""


class Surroundings:
    """Headings above and what introduces the words of one leaf."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._elements = [e for e in leaf.elements if e.words.start < e.words.end]
        self._starts = [element.words.start for element in self._elements]
        self._introductions = introductions(leaf)
        headings = (e.words for e in self._elements if e.kind is ElementKind.HEADING)
        self._title = next(headings, None)

    def path(self, words: WordSpan) -> tuple[str, ...]:
        """The headings above, the leaf's own title first where they do not hold it."""
        path = self._at(words)[-1].heading_path
        if self._title is None or self._title.start >= words.start:
            return path
        title = self._leaf.quote(self._title)
        return path if title in path or len(title) > _LONGEST_TITLE else (title, *path)

    def header(self, words: WordSpan) -> str:
        """Captions, column headers and sentences before a list that are not among the words."""
        outside = [
            span
            for span in self._introducing(words)
            if span.start < words.start or span.end > words.end
        ]
        return "\n".join(self._leaf.quote(span) for span in dict.fromkeys(outside))

    def _introducing(self, words: WordSpan) -> Iterator[WordSpan]:
        for element in self._at(words):
            if element.words.start in self._introductions:
                yield self._introductions[element.words.start]
            if element.table and element.table.header:
                yield element.table.header

    def _at(self, words: WordSpan) -> list[Element]:
        first = bisect_right(self._starts, words.start) - 1
        return self._elements[max(first, 0) : bisect_right(self._starts, words.end - 1)]
