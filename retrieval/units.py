"""The smallest pieces of evidence that can be quoted: sentences and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.evidence import Passage
from core.readings import Element, ElementKind, Leaf, LeafKind, WordSpan
from retrieval.orders import ordering

_OPENING = '([{«“"'
_STOPS, _CLOSING = (".", "!", "?", "…"), "\"'»”’)]"
_ABBREVIATION = re.compile(
    r"(?:[A-Za-zÀ-ÿ]|art|al|arr|av|bd|cf|co|corp|etc|ex|fig|inc|ltd|mm|mme|mlle|mr|mrs|ms|dr|me|no|n°"
    r"|nos|p|pp|par|réf|sect|st|ste|tel|tél|vol|vs|approx|dept|est|e\.g|i\.e|u\.s|c\.-à-d)\.",
    re.IGNORECASE,
)
_LONGEST = 80
"""Words; a sentence longer than this is cut at its semicolons, where it has any."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a table row of a passage, with what is needed to understand it."""

    passage: Passage
    words: WordSpan
    kind: ElementKind
    header: WordSpan | None
    """Column headers of the row, where they are not part of it."""

    @property
    def quote(self) -> str:
        return self.passage.leaf.quote(self.words)

    @property
    def header_text(self) -> str:
        """The column headers, empty where there are none."""
        return self.passage.leaf.quote(self.header) if self.header else ""

    @property
    def context(self) -> str:
        """Headings and column headers above it."""
        return " ".join([*self.passage.chunk.heading_path[-2:], *self.header_text.split()])

    @property
    def key(self) -> tuple[str, int, int, int]:
        """Identity: the same words of the same leaf are the same unit."""
        return (self.passage.chunk.reading, self.passage.leaf.number, *self.words)


def units_of(passage: Passage) -> Iterator[Unit]:
    """The units of a passage in order. Headings and running text are none, nor is what orders a
    model about (`retrieval.orders`)."""
    kept_out = ordering(passage)
    yield from (unit for unit in _all(passage) if kept_out.isdisjoint(range(*unit.words)))


def _all(passage: Passage) -> Iterator[Unit]:
    span = passage.chunk.words
    for element in passage.leaf.elements:
        if element.words.end <= span.start or element.words.start >= span.end:
            continue
        if element.kind in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM):
            if passage.leaf.kind is LeafKind.SHEET:  # a cell has one address: it is quoted whole
                yield Unit(passage, _clip(element.words, span), element.kind, None)
                continue
            for words in _sentences(passage.leaf, _clip(element.words, span)):
                yield Unit(passage, words, element.kind, None)
        elif element.table:
            yield from _rows(passage, element, span)


def _clip(words: WordSpan, span: WordSpan) -> WordSpan:
    return WordSpan(max(words.start, span.start), min(words.end, span.end))


def _rows(passage: Passage, element: Element, span: WordSpan) -> Iterator[Unit]:
    if element.table is None:
        return
    header = element.table.header
    for row in element.table.rows():
        filled = [cell.words for cell in row if cell.words.start < cell.words.end]
        if not filled:
            continue
        words = WordSpan(min(w.start for w in filled), max(w.end for w in filled))
        if words.start >= span.end:
            return
        if words.end <= span.start:
            continue
        words = _clip(words, span)  # a row longer than a chunk is cut between cells
        is_header = header is not None and words.start < header.end and header.start < words.end
        if not is_header:
            yield Unit(passage, words, ElementKind.TABLE, header)


def _sentences(leaf: Leaf, words: WordSpan) -> Iterator[WordSpan]:
    start = words.start
    for rank in range(words.start, words.end):
        is_last = rank + 1 == words.end
        if is_last or _ends_sentence(leaf, rank, rank - start):
            yield WordSpan(start, rank + 1)
            start = rank + 1


def _ends_sentence(leaf: Leaf, rank: int, length: int) -> bool:
    word, following = (leaf.text[w.start : w.end] for w in leaf.words[rank : rank + 2])
    if not following.strip(_CLOSING):
        return False  # a mark that closes, set apart as in « oui. », ends what it closes
    if word[-1] in ";:":
        return length >= _LONGEST
    if not word.strip(_CLOSING) and length:
        before = leaf.words[rank - 1]
        word = leaf.text[before.start : before.end]
    if not word.rstrip(_CLOSING).endswith(_STOPS) or is_abbreviation(word):
        return False
    return not following[0].islower()


def is_abbreviation(word: str) -> bool:
    """Also behind a bracket or an elision: "(art.", "l'art."."""
    bare = word.lstrip(_OPENING).replace("’", "'").rpartition("'")[2]
    return bool(_ABBREVIATION.fullmatch(bare))
