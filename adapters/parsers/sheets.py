"""XLSX, XLS and ODS: one leaf of kind sheet per visible worksheet, labelled with its name.

A cell's text is what a person sees; the value, the format and the formula behind it are kept
beside it. Dates are written as in ISO 8601. A formula's value is the one that was saved with it;
nothing is computed here. Of XLS and ODS there are the values and the hidden sheets, no formats.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adapters.parsers.cell_text import text_of
from adapters.parsers.finish import finish_apart, opening, safe_message
from adapters.parsers.grid import add_grid
from adapters.parsers.hidden_texts import HiddenTexts
from adapters.parsers.leaf_builder import LeafBuilder
from adapters.parsers.package_properties import tell_properties
from adapters.parsers.sheet_cells import SheetCells
from adapters.parsers.xlsx_package import XlsxPackage
from adapters.parsers.xlsx_rows import SheetMarks
from core.errors import Unreadable
from core.outcomes import ErrorItem, HiddenReason
from core.readings import Leaf, LeafKind, Parsed

MOST_CELLS = 1_000_000
"""Empty ones counted, in all sheets: 20 s, and 0.7 GB in the child and in the worker."""
MOST_VALUES = 200_000
"""Cells whose value, format and formula are kept beside what they show, in all sheets."""
_DAMAGES = (ValueError, TypeError, KeyError, SyntaxError, EOFError, zipfile.BadZipFile, zlib.error)
_REMEDY = "Save it without a password."


def read(path: Path) -> Parsed:
    from python_calamine import CalamineWorkbook, PasswordError

    with opening("spreadsheet"), ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        try:
            # By content: by path it would trust an extension, and stored files have none.
            book = CalamineWorkbook.from_filelike(file)
        except PasswordError as error:
            raise Unreadable("the file has a password", "encrypted", _REMEDY) from error
        reading = _Reading(book, _package(path, stack))
        # What is seen has the first claim to the room that there is.
        for meta in sorted(book.sheets_metadata, key=_is_unseen):
            reading.add(meta)
        if zipfile.is_zipfile(path):
            tell_properties(path, reading.hidden)
    return finish_apart("sheets", reading.leaves, reading.errors, reading.hidden.items())


def _package(path: Path, stack: ExitStack) -> XlsxPackage | None:
    if not zipfile.is_zipfile(path):
        return None
    archive = stack.enter_context(zipfile.ZipFile(path))
    return XlsxPackage(archive) if "[Content_Types].xml" in archive.namelist() else None


def _is_unseen(meta: Any) -> bool:
    return not str(meta.visible).endswith(".Visible")


@dataclass(slots=True)
class _Reading:
    book: Any
    package: XlsxPackage | None
    leaves: list[Leaf] = field(default_factory=list)
    errors: list[ErrorItem] = field(default_factory=list)
    hidden: HiddenTexts = field(default_factory=HiddenTexts)
    room: int = MOST_CELLS
    values: int = 0

    def add(self, meta: Any) -> None:
        kind = str(meta.typ).rpartition(".")[2]
        if kind not in ("WorkSheet", "MacroSheet"):
            self._fail("unsupported", f"{kind} {_short(meta.name)} was not read")
            return
        sheet = self.book.get_sheet_by_name(meta.name)
        height = min(sheet.height, self.room // max(sheet.width, 1))
        self.room -= height * sheet.width
        if _is_unseen(meta):
            self._tell_sheet(sheet, height)
            return
        self._add_leaf(sheet, height)
        if height < sheet.height:
            limit = f"{MOST_CELLS:,} cells in all"
            self._fail("too_large", f"sheet {_short(meta.name)} goes beyond {limit} and was cut")

    def _tell_sheet(self, sheet: Any, height: int) -> None:
        for row in _values(sheet, height):
            text = " ".join(text_of(value) for value in row if value != "")
            self.hidden.add(HiddenReason.HIDDEN_PART, text, None, sheet.name)

    def _add_leaf(self, sheet: Any, height: int) -> None:
        builder = LeafBuilder(len(self.leaves) + 1, LeafKind.SHEET, sheet.name)
        cells = SheetCells(sheet.name, len(self.leaves) + 1, self.hidden)
        cells.most_values = MOST_VALUES - self.values
        try:
            with ExitStack() as stack:
                self._mark(cells, sheet.name, stack)
                rows = list(cells.rows(_values(sheet, height), *_start(sheet)))
        except _DAMAGES as error:
            # Without its marks nothing would tell what is hidden on it.
            self._fail("malformed", f"sheet {_short(sheet.name)} was not read: {error}")
            return
        add_grid(builder, rows, _spans(sheet))
        self.leaves.append(replace(builder.build(), values=tuple(cells.values)))
        self.values += len(cells.values)
        if cells.left_out:
            limit = f"{MOST_VALUES:,} formatted cells in all"
            self._fail("too_large", f"beyond {limit}, only what sheet {_short(sheet.name)} shows")
        if cells.unsaved:
            self._fail("unsupported", f"{cells.unsaved} formulas were saved without a value")

    def _mark(self, cells: SheetCells, name: str, stack: ExitStack) -> None:
        part = self.package.part_of(name) if self.package else None
        if self.package is None or part is None:
            return
        cells.styles, cells.tables = self.package.styles, self.package.tables(part)
        cells.marks = SheetMarks(stack.enter_context(self.package.open(part)))
        for address, text in self.package.comments(part):
            self.hidden.add(HiddenReason.COMMENT, text, cells.leaf, f"{name}!{address}")

    def _fail(self, category: str, message: str) -> None:
        self.errors.append(ErrorItem("sheets", category, safe_message(message)))


def _short(name: str) -> str:
    return f"“{name[:60]}”"


def _values(sheet: Any, height: int) -> list[list[Any]]:
    """Calamine's data start at `sheet.start`, not at A1."""
    if sheet.start is None or not height:
        return []
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=True, nrows=height)
    return rows


def _start(sheet: Any) -> tuple[int, int]:
    top, left = sheet.start or (0, 0)
    return top + 1, left + 1


def _spans(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (top + 1, left + 1): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    }
