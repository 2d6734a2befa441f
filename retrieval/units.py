"""The smallest pieces of evidence that can be quoted: sentences, table rows, list items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.evidence import Passage
from core.quantities import read_quantities
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
_LONGEST_LEAD = 40
"""Words of what introduces a list."""
_LONGEST_HEADING = 30
"""Words that count of it."""
_NUMBERING = re.compile(r"\W*(?:[^\W\d]+\W{1,3})?\d[\d.]*\W{0,3}(?=[A-ZÀ-Þ])")
"""Of a heading: "5.1 Loyer", "Article 12 – Durée"."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a table row of a passage, with what is needed to understand it."""

    passage: Passage
    words: WordSpan
    kind: ElementKind
    header: WordSpan | None
    """Column headers of the row, where they are not part of it."""
    lead: WordSpan | None = None
    """The words that introduce the list that it is an item of: "The charges are:"."""
    headings: tuple[str, ...] = ()
    """That it stands under, highest first; the passage's where its own are not known."""

    @property
    def quote(self) -> str:
        return self.passage.leaf.quote(self.words)

    @property
    def header_text(self) -> str:
        """The column headers, empty where there are none."""
        return self.passage.leaf.quote(self.header) if self.header else ""

    @property
    def lead_text(self) -> str:
        """What introduces it, empty where nothing does."""
        return self.passage.leaf.quote(self.lead) if self.lead else ""

    @property
    def context(self) -> str:
        """Headings, column headers and introduction above it."""
        path = (self.headings or self.passage.chunk.heading_path)[-2:]
        headings = (" ".join(heading.split()[:_LONGEST_HEADING]) for heading in path)
        return " ".join([*headings, *self.lead_text.split(), *self.header_text.split()])

    @property
    def key(self) -> tuple[str, int, int, int]:
        """Identity: the same words of the same leaf are the same unit."""
        return (self.passage.chunk.reading, self.passage.leaf.number, *self.words)


def units_of(passage: Passage) -> Iterator[Unit]:
    """The units of a passage in order. Headings and running text are none, nor is what orders a
    model about (`retrieval.orders`)."""
    kept_out = ordering(passage)
    yield from (unit for unit in _all(passage) if kept_out.isdisjoint(range(*unit.words)))


def quotable(passage: Passage) -> Iterator[Unit]:
    """The units of a passage, and the headings in it that say something: "271, the number of
    decisions taken". The heading that it stands under may be on its page before it."""
    yield from units_of(passage)
    kept_out = ordering(passage)
    for element in _headings(passage):
        words = element.words
        if kept_out.isdisjoint(range(*words)) and _tells(passage.leaf.quote(words)):
            yield Unit(passage, words, element.kind, None, None, element.heading_path)


def _headings(passage: Passage) -> Iterator[Element]:
    start, end = passage.chunk.words
    above = passage.chunk.heading_path[-1:]
    for element in passage.leaf.elements:
        if element.kind is ElementKind.HEADING and element.words.start < end:
            is_inside = element.words.start >= start
            if is_inside or (above and passage.leaf.quote(element.words) == above[0]):
                yield element


def _tells(heading: str) -> bool:
    """Whether it holds an amount besides its number."""
    numbering = _NUMBERING.match(heading)
    said = heading[numbering.end() :] if numbering else heading
    return bool(read_quantities(said).amounts)


def _all(passage: Passage) -> Iterator[Unit]:
    span = passage.chunk.words
    lead: WordSpan | None = None
    for element in passage.leaf.elements:
        if element.words.start >= span.end:
            continue
        is_item = element.kind is ElementKind.LIST_ITEM
        if element.words.end > span.start:
            yield from _of(passage, element, lead if is_item else None)
        if not is_item:
            lead = _introduction(passage.leaf, element)


def _introduction(leaf: Leaf, element: Element) -> WordSpan | None:
    """Its last sentence, where that ends in a colon."""
    if element.table or not leaf.quote(element.words).endswith(":"):
        return None
    last = list(_sentences(leaf, element.words))[-1]
    return last if last.end - last.start <= _LONGEST_LEAD else None


def _of(passage: Passage, element: Element, lead: WordSpan | None) -> Iterator[Unit]:
    span, path = passage.chunk.words, element.heading_path
    if element.kind in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM):
        clipped = _clip(element.words, span)
        # A sheet's cell has one address: it is quoted whole.
        is_cell = passage.leaf.kind is LeafKind.SHEET
        for words in [clipped] if is_cell else _sentences(passage.leaf, clipped):
            yield Unit(passage, words, element.kind, None, lead, path)
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
            yield Unit(passage, words, ElementKind.TABLE, header, None, element.heading_path)


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
