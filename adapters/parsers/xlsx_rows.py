"""Marks of a worksheet's rows and cells (hidden, style, formula), in a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from core.places import a1, parse_a1

_LAST_COLUMN = 16_384
_LONGEST_FORMULA = 8_192
"""Characters: what spreadsheets themselves allow."""
# A reference, or what only looks like one: text in quotes, names of sheets and functions.
_REFERENCE = re.compile(r"\"[^\"]*\"|'[^']*'|(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(.!])")


@dataclass(slots=True)
class RowMarks:
    number: int = 0
    is_hidden: bool = False
    styles: dict[int, int] = field(default_factory=dict)
    """Column → rank of the cell's style, where it is not the first."""
    formulas: dict[int, str] = field(default_factory=dict)
    """Column → formula without the equals sign."""
    unsaved: int = 0
    """Formulas without the value that they gave."""


_NONE = RowMarks()


class SheetMarks:
    """The marks of a sheet, asked for row by row, downwards."""

    def __init__(self, file: IO[bytes]) -> None:
        self.hidden_columns: list[tuple[int, int]] = []
        """First and last column, from 1. Complete once a row was asked for."""
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._rows = self._read(file)
        self._next: RowMarks | None = next(self._rows, None)

    def row(self, number: int) -> RowMarks:
        """Marks of one row; none where the file has none. Ask in order of rows, once for each."""
        while self._next and self._next.number < number:
            self._next = next(self._rows, None)
        if self._next is None or self._next.number > number:
            return _NONE
        found, self._next = self._next, next(self._rows, None)
        return found

    def rest(self) -> Iterator[RowMarks]:
        """Marks of the rows that were not asked for, which shows whether they are in order."""
        if self._next:
            yield self._next
        yield from self._rows

    def _read(self, file: IO[bytes]) -> Iterator[RowMarks]:
        before = 0
        events = etree.iterparse(
            file, tag=("{*}row", "{*}col"), resolve_entities=False, no_network=True
        )
        for _, node in events:
            if node.tag.endswith("}col"):
                self._add_column(node)
                continue
            marks = self._marks(node, before)
            if marks.number <= before:
                raise ValueError("the rows of a sheet are out of order")
            before = marks.number
            yield marks
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]

    def _add_column(self, node: Any) -> None:
        if _is_true(node.get("hidden")) or node.get("width") == "0":
            first, last = int(node.get("min")), int(node.get("max"))
            self.hidden_columns.append((first, min(last, _LAST_COLUMN)))

    def _marks(self, row: Any, before: int) -> RowMarks:
        marks = RowMarks(int(row.get("r") or before + 1))
        marks.is_hidden = _is_true(row.get("hidden")) or row.get("ht") == "0"
        column = 0
        for cell in row.iterchildren("{*}c"):
            address, style = cell.get("r"), cell.get("s")
            column = parse_a1(address)[1] if address else column + 1
            if style and style != "0":
                marks.styles[column] = int(style)
            # The formula comes first in a cell, before its value.
            if len(cell) and cell[0].tag.endswith("}f"):
                # Some writers leave an empty value; as the value of a text it is one.
                is_told = len(cell) > 1 and (cell[1].text or cell.get("t") == "str")
                marks.unsaved += not is_told
                if formula := self._formula(cell[0], marks.number, column):
                    marks.formulas[column] = formula
        return marks

    def _formula(self, node: Any, row: int, column: int) -> str:
        """A shared formula is written once, and holds for other cells moved as they are."""
        text, shared = (node.text or "")[:_LONGEST_FORMULA], node.get("si")
        if node.get("t") != "shared" or shared is None:
            return text
        if text:
            self._shared[shared] = (text, row, column)
            return text
        first, first_row, first_column = self._shared.get(shared, ("", row, column))
        return moved(first, row - first_row, column - first_column)


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula with its relative references moved. `#REF!` where that leaves the sheet."""

    def move(found: re.Match[str]) -> str:
        if found[4] is None:
            return found[0]
        row, column = parse_a1(f"{found[2]}{found[4]}")
        row, column = row + (0 if found[3] else rows), column + (0 if found[1] else columns)
        if row < 1 or not 1 <= column <= _LAST_COLUMN:
            return "#REF!"
        letters = a1(1, column)[:-1]
        return f"{found[1]}{letters}{found[3]}{row}"

    return _REFERENCE.sub(move, formula)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")
