"""The figures of a unit of evidence: how much, in what, of when, of what, and what to cite."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from core.moments import Moment
from core.plain import plain
from core.quantities import Quantity, read_quantities, stating
from core.readings import Element, ElementKind, Leaf, Table, WordSpan
from core.units import currencies, stated_scale
from retrieval.columns import Columns, layout_of
from retrieval.rows import Piece, row_pieces
from retrieval.units import Unit
from retrieval.verifying.reading import told
from retrieval.verifying.slots import slots

MOST_FIGURES = 100
"""Of one unit; what is beyond is not read."""
_LONGEST_HEADER = 2_000
"""Characters."""
_PERCENT = re.compile(r"%|\b(?:in|en) per ?cent|\b(?:in|en) pour ?cent|\bpercent")
_NOTES = re.compile(r"(?:notes?|annexes?|refs?|renvois?)\W*(?:no|n°)?\W*")
_UNSCALED = re.compile(
    r"\b(?:per|par) (?!cent)[a-z]+|\b(?<!exchange )(?:rates?|taux(?! de change)|ratios?)\b"
    r"|\b(?:number of|nombre d|effectifs?|headcount|employees)\b|\bactions en circulation\b"
    r"|\bshares? (?:issued|outstanding|authorized)\b"
)
"""Labels of what is counted or is a rate: the scale is that of amounts."""


@dataclass(frozen=True, slots=True)
class Figure:
    quantity: Quantity
    """With the scale and the unit that its table states. Its span is that of the unit's quote."""
    moment: Moment | None
    """When, as its column or its sentence tells; its span is of no text. None: it is not told."""
    label: str
    """The row's label; of a sentence the words around it."""
    column: str
    """All that is written above its column; empty for a sentence."""
    words: WordSpan
    """In the leaf: the figure alone."""
    sources: tuple[WordSpan, ...]
    """What must be cited for it to be understood: its row or sentence, header, stated scale."""

    @property
    def signed(self) -> Decimal:
        """In the quantity's base unit; brackets are a minus."""
        return -self.quantity.magnitude if self.quantity.sign == -1 else self.quantity.magnitude


def figures_of(unit: Unit) -> tuple[Figure, ...]:
    """The figures of a unit in the order of its words; a dash in a row of figures is nought."""
    element = _table_of(unit)
    if element and element.table:
        found = _of_row(unit, element, element.table)
    else:
        found = _of_sentence(unit)
    return tuple(islice(found, MOST_FIGURES))


def _table_of(unit: Unit) -> Element | None:
    if unit.kind is not ElementKind.TABLE:
        return None
    for element in unit.passage.leaf.elements:
        if element.table and element.words.start <= unit.words.start < element.words.end:
            return element
    return None


def _of_row(unit: Unit, element: Element, table: Table) -> Iterator[Figure]:
    leaf = unit.passage.leaf
    layout = layout_of(leaf, element, table)
    cells = layout.row_at(unit.words)
    if not cells:
        return
    row, columns = row_pieces(leaf, cells), layout.columns_over(cells[0].row)
    header = leaf.quote(columns.words)[:_LONGEST_HEADER] if columns.words else ""
    own = stated_scale(f"{row.label}\n{header}")
    above = None if own is not None else layout.scale
    stated = f"{row.label}\n{header}\n{leaf.quote(above) if above else ''}"
    spans = dict.fromkeys((unit.words, columns.words, above))
    sources = tuple(span for span in spans if span)
    start, _ = leaf.char_span(unit.words)
    for piece, column, moment in _dated(row.pieces, columns, header):
        if not _NOTES.fullmatch(plain(column).strip()):
            amount = _stating(piece.quantity, row.label, column, stated)
            amount = replace(amount, start=piece.start - start, end=piece.end - start)
            words = _words_at(leaf, piece.start, piece.end)
            yield Figure(amount, moment, row.label, column, words, sources)


def _stating(amount: Quantity, label: str, column: str, stated: str) -> Quantity:
    """With what the column's header, the label or the table says of all: unit and scale."""
    if amount.unit is None and _PERCENT.search(plain(f"{column} {label}")):
        return replace(amount, unit="%")
    if not amount.is_amount or _UNSCALED.search(plain(label)):
        return amount
    named = currencies(column) or currencies(stated)
    unit = next(iter(named)) if amount.unit is None and len(named) == 1 else amount.unit
    scale = stated_scale(column)
    return stating(replace(amount, unit=unit), stated_scale(stated) if scale is None else scale)


def _dated(
    pieces: Sequence[Piece], columns: Columns, header: str
) -> Iterator[tuple[Piece, str, Moment | None]]:
    """Each figure with the text above it and its time."""
    texts = [_text_over(piece, columns) for piece in pieces]
    times = [_times(text) for text in texts]
    if not any(times):  # years that stand over no column: in turn, or one for all
        in_turn = _times(header)
        if len(in_turn) == len(pieces):
            times = [[moment] for moment in in_turn]
        elif len(in_turn) == 1:
            times = [in_turn] * len(pieces)
    for rank, piece in enumerate(pieces):
        beside = [other for other in range(len(pieces)) if pieces[other].column == piece.column]
        own = times[rank]
        if len(own) == len(beside) > 1:  # columns that were fused
            yield piece, texts[rank], own[beside.index(rank)]
        else:
            yield piece, texts[rank], own[0] if len(own) == 1 else None


def _text_over(piece: Piece, columns: Columns) -> str:
    """What is above its column, or above the nearest one to the left that has anything: a currency
    sign in a column of its own shifts figures to the right."""
    for column in range(piece.column, 0, -1):
        if columns.at(column):
            return columns.at(column)
    return ""


def _times(text: str) -> list[Moment]:
    """The moments that a header tells, each once: of "December 31, 2018" and "2018" the first."""
    dated = [moment for moment in read_quantities(text).moments if moment.year]
    found: list[Moment] = []
    for moment in dated:
        if not any(moment.is_in(other) for other in found):
            found = [other for other in found if not other.is_in(moment)] + [moment]
    return found


def _of_sentence(unit: Unit) -> Iterator[Figure]:
    leaf = unit.passage.leaf
    start, _ = leaf.char_span(unit.words)
    found = slots(told(unit.quote)).amounts
    for rank, slot in enumerate(found):
        amount, segment = slot.thing, slot.segment
        after = found[rank - 1].thing.end if rank and found[rank - 1].segment is segment else 0
        before = found[rank + 1].thing.start if rank + 1 < len(found) else segment.end
        label = unit.quote[max(segment.start, after) : min(before, segment.end)].strip()
        moment = slot.moments[0] if len(slot.moments) == 1 else None
        words = _words_at(leaf, start + amount.start, start + amount.end)
        yield Figure(amount, moment, label, "", words, (unit.words,))


def _words_at(leaf: Leaf, start: int, end: int) -> WordSpan:
    """The words that touch text[start:end]."""
    first = bisect_right(leaf.words, start, key=lambda word: word.end)
    return WordSpan(first, bisect_left(leaf.words, end, key=lambda word: word.start))
