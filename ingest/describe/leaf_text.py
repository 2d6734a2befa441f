"""The text of a leaf, made easy to match, and the way back from characters to words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.description import Fact, Field
from core.plain import plain
from core.readings import Element, ElementKind, Leaf, WordSpan

LONGEST = 20_000
"""Characters of a leaf that are looked at: what describes a document stands early on a page."""
_LONGEST_VALUE = 200
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class LeafText:
    leaf: Leaf

    @cached_property
    def text(self) -> str:
        return self.leaf.text[:LONGEST]

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    def words(self, start: int, end: int) -> WordSpan:
        """The words that share a character with text[start:end]."""
        first = bisect_right(self.leaf.words, start, key=lambda word: word.end)
        return WordSpan(first, bisect_left(self.leaf.words, end, key=lambda word: word.start))

    def fact(self, field: Field, start: int, end: int, value: str | None = None) -> Fact:
        """What text[start:end] shows; without a value, the text itself."""
        words = self.words(start, end)
        shown = tidy(self.leaf.text[start:end] if value is None else value)
        return Fact(field, shown, leaf=self.leaf.number, words=words, quote=self.leaf.quote(words))

    def of(self, element: Element) -> tuple[int, int]:
        """The characters of an element that has words."""
        return self.leaf.char_span(element.words)

    def elements(self, *kinds: ElementKind) -> list[Element]:
        """Those of the kinds that have words, in reading order."""
        found = self.leaf.elements
        return [e for e in found if e.kind in kinds and e.words.start < e.words.end]

    def lines(self, most: int) -> Iterator[tuple[int, int]]:
        """The first lines as (start, end)."""
        for rank, line in enumerate(_LINE.finditer(self.text)):
            if rank == most:
                return
            yield line.span()


def tidy(text: str) -> str:
    """One line, without the punctuation around it that belongs to the sentence."""
    folded = re.sub(r"\s+([.,;])", r"\1", " ".join(text.split()))
    return folded.strip(' ,;:-–—_•*"“”«»')[:_LONGEST_VALUE].strip()
