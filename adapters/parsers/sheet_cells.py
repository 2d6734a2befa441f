"""The cells of a worksheet as a person sees them: shown text, and what is hidden apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.parsers.cell_text import text_of
from adapters.parsers.grid import GridRow
from adapters.parsers.hidden_texts import HiddenTexts
from adapters.parsers.number_format import shown
from adapters.parsers.xlsx_package import CellStyle
from adapters.parsers.xlsx_rows import RowMarks, SheetMarks
from core.outcomes import HiddenReason
from core.places import a1, a1_bounds
from core.readings import CellValue

_PLAIN = RowMarks()
_NO_TEXT = ";;;"
"""Three semicolons and nothing after: the format of a cell that shows nothing."""


@dataclass(slots=True)
class SheetCells:
    """Turns a sheet's values into rows, and remembers what they leave out."""

    name: str
    leaf: int
    hidden: HiddenTexts
    styles: Sequence[CellStyle] = ()
    marks: SheetMarks | None = None
    """None where the format says nothing of rows and cells."""
    tables: Sequence[str] = ()
    """A1 ranges whose ground is coloured by a table's style."""
    most_values: int = 0
    values: list[CellValue] = field(default_factory=list)
    left_out: int = 0
    """Cells whose value there was no more room for."""
    unsaved: int = 0
    """Formulas that were saved without a value."""
    _run: list[int] = field(default_factory=list)
    """The hidden rows that follow each other, up to now."""
    _run_texts: list[str] = field(default_factory=list)

    def rows(self, values: Sequence[Sequence[Any]], top: int, left: int) -> Iterator[GridRow]:
        """Rows with something to see; `top` and `left` are those of the first value, from 1."""
        columns = self._hidden_columns()
        for number, row in enumerate(values, top):
            marks = self.marks.row(number) if self.marks else _PLAIN
            self.unsaved += marks.unsaved
            if marks.is_hidden:
                self._hide_row(number, row)
                continue
            cells = self._cells(number, row, left, marks, columns)
            if filled := tuple((column, text) for column, text in cells if text.strip()):
                yield GridRow(number, filled)
        self._tell_run()
        self.unsaved += sum(marks.unsaved for marks in self.marks.rest()) if self.marks else 0

    def _hidden_columns(self) -> dict[int, str]:
        """Column → label of the hidden columns it is one of."""
        ranges = self.marks.hidden_columns if self.marks else []
        return {
            column: f"{self.name}!{_letters(first)}:{_letters(last)}"
            for first, last in ranges
            for column in range(first, last + 1)
        }

    def _cells(
        self, number: int, row: Sequence[Any], left: int, marks: RowMarks, columns: dict[int, str]
    ) -> Iterator[tuple[int, str]]:
        for column, value in enumerate(row, left):
            if value == "" or value is None:
                continue
            if column in columns:
                label = columns[column]
                self.hidden.add(HiddenReason.HIDDEN_PART, text_of(value), self.leaf, label)
                continue
            style, formula = marks.styles.get(column), marks.formulas.get(column, "")
            if style is None and not formula:
                yield column, text_of(value)
            else:
                yield column, self._shown(number, column, value, style or 0, formula)

    def _shown(self, number: int, column: int, value: Any, rank: int, formula: str) -> str:
        style = self.styles[rank] if rank < len(self.styles) else CellStyle()
        raw = text_of(value)
        text = _formatted(value, style.code, raw)
        if reason := self._unseen(style, text, number, column):
            self.hidden.add(reason, raw, self.leaf, self.name)
            return ""
        if text != raw or formula:
            self._keep(CellValue(a1(number, column), raw, style.code, formula))
        return text

    def _keep(self, value: CellValue) -> None:
        if len(self.values) < self.most_values:
            self.values.append(value)
        else:
            self.left_out += 1

    def _unseen(self, style: CellStyle, text: str, number: int, column: int) -> HiddenReason | None:
        if not text.strip():
            return HiddenReason.INVISIBLE
        if style.unseen is HiddenReason.WHITE and self._is_in_table(number, column):
            return None
        return style.unseen

    def _is_in_table(self, row: int, column: int) -> bool:
        for cells in self.tables:
            top, left, bottom, right = a1_bounds(cells)
            if top <= row <= bottom and left <= column <= right:
                return True
        return False

    def _hide_row(self, number: int, row: Sequence[Any]) -> None:
        if self._run and number != self._run[-1] + 1:
            self._tell_run()
        self._run.append(number)
        self._run_texts += [text_of(value) for value in row if value not in ("", None)]

    def _tell_run(self) -> None:
        if self._run:
            label = f"{self.name}!{self._run[0]}:{self._run[-1]}"
            text = " ".join(self._run_texts)
            self.hidden.add(HiddenReason.HIDDEN_PART, text, self.leaf, label)
        self._run, self._run_texts = [], []


def _formatted(value: Any, code: str, raw: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = shown(value, code)
        return raw if text is None else text
    return "" if code.strip() == _NO_TEXT else raw


def _letters(column: int) -> str:
    return a1(1, column)[:-1]
