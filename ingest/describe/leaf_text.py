"""The text of a leaf, made easy to match, and the way back from characters to words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.description import Fact, Field
from core.readings import Element, ElementKind, Leaf, WordSpan

LONGEST = 20_000
"""Characters of a leaf that are looked at: what describes a document stands early on a page."""
_LONGEST_VALUE = 200
_LINE = re.compile(r"[^\n]+")


class _Plain(dict[int, str]):
    """Each character without case and accent, as one character: offsets stay what they are."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = unicodedata.normalize("NFKD", letter)[:1].casefold()
        self[code] = bare if len(bare) == 1 else letter
        return self[code]


_PLAIN = _Plain({ord(sign): "'" for sign in "’‘ʼ"} | {ord(dash): "-" for dash in "–—‑−"})


def plain(text: str) -> str:
    """Without case and accents, straight quotes and dashes, and exactly as long."""
    return text.translate(_PLAIN)


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
