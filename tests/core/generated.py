"""Readings that nobody wrote: leaves of every kind, as parsers may make them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from core.ids import DocumentId, ReadingId, VersionId
from core.places import Box, a1
from core.readings import Cell, Element, ElementKind, Leaf, LeafKind, Reading, Table, Word, WordSpan

# No white space and nothing that can't be seen: parsers make words of neither.
CHARACTERS = st.characters(exclude_categories=("C", "Z"))
WORDS = st.one_of(
    st.sampled_from(
        ["loyer", "annuel", "186", "000", "€", "net.", "sales;", "œuvre", "1,577", "a"]
    ),
    st.text(CHARACTERS, min_size=1, max_size=6),
)
FEW = st.integers(1, 8)
_LINE_PT, _WORD_PT, _WORDS_A_LINE = 12.0, 40.0, 8

_PROSE = (ElementKind.HEADING, ElementKind.PARAGRAPH, ElementKind.LIST_ITEM)
_FURNITURE = (ElementKind.HEADER, ElementKind.FOOTER)
_LABELS: dict[LeafKind, st.SearchStrategy[str]] = {
    LeafKind.SHEET: st.text(CHARACTERS, min_size=1, max_size=31),
    LeafKind.PART: st.sampled_from(["1", "1.2", "2.1.13"]),
}


@dataclass(frozen=True, slots=True)
class Block:
    """An element to be: rows of cells of words; prose is one row of one cell."""

    kind: ElementKind
    rows: list[list[list[str]]]
    has_header: bool = False


@st.composite
def leaves(
    draw: st.DrawFn,
    kinds: Sequence[LeafKind] = tuple(LeafKind),
    number: int = 1,
    sizes: st.SearchStrategy[int] = FEW,
) -> Leaf:
    """A leaf with a word at least. Its elements tile its words; `sizes` is how many a paragraph
    has."""
    kind = draw(st.sampled_from(kinds))
    blocks = draw(st.lists(_blocks(sizes), min_size=1, max_size=6))
    label = draw(_LABELS.get(kind, st.just("")))
    return leaf_of(blocks, kind, number, label)


@st.composite
def readings(draw: st.DrawFn, sizes: st.SearchStrategy[int] = FEW) -> Reading:
    """A reading of one to three leaves of one kind."""
    kind = draw(st.sampled_from(LeafKind))
    count = 1 if kind is LeafKind.TEXT else draw(st.integers(1, 3))
    labels = draw(st.lists(_LABELS.get(kind, st.just("")), min_size=3, max_size=3))
    made = []
    for number in range(1, count + 1):
        leaf = draw(leaves([kind], number, sizes))
        # Sheets of one workbook have different names, parts of one mail different numbers.
        labelled = f"{labels[0]}{number}" if kind is LeafKind.SHEET else f"{number}"
        made.append(relabelled(leaf, labelled if leaf.label else ""))
    return reading_of(*made)


def reading_of(*made: Leaf) -> Reading:
    reading = ReadingId("00000000-0000-0000-0000-000000000001")
    return Reading(reading, DocumentId("document"), VersionId("version"), "test/1", made)


def spans(leaf: Leaf) -> st.SearchStrategy[WordSpan]:
    """Ranges of one word or more."""
    count = len(leaf.words)
    bounds = st.tuples(st.integers(0, count - 1), st.integers(1, count))
    return bounds.map(lambda pair: WordSpan(min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1])))


def leaf_of(
    blocks: Sequence[Block],
    kind: LeafKind = LeafKind.TEXT,
    number: int = 1,
    label: str = "",
) -> Leaf:
    """A leaf of these blocks. On a page, words stand in lines of eight; on a sheet, each row of
    each block is a row."""
    words: list[Word] = []
    parts: list[str] = []
    start = 0
    for rank, (separator, text, address) in enumerate(_spaced(blocks)):
        box = _box(number, rank) if kind is LeafKind.PAGE else None
        cell = address if kind is LeafKind.SHEET else None
        start += len(separator)
        words.append(Word(start, start + len(text), box, cell))
        parts += [separator, text]
        start += len(text)
    lines = len(words) // _WORDS_A_LINE + 2
    return Leaf(
        number=number,
        kind=kind,
        text="".join(parts),
        words=tuple(words),
        elements=tuple(_elements(blocks)),
        label=label,
        width_pt=_WORD_PT * _WORDS_A_LINE if kind is LeafKind.PAGE else None,
        height_pt=_LINE_PT * lines if kind is LeafKind.PAGE else None,
    )


def relabelled(leaf: Leaf, label: str) -> Leaf:
    return replace(leaf, label=label)


def _blocks(sizes: st.SearchStrategy[int]) -> st.SearchStrategy[Block]:
    some = st.lists(WORDS, min_size=1, max_size=4)
    words = st.tuples(sizes, some).map(lambda p: [p[1][rank % len(p[1])] for rank in range(p[0])])
    prose = st.builds(Block, st.sampled_from(_PROSE + _FURNITURE), words.map(lambda w: [[w]]))
    cells = st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=4)
    rows = st.lists(cells, min_size=1, max_size=5).filter(_has_words)
    tables = st.builds(Block, st.just(ElementKind.TABLE), rows, st.booleans())
    return st.one_of(prose, tables)


def _has_words(rows: list[list[list[str]]]) -> bool:
    return any(word for row in rows for cell in row for word in cell)


def _spaced(blocks: Sequence[Block]) -> Iterator[tuple[str, str, str]]:
    """Every word, with what stands before it and the address of its cell on a sheet."""
    row_number, separator = 0, ""
    for block in blocks:
        for row in block.rows:
            row_number += 1
            for column, cell in enumerate(row, start=1):
                for word in cell:
                    yield separator, word, a1(row_number, column)
                    separator = " "
                separator = "\t" if separator else ""
            separator = "\n" if separator else ""


def _elements(blocks: Sequence[Block]) -> Iterator[Element]:
    start = 0
    for block in blocks:
        end = start
        cells = []
        first_row_end = start
        for rank, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                cells.append(Cell(rank, column, WordSpan(end, end + len(cell))))
                end += len(cell)
            if rank == 0:
                first_row_end = end
        header = WordSpan(start, first_row_end) if first_row_end > start else None
        table = Table(tuple(cells), header if block.has_header else None)
        is_table = block.kind is ElementKind.TABLE
        level = 1 if block.kind is ElementKind.HEADING else 0
        words = WordSpan(start, end)
        yield Element(block.kind, words, level, ("Titre",), table if is_table else None)
        start = end


def _box(page: int, rank: int) -> Box:
    line, place = divmod(rank, _WORDS_A_LINE)
    x0, y0 = place * _WORD_PT, line * _LINE_PT
    return Box(page, x0, y0 + 2, x0 + _WORD_PT - 3, y0 + _LINE_PT - 1)
