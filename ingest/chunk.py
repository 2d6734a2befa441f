"""Cuts a reading into chunks along its structure: never across a heading or through a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.evidence import Chunk
from core.ids import DocumentId, EntityId, chunk_id
from core.readings import Element, ElementKind, Leaf, LeafKind, Reading, Table, WordSpan

PROSE_WORDS = 180
"""About 260 tokens of the bundled encoder in French: half its window, context included."""
ROW_WORDS = 110
"""Figures cost three to four tokens each, so fewer words of a table fill the same window."""
_FURNITURE = frozenset({ElementKind.HEADER, ElementKind.FOOTER})


@dataclass(frozen=True, slots=True)
class _Piece:
    """Consecutive words that belong in one chunk."""

    words: WordSpan
    element: Element


def chunks_of(
    entity: EntityId, document: DocumentId, reading: Reading, language: str
) -> list[Chunk]:
    """The chunks of a reading in order. Their words cover every element but running text."""
    chunks: list[Chunk] = []
    for leaf in reading.leaves:
        for piece in _pieces(leaf):
            locator = leaf.place(piece.words).locator
            chunks.append(
                Chunk(
                    id=chunk_id(entity, document, reading.id, locator),
                    reading=reading.id,
                    ordinal=len(chunks),
                    leaf=leaf.number,
                    words=piece.words,
                    locator=locator,
                    text=leaf.quote(piece.words),
                    heading_path=_path(leaf, piece),
                    header=_header(leaf, piece),
                    language=language,
                )
            )
    return chunks


def _path(leaf: Leaf, piece: _Piece) -> tuple[str, ...]:
    """The headings above, the leaf's own title first where they do not hold it."""
    path = piece.element.heading_path
    first = next((e for e in leaf.elements if e.kind is ElementKind.HEADING), None)
    if first is None or first.words.start >= piece.words.start:
        return path
    title = leaf.quote(first.words)
    return path if title in path or len(title) > 160 else (title, *path)


def _header(leaf: Leaf, piece: _Piece) -> str:
    table = piece.element.table
    if table is None or table.header is None:
        return ""
    outside = table.header.start < piece.words.start or table.header.end > piece.words.end
    return leaf.quote(table.header) if outside else ""


def _pieces(leaf: Leaf) -> Iterator[_Piece]:
    pending: _Piece | None = None
    for element in leaf.elements:
        if element.kind in _FURNITURE:
            continue
        for part in _parts(leaf, element):
            if pending and _joins(pending, part):
                pending = _Piece(WordSpan(pending.words.start, part.words.end), part.element)
                continue
            if pending:
                yield pending
            pending = part
    if pending:
        yield pending


def _joins(pending: _Piece, part: _Piece) -> bool:
    """A heading goes with what follows it; prose goes with prose while there is room."""
    if pending.words.end != part.words.start:
        return False
    if part.element.kind is ElementKind.HEADING:
        return pending.element.kind is ElementKind.HEADING
    size = part.words.end - pending.words.start
    if part.element.kind is ElementKind.TABLE:
        return pending.element.kind is not ElementKind.TABLE and size <= ROW_WORDS
    return pending.element.kind is not ElementKind.TABLE and size <= PROSE_WORDS


def _parts(leaf: Leaf, element: Element) -> Iterator[_Piece]:
    if element.table:
        yield from _row_parts(element, element.table)
    else:
        yield from _prose_parts(leaf, element)


def _row_parts(element: Element, table: Table) -> Iterator[_Piece]:
    start, end = element.words.start, element.words.start
    for row in table.rows():
        row_end = max((cell.words.end for cell in row), default=end)
        if row_end - start > ROW_WORDS and end > start:
            yield _Piece(WordSpan(start, end), element)
            start = end
        end = max(end, row_end)
    if element.words.end > start:
        yield _Piece(WordSpan(start, element.words.end), element)


def _prose_parts(leaf: Leaf, element: Element) -> Iterator[_Piece]:
    start = element.words.start
    # A cell of a sheet has one address, so it is one piece however long it is.
    while leaf.kind is not LeafKind.SHEET and element.words.end - start > PROSE_WORDS:
        cut = _sentence_end(leaf, start, start + PROSE_WORDS)
        yield _Piece(WordSpan(start, cut), element)
        start = cut
    yield _Piece(WordSpan(start, element.words.end), element)


def _sentence_end(leaf: Leaf, start: int, limit: int) -> int:
    """The word after the last sentence that ends in the second half of the range, or its end."""
    for rank in range(limit, start + PROSE_WORDS // 2, -1):
        if leaf.text[leaf.words[rank - 1].end - 1] in ".;!?":
            return rank
    return limit
