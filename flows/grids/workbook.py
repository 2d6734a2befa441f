"""A grid as a workbook: values, the evidence behind each, what needs a look, a summary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import quote as escaped

from core.grids import AnswerType, Cell, CellQuote, CellState, GridQuestion, TypedValue
from core.workbook import RowLink, Sheet, SheetCell, Tone
from flows.grids.views import Row, Table
from flows.grids.words import reason_of, unit_for_people, words_in

_TONES = {
    CellState.FOUND: Tone.FOUND,
    CellState.ABSENT: Tone.ABSENT,
    CellState.CONFLICT: Tone.CONFLICT,
    CellState.UNSURE: Tone.UNSURE,
    CellState.FAILED: Tone.FAILED,
    CellState.PENDING: Tone.ABSENT,
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WIDTHS = {
    AnswerType.TEXT: 48,
    AnswerType.LIST: 48,
    AnswerType.PARTY: 32,
    AnswerType.NUMBER: 18,
    AnswerType.DATE: 14,
    AnswerType.YES_NO: 12,
}
_SHOWN_CHARS = 200
"""Of a text among the values; the evidence has all of it."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count days differently."""


def workbook(table: Table, address: str = "") -> tuple[Sheet, ...]:
    """The sheets of a grid. `address` is a server's, for links to page images; empty: none."""
    words = words_in(table.grid.language)
    evidence = _Evidence(words, address)
    exceptions = _Exceptions(words)
    rows = [tuple(_values(table, row, evidence, exceptions)) for row in table.rows]
    header = [words["document"], *(question.label for question in table.grid.questions)]
    widths = (34, *(_WIDTHS[question.type] for question in table.grid.questions))
    values = Sheet(words["values"], widths, (_header(header), *rows), 2, (1, 1))
    return values, evidence.sheet, exceptions.sheet, summary(table, words)


def _header(texts: Sequence[str]) -> tuple[SheetCell, ...]:
    return tuple(SheetCell(text, Tone.HEADER) for text in texts)


def _values(
    table: Table, row: Row, evidence: _Evidence, exceptions: _Exceptions
) -> Iterator[SheetCell]:
    words = evidence.words
    name = row.name or words["unseen"]
    yield SheetCell(name, Tone.STRONG)
    for question, cell in zip(table.grid.questions, row.cells, strict=True):
        proof = evidence.add(name, row, question, cell)
        if cell.state is not CellState.FOUND:
            excuse = exceptions.add(name, question, cell, proof)
            proof = proof or excuse
        yield shown(cell, words, proof)


def shown(cell: Cell, words: Mapping[str, str], link: RowLink | None) -> SheetCell:
    """A cell among the values: numbers and days as such, what is no value in words."""
    tone = _TONES[cell.state]
    if cell.state is CellState.CONFLICT:
        return SheetCell(_clipped(words["or"].join(_different(cell, words))), tone, link)
    if cell.value is None or cell.state in (CellState.ABSENT, CellState.FAILED):
        return SheetCell(words[f"state {cell.state.value}"], tone, link)
    typed = native(cell.value, words)
    text = _clipped(typed) if isinstance(typed, str) else typed
    unit = unit_for_people(cell.value.unit or "", words["language"])
    return SheetCell(text, tone, link, unit)


def _different(cell: Cell, words: Mapping[str, str]) -> list[str]:
    found = (text_of(quote.value, words) for quote in cell.quotes if quote.value)
    return list(dict.fromkeys(found))


def native(value: TypedValue, words: Mapping[str, str]) -> str | Decimal | date:
    """A number or a day where it is one, else what people read."""
    normalised = value.normalised
    if not isinstance(normalised, str):
        return "; ".join(normalised)
    if _DAY.fullmatch(normalised) and (day := date.fromisoformat(normalised)) >= _FIRST_DAY:
        return day
    if normalised in ("yes", "no"):
        return words[normalised]
    if normalised == value.text:  # a text is what it is, also where it is all digits
        return value.text
    try:
        number = Decimal(normalised)
    except InvalidOperation:
        return value.text
    return number if number.is_finite() else value.text


def text_of(value: TypedValue, words: Mapping[str, str]) -> str:
    found = native(value, words)
    return value.text if isinstance(found, Decimal) else str(found)


def _clipped(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS].rstrip()} …"


@dataclass(slots=True)
class _Evidence:
    """Collects one row for each place that a cell rests on."""

    words: Mapping[str, str]
    address: str
    rows: list[tuple[SheetCell, ...]] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        named = ("document", "question", "state", "value", "normalised", "unit", "quote", "place")
        header = [self.words[name] for name in (*named, "verdict", "confidence", "image")]
        widths = (30, 22, 12, 28, 20, 8, 80, 14, 14, 12, 16)
        return Sheet(self.words["evidence"], widths, (_header(header), *self.rows), frozen=(1, 2))

    def add(self, name: str, row: Row, question: GridQuestion, cell: Cell) -> RowLink | None:
        """The first row of a cell; None where it rests on nothing."""
        first = RowLink(self.words["evidence"], len(self.rows) + 1)
        self.rows += [self._row(name, row, question, cell, quote) for quote in cell.quotes]
        return first if cell.quotes else None

    def _row(
        self, name: str, row: Row, question: GridQuestion, cell: Cell, quote: CellQuote
    ) -> tuple[SheetCell, ...]:
        words, value = self.words, quote.value
        normalised = value.normalised if value else ""
        joined = normalised if isinstance(normalised, str) else " | ".join(normalised)
        page = words["page"].format(quote.page) if quote.page else quote.citations[0]["locator"]
        sure = SheetCell(Decimal(round(100 * cell.confidence)), unit="%")
        return (
            SheetCell(name, Tone.STRONG),
            SheetCell(question.label),
            SheetCell(words[f"state {cell.state.value}"], _TONES[cell.state]),
            SheetCell(text_of(value, words) if value else ""),
            SheetCell("" if question.type is AnswerType.TEXT else joined),
            SheetCell(value.unit or "" if value else ""),
            SheetCell(quote.text),
            SheetCell(page),
            SheetCell(words[f"verdict {quote.verdict.value}"]),
            sure,
            self._image(row, quote),
        )

    def _image(self, row: Row, quote: CellQuote) -> SheetCell:
        if not self.address or quote.page is None:
            return SheetCell("")
        citation = escaped(str(quote.citations[0]["id"]), safe="")
        path = f"/v1/documents/{row.document}/pages/{quote.page}.png?citation={citation}"
        return SheetCell(self.words["open"], link=self.address.rstrip("/") + path)


@dataclass(slots=True)
class _Exceptions:
    """Collects one row for each cell without a certain value."""

    words: Mapping[str, str]
    rows: list[tuple[SheetCell, ...]] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        named = ("document", "question", "state", "reason", "value", "confidence", "quote")
        header = [self.words[name] for name in named]
        widths = (30, 22, 12, 44, 36, 12, 80)
        return Sheet(self.words["exceptions"], widths, (_header(header), *self.rows), frozen=(1, 2))

    def add(self, name: str, question: GridQuestion, cell: Cell, proof: RowLink | None) -> RowLink:
        words = self.words
        self.rows.append(
            (
                SheetCell(name, Tone.STRONG),
                SheetCell(question.label),
                SheetCell(words[f"state {cell.state.value}"], _TONES[cell.state], proof),
                SheetCell(reason_of(cell.state.value, cell.reason, words)),
                SheetCell(_clipped(words["or"].join(_different(cell, words)))),
                SheetCell(Decimal(round(100 * cell.confidence)), unit="%"),
                SheetCell(cell.quotes[0].text if cell.quotes else ""),
            )
        )
        return RowLink(words["exceptions"], len(self.rows))


def summary(table: Table, words: Mapping[str, str]) -> Sheet:
    """Counts by question and state, when and by whom it was made, and with what."""
    grid, progress = table.grid, table.progress
    states = [
        state for state in CellState if state is not CellState.PENDING or progress.counts[state]
    ]
    by = words["by"].format(grid.created_by)
    made = f"{words['made']} {grid.created_at:%Y-%m-%d %H:%M} UTC, {by}"
    size = f"{len(grid.documents)} × {len(grid.questions)} = {grid.size}"
    about = f"{words['documents']} × {words['questions']} = {words['cells']}: {size}"
    head = [words["column"], words["question"], words["type"]]
    head += [words[f"state {state.value}"] for state in states]
    rows = [
        (SheetCell(grid.title, Tone.TITLE),),
        (SheetCell(made, Tone.MUTED),),
        (SheetCell(about, Tone.MUTED),),
        (),
        _header(head),
        *(_counted(table, column, states, words) for column in range(len(grid.questions))),
        _total(table, states, words),
        (),
        (SheetCell(words["legend"], Tone.HEADER), SheetCell("", Tone.HEADER)),
        *(
            (
                SheetCell(words[f"state {state.value}"], _TONES[state]),
                SheetCell(words[f"about {state.value}"]),
            )
            for state in states
        ),
        (),
        (SheetCell(words["made with"], Tone.HEADER), SheetCell("", Tone.HEADER)),
        *((SheetCell(name), SheetCell(told)) for name, told in sorted(grid.made_with.items())),
    ]
    return Sheet(words["summary"], (24, 64, 12, *(12 for _ in states)), tuple(rows))


def _counted(
    table: Table, column: int, states: Sequence[CellState], words: Mapping[str, str]
) -> tuple[SheetCell, ...]:
    question = table.grid.questions[column]
    found = [row.cells[column].state for row in table.rows]
    return (
        SheetCell(question.label, Tone.STRONG),
        SheetCell(question.text),
        SheetCell(words[f"type {question.type.value}"]),
        *(SheetCell(found.count(state)) for state in states),
    )


def _total(
    table: Table, states: Sequence[CellState], words: Mapping[str, str]
) -> tuple[SheetCell, ...]:
    found = [cell.state for row in table.rows for cell in row.cells]
    counts = (SheetCell(found.count(state), Tone.STRONG) for state in states)
    blank = SheetCell("", Tone.STRONG)
    return (SheetCell(words["total"], Tone.STRONG), blank, blank, *counts)
