"""Values as people see them: numbers and days as such where the question asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.cells import Cell, CellState
from core.grids import AnswerType, TypedValue
from core.workbook import RowLink, SheetCell, Tone, is_in_millions
from flows.grids.words import unit_for_people

TONES = {
    CellState.FOUND: Tone.FOUND,
    CellState.ABSENT: Tone.ABSENT,
    CellState.CONFLICT: Tone.CONFLICT,
    CellState.UNSURE: Tone.UNSURE,
    CellState.FAILED: Tone.FAILED,
    CellState.PENDING: Tone.ABSENT,
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""As values are normalised; a spreadsheet keeps 15 digits of a longer one."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count days differently."""
_SHOWN_CHARS = 200
"""Of a text among the values; the evidence has all of it."""


def value_cell(
    cell: Cell, asked: AnswerType, words: Mapping[str, str], link: RowLink | None
) -> SheetCell:
    """A cell among the values: what is no value is said in words."""
    tone = TONES[cell.state]
    if cell.state is CellState.CONFLICT:
        return SheetCell(clipped(different(cell, asked, words)), tone, link)
    if cell.value is None or cell.state in (CellState.ABSENT, CellState.FAILED):
        return SheetCell(words[f"state {cell.state.value}"], tone, link)
    return typed_cell(cell.value, asked, words, tone, link)


def typed_cell(
    value: TypedValue,
    asked: AnswerType,
    words: Mapping[str, str],
    tone: Tone = Tone.PLAIN,
    link: RowLink | None = None,
) -> SheetCell:
    """A number with its unit, a day, or a text."""
    found = native(value, asked, words)
    if isinstance(found, str):
        return SheetCell(clipped(found), tone, link)
    return SheetCell(found, tone, link, unit_for_people(value.unit or "", words["language"]))


def native(value: TypedValue, asked: AnswerType, words: Mapping[str, str]) -> str | Decimal | date:
    """A number or a day where one was asked for and this is one, else what people read."""
    normalised = value.normalised
    if not isinstance(normalised, str):
        return "; ".join(normalised)
    match asked:
        case AnswerType.NUMBER:
            number = _number(normalised)
            return value.text if number is None else number
        case AnswerType.DATE:
            return _day(normalised) or value.text
        case AnswerType.YES_NO:
            return words[normalised] if normalised in ("yes", "no") else value.text
        case _:
            return value.text


def _number(normalised: str) -> Decimal | None:
    return Decimal(normalised) if _NUMBER.fullmatch(normalised) else None


def _day(normalised: str) -> date | None:
    """None also for a month, a year, and what no calendar has."""
    if not _DAY.fullmatch(normalised):
        return None
    try:
        day = date.fromisoformat(normalised)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def said(value: TypedValue, asked: AnswerType, words: Mapping[str, str]) -> str:
    """As the document has it; of a yes or no it has no word of its own."""
    return text_of(value, asked, words) if asked is AnswerType.YES_NO else value.text


def text_of(value: TypedValue, asked: AnswerType, words: Mapping[str, str]) -> str:
    """The same where it stands in a line with others."""
    found = native(value, asked, words)
    if isinstance(found, Decimal):
        return figure(found, value.unit or "", words["language"])
    return str(found)


def figure(number: Decimal, unit: str, language: str) -> str:
    """A number with its unit: `1,577 M$`, in French `1 577 M$`."""
    name = unit_for_people(unit, language)
    if unit != "%" and is_in_millions(number):
        number, name = (number / 1_000_000).normalize(), f"M{name}"
    grouped = f"{number:,f}"
    if language == "fr":
        grouped = grouped.translate({ord(","): "\u202f", ord("."): ","})
    return f"{grouped} {name}".rstrip()


def different(cell: Cell, asked: AnswerType, words: Mapping[str, str]) -> str:
    """The values of all its places, each once."""
    found = (text_of(quote.value, asked, words) for quote in cell.quotes if quote.value)
    return words["or"].join(dict.fromkeys(found))


def clipped(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS].rstrip()} …"
