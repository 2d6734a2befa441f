"""A table row taken apart: its label and its figures, however they are spread over its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.quantities import Quantity, read_quantities
from core.readings import Cell, Leaf

_NIL = re.compile(r"[$€£(\s]*[-–—]{1,3}[)%\s]*")
_LEAD, _TAIL = re.compile(r"[($€£\s]*[-–−]?[($€£\s]*"), re.compile(r"[)%€\s]+")
_NO_LETTER = re.compile(r"[^\w]*")
_LEAST_FUSED = 100
"""A whole number that ends a label is a figure from here on; below, the number of a note."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A figure of a row. Offsets are those of the leaf's text."""

    quantity: Quantity
    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """Cells that belong together."""

    start: int
    end: int
    column: int


def row_pieces(leaf: Leaf, cells: Sequence[Cell]) -> Row:
    """The label is what stands left of the first figure. A dash is nought; a sign, a bracket or a
    currency in a cell of its own belongs to the figure beside it."""
    label: list[str] = []
    pieces: list[Piece] = []
    runs = list(_runs(leaf, cells))
    for rank, run in enumerate(runs):
        found = _figures(leaf, run)
        before = _before(leaf, run, found)
        is_text = any(map(str.isalpha, before))
        if is_text and not (_is_fused(found) or rank + 1 == len(runs)):
            before, found = _text(leaf, run.start, run.end).rstrip(" ."), []
        label += [before] if before and not pieces else []
        pieces += found
    return Row(" ".join(label), tuple(pieces))


def _text(leaf: Leaf, start: int, end: int) -> str:
    """Cells and lines apart by spaces, as long as the leaf has it."""
    return leaf.text[start:end].replace("\t", " ").replace("\n", " ")


def _runs(leaf: Leaf, cells: Sequence[Cell]) -> Iterator[_Run]:
    held: _Run | None = None
    lead: int | None = None
    for cell in cells:
        start, end = leaf.char_span(cell.words)
        text = leaf.text[start:end]
        if held and _TAIL.fullmatch(text):
            held = _Run(held.start, end, held.column)
        elif _LEAD.fullmatch(text) and not _NIL.fullmatch(text):
            lead = start if lead is None else lead
        else:
            if held:
                yield held
            held, lead = _Run(start if lead is None else lead, end, cell.column), None
    if held:
        yield held


def _figures(leaf: Leaf, run: _Run) -> list[Piece]:
    """Those that its text ends in."""
    text = _text(leaf, run.start, run.end)
    if _NIL.fullmatch(text):
        return [Piece(Quantity(Decimal(0), 0, 0), run.start, run.end, run.column)]
    found: list[Piece] = []
    following = len(text)
    for amount in reversed(read_quantities(text).amounts):
        if not _NO_LETTER.fullmatch(text, amount.end, following):
            break
        found.append(Piece(amount, run.start + amount.start, run.start + amount.end, run.column))
        following = amount.start
    return found[::-1]


def _before(leaf: Leaf, run: _Run, found: Sequence[Piece]) -> str:
    return _text(leaf, run.start, found[0].start if found else run.end).strip(" …$€£(").rstrip(" .")


def _is_fused(found: Sequence[Piece]) -> bool:
    """Whether a text ends in figures of the columns, not in the number of a note."""
    if len(found) != 1:
        return bool(found)
    amount = found[0].quantity
    return amount.value >= _LEAST_FUSED or amount.value != amount.value.to_integral()
