"""XLSX, XLS and ODS: one leaf of kind sheet per visible worksheet, labelled with its name.

Values are read, not formats: 12.5 % is the number 0.125, as the file holds it. A formula is the
value that was saved with it; nothing is computed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from adapters.parsers.finish import finish_apart, opening
from adapters.parsers.grid import GridRow, add_grid
from adapters.parsers.leaf_builder import LeafBuilder
from core.errors import Unreadable
from core.outcomes import ErrorItem
from core.readings import Leaf, LeafKind, Parsed

MOST_CELLS = 1_000_000
"""Empty ones counted, in all sheets: 15 s, and 0.7 GB in the child and in the worker."""
_DIGITS = ".15g"
"""What a spreadsheet itself keeps of a number; more would show binary noise."""


def read(path: Path) -> Parsed:
    from python_calamine import CalamineWorkbook, PasswordError

    leaves: list[Leaf] = []
    errors: list[ErrorItem] = []
    room = MOST_CELLS
    with opening("spreadsheet"), path.open("rb") as file:
        try:
            # By content: by path it would trust an extension, and stored files have none.
            book = CalamineWorkbook.from_filelike(file)
        except PasswordError as error:
            raise Unreadable("the file has a password", "encrypted", _REMEDY) from error
        for rank, meta in enumerate(book.sheets_metadata, 1):
            if complaint := _why_not(meta, rank):
                errors += complaint
                continue
            sheet = book.get_sheet_by_name(meta.name)
            leaf, cells, whole = _leaf(sheet, len(leaves) + 1, room)
            leaves.append(leaf)
            room -= cells
            if not whole:
                errors.append(_too_large(meta.name))
    return finish_apart("sheets", leaves, errors)


_REMEDY = "Save it without a password."


def _why_not(meta: Any, rank: int) -> list[ErrorItem]:
    kind, visible = str(meta.typ).rpartition(".")[2], str(meta.visible).rpartition(".")[2]
    if visible != "Visible":
        return [ErrorItem("sheets", "hidden", f"hidden sheet {_short(meta.name)} was left out")]
    if kind not in ("WorkSheet", "MacroSheet"):
        return [ErrorItem("sheets", "unsupported", f"{kind} {_short(meta.name)} was not read")]
    return []


def _too_large(name: str) -> ErrorItem:
    text = f"sheet {_short(name)} goes beyond {MOST_CELLS:,} cells in all and was cut"
    return ErrorItem("sheets", "too_large", text)


def _short(name: str) -> str:
    return f"“{name[:60]}”"


def _leaf(sheet: Any, number: int, room: int) -> tuple[Leaf, int, bool]:
    """The leaf, how many cells it took, and whether that was all of them."""
    builder = LeafBuilder(number, LeafKind.SHEET, sheet.name)
    height = min(sheet.height, room // max(sheet.width, 1))
    if sheet.start is not None and height:
        add_grid(builder, _rows(sheet, height), _spans(sheet))
    return builder.build(), height * sheet.width, height == sheet.height


def _rows(sheet: Any, height: int) -> Iterator[GridRow]:
    """Rows that are not empty. Calamine's data start at `sheet.start`, not at A1."""
    top, left = sheet.start
    for offset, values in enumerate(sheet.to_python(skip_empty_area=True, nrows=height)):
        texts = [(left + column + 1, text_of(value)) for column, value in enumerate(values)]
        if filled := tuple((column, text) for column, text in texts if text.strip()):
            yield GridRow(top + offset + 1, filled)


def _spans(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (top + 1, left + 1): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    }


def text_of(value: Any) -> str:
    """A cell's value as text: the same on every machine, and readable as a number or a date."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return _number(value)
        case dt.datetime():
            return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return _duration(value)
        case _:
            return str(value)


def _number(value: float) -> str:
    text = format(value, _DIGITS)
    if "e" not in text:
        return text
    # Plain digits where they are readable: 1e+15 is written out, 1e-300 is not.
    return format(Decimal(text), "f") if 1e-15 < abs(value) < 1e21 else text


def _duration(value: dt.timedelta) -> str:
    """Hours, minutes and seconds: 36:00:00, as spreadsheets show durations."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
