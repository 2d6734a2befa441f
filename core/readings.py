"""What one parser read in one version of a document.

A reading is a list of leaves; a leaf holds a text and its words in order. Elements, chunks and
quotes are ranges of words: their text, spans and boxes derive from the words, so that a quote is
always the text at its span and its boxes are always the boxes of its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from core.ids import DocumentId, ReadingId, VersionId
from core.outcomes import ErrorItem, Hidden
from core.places import (
    Box,
    MailPart,
    PageSpan,
    Place,
    SheetRange,
    SlideSpan,
    TextSpan,
    a1_bounds,
    a1_range,
    parse_a1,
)


class LeafKind(StrEnum):
    """What a leaf is: it decides how places on it are written."""

    PAGE = "page"
    SHEET = "sheet"
    SLIDE = "slide"
    PART = "part"
    TEXT = "text"


class ElementKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    FIGURE = "figure"
    HEADER = "header"
    FOOTER = "footer"


class Word(NamedTuple):
    """A run of characters without white space: text[start:end] of its leaf."""

    start: int
    end: int
    box: Box | None = None
    """Where it stands, on leaves of kind page."""
    cell: str | None = None
    """A1 address of the cell it stands in, on leaves of kind sheet."""
    confidence: float | None = None
    """0 to 1: how sure text recognition is of it; None where the file itself holds the text."""


class WordSpan(NamedTuple):
    """Words start (inclusive) to end (exclusive) of one leaf, by their rank from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; row and column count from 0 and the words may be none (start == end)."""

    row: int
    column: int
    words: WordSpan
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table's cells in row order. Rows are contiguous runs of words, in order."""

    cells: tuple[Cell, ...]
    header: WordSpan | None = None
    """The column headers: its first rows, or words that stand above it on the same leaf."""

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Cells grouped by row, top to bottom."""
        row: list[Cell] = []
        for cell in self.cells:
            if row and cell.row != row[0].row:
                yield tuple(row)
                row = []
            row.append(cell)
        if row:
            yield tuple(row)


@dataclass(frozen=True, slots=True)
class Element:
    kind: ElementKind
    words: WordSpan
    level: int = 0
    """1 (highest) to 6 for a heading, nesting depth for a list item, otherwise 0."""
    heading_path: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a spreadsheet holds behind a cell that shows something else."""

    address: str
    """A1 address."""
    raw: str
    """The value without its format: 0.125 where the cell shows 12.5 %."""
    number_format: str = ""
    """The format's code, such as `0.0%`."""
    formula: str = ""
    """Without the equals sign; nothing is computed."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, sheet, slide, mail part or whole text of a document, as it was read."""

    number: int
    """1-based rank among the leaves of the reading; the page number of a paged document."""
    kind: LeafKind
    text: str
    words: tuple[Word, ...]
    elements: tuple[Element, ...]
    label: str = ""
    """Sheet name or part number."""
    width_pt: float | None = None
    height_pt: float | None = None
    read_by: tuple[str, ...] = ()
    """The engines that read it, in order: one that failed with its reason, `liteparse: crash`."""
    values: tuple[CellValue, ...] = ()
    """On leaves of kind sheet, in row order."""

    def char_span(self, words: WordSpan) -> tuple[int, int]:
        """Characters from the first word's start to the last one's end; the range is not empty."""
        return self.words[words.start].start, self.words[words.end - 1].end

    def quote(self, words: WordSpan) -> str:
        """The text at a range of words; empty for an empty range."""
        if words.start >= words.end:
            return ""
        start, end = self.char_span(words)
        return self.text[start:end]

    def words_at(self, start: int, end: int) -> WordSpan:
        """The words that lie wholly inside text[start:end]."""
        inside = [i for i, word in enumerate(self.words) if start <= word.start and word.end <= end]
        return WordSpan(inside[0], inside[-1] + 1) if inside else WordSpan(0, 0)

    def place(self, words: WordSpan) -> Place:
        """Where a non-empty range of words is."""
        start, end = self.char_span(words)
        match self.kind:
            case LeafKind.PAGE:
                return PageSpan(self.number, start, end, self.boxes(words))
            case LeafKind.SHEET:
                run = self.words[words.start : words.end]
                return SheetRange(self.label, a1_range([word.cell for word in run if word.cell]))
            case LeafKind.SLIDE:
                return SlideSpan(self.number, start, end)
            case LeafKind.PART:
                return MailPart(self.label, start, end)
            case LeafKind.TEXT:
                return TextSpan(start, end)

    def boxes(self, words: WordSpan) -> tuple[Box, ...]:
        """Boxes around a range of words: one a line, cut where another word stands between."""
        run = [word.box for word in self.words[words.start : words.end] if word.box]
        outside = self.words[: words.start] + self.words[words.end :]
        return tuple(_join_boxes(run, _near(run, [word.box for word in outside if word.box])))

    def find(self, place: Place) -> WordSpan | None:
        """The words at a place on this leaf; None where the place is not on it."""
        if isinstance(place, SheetRange):
            words = self._find_cells(place)
            # Some columns of several rows are no run of words: quoting them would quote more.
            return words if words and self.place(words) == place else None
        if not self._is_at(place) or place.end > len(self.text):
            return None
        words = self.words_at(place.start, place.end)
        return words if words.end and self.char_span(words) == (place.start, place.end) else None

    def _is_at(self, place: PageSpan | SlideSpan | MailPart | TextSpan) -> bool:
        match place:
            case PageSpan():
                return self.kind is LeafKind.PAGE and place.page == self.number
            case SlideSpan():
                return self.kind is LeafKind.SLIDE and place.slide == self.number
            case MailPart():
                return self.kind is LeafKind.PART and place.part == self.label
            case TextSpan():
                return self.kind is LeafKind.TEXT

    def _find_cells(self, place: SheetRange) -> WordSpan | None:
        if self.kind is not LeafKind.SHEET or place.sheet != self.label:
            return None
        top, left, bottom, right = a1_bounds(place.cells)
        inside = [i for i, word in enumerate(self.words) if _within(word, top, left, bottom, right)]
        return WordSpan(inside[0], inside[-1] + 1) if inside else None


def _within(word: Word, top: int, left: int, bottom: int, right: int) -> bool:
    if word.cell is None:
        return False
    row, column = parse_a1(word.cell)
    return top <= row <= bottom and left <= column <= right


def _near(run: Sequence[Box], others: Sequence[Box]) -> list[Box]:
    """The boxes that stand as high as the run does: the only ones that can come between."""
    top, bottom = min((b.y0 for b in run), default=0.0), max((b.y1 for b in run), default=0.0)
    return [box for box in others if box.y0 < bottom and box.y1 > top]


def _join_boxes(run: Sequence[Box], outside: Sequence[Box]) -> list[Box]:
    joined: list[Box] = []
    for box in run:
        if joined and _is_one_line(joined[-1], box, outside):
            joined[-1] = joined[-1].union(box)
        else:
            joined.append(box)
    return joined


_LEVEL, _CLOSE = 0.15, 0.6
"""Shares of the lower box's height: two words of one line stand level, and a space apart."""


def _is_one_line(left: Box, right: Box, outside: Sequence[Box]) -> bool:
    """Whether the box around two boxes holds nothing but their own words."""
    height = min(left.y1 - left.y0, right.y1 - right.y0)
    overlap = min(left.y1, right.y1) - max(left.y0, right.y0)
    if overlap < 0.5 * height or right.x1 < left.x0:
        return False
    is_level = abs(left.y0 + left.y1 - right.y0 - right.y1) / 2 <= _LEVEL * height
    is_close = right.x0 - left.x1 <= _CLOSE * height
    if is_level and is_close:
        return True
    union = left.union(right)
    return (is_level or is_close) and not any(
        union.touches(other) and not left.touches(other) and not right.touches(other)
        for other in outside
    )


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser returns: leaves, what was kept out, and what went wrong as data."""

    leaves: tuple[Leaf, ...]
    errors: tuple[ErrorItem, ...] = ()
    hidden: tuple[Hidden, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Immutable: a better parser makes a new reading, never new text under old spans."""

    id: ReadingId
    document: DocumentId
    version: VersionId
    parser: str
    """Name, version and settings of what read it, e.g. `pdf/1 liteparse/2.18.0`."""
    leaves: tuple[Leaf, ...]
    errors: tuple[ErrorItem, ...] = ()
    hidden: tuple[Hidden, ...] = ()

    @property
    def pages(self) -> int:
        """Pages, sheets, slides or parts; 1 for a document without such parts."""
        return len(self.leaves)
