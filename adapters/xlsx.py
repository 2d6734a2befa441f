"""Workbooks as Office Open XML spreadsheets (.xlsx), through XlsxWriter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from adapters.xlsx_looks import Formats, is_bare
from core.workbook import RowLink, Sheet, SheetCell, Tone

_LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_MOST_LINKS = 65_000
"""Of a sheet; Excel takes 65,530."""
_LINE_PT, _PADDING_PT, _CHARS, _BOLD_CHARS = 13.5, 4.5, 1.15, 0.95
"""Heights are said: not every program works out those of wrapped text."""
_A4_CHARS, _A3_CHARS = 200, 320
"""Of column widths that a sheet of paper takes at half of their size."""


class XlsxWorkbookWriter:
    def open(
        self, file: IO[bytes], folder: Path, sheets: Sequence[Sheet], made_at: datetime
    ) -> XlsxWorkbook:
        import xlsxwriter  # late: whoever opens an installation does not write a workbook

        options = {
            "constant_memory": True,  # a row at a time; the rows of a sheet are in a file
            "tmpdir": str(folder),
            "remove_timezone": True,
        }
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        pages = {sheet.name: _Page(book.add_worksheet(sheet.name), sheet) for sheet in sheets}
        return XlsxWorkbook(book, Formats(book), pages)


@dataclass(slots=True)
class XlsxWorkbook:
    _book: Any
    _formats: Formats
    _pages: dict[str, _Page]
    chars: int = 0

    def add(self, sheet: str, cells: tuple[SheetCell, ...]) -> int:
        self.chars += sum(len(cell.value) for cell in cells if isinstance(cell.value, str))
        return self._pages[sheet].add(cells, self._formats)

    def close(self) -> None:
        for page in self._pages.values():
            page.close()
        self._book.close()


@dataclass(slots=True)
class _Page:
    """A worksheet, and how far it is."""

    page: Any
    sheet: Sheet
    rows: int = field(default=0, init=False)
    links: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        for column, width in enumerate(self.sheet.widths):
            self.page.set_column(column, column, width)
        self.page.freeze_panes(*self.sheet.frozen)
        _set_print(self.page, self.sheet)

    def add(self, cells: tuple[SheetCell, ...], formats: Formats) -> int:
        row = self.rows
        self.page.set_row_pixels(row, _height_px(cells, self.sheet))
        for column, cell in enumerate(cells):
            self.links += cell.link is not None
            _put(self.page, row, column, cell, formats.of(cell), self.links < _MOST_LINKS)
        self.rows += 1
        return row

    def close(self) -> None:
        frozen = self.sheet.frozen[0]
        if frozen and self.rows >= frozen:
            self.page.autofilter(frozen - 1, 0, self.rows - 1, len(self.sheet.widths) - 1)


def _set_print(page: Any, sheet: Sheet) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    width = sum(sheet.widths)
    page.set_paper(9 if width <= _A4_CHARS else 8)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.set_footer("&L&8&A&R&8&P / &N")
    # As many sheets of paper side by side as keep it readable, each with what stays in sight.
    page.fit_to_pages(math.ceil(width / _A3_CHARS), 0)
    rows, columns = sheet.frozen
    if rows:
        page.repeat_rows(0, rows - 1)
    if columns and width > _A3_CHARS:
        page.repeat_columns(0, columns - 1)


def _height_px(cells: tuple[SheetCell, ...], sheet: Sheet) -> int:
    """Room for the longest text, as it wraps in its column."""
    lines = 1
    for cell, width in zip(cells, sheet.widths, strict=False):
        if isinstance(cell.value, str) and not is_bare(cell.tone):
            chars = max(1, width - 2) * (_BOLD_CHARS if cell.tone is Tone.STRONG else _CHARS)
            wrapped = sum(
                max(1, math.ceil(len(line) / chars)) for line in cell.value[:_LONGEST].split("\n")
            )
            lines = max(lines, wrapped)
    points = min(lines, sheet.most_lines) * _LINE_PT + _PADDING_PT
    if any(cell.tone is Tone.TITLE for cell in cells):
        points *= 1.5
    return round(points * 4 / 3)


def _put(page: Any, row: int, column: int, cell: SheetCell, look: Any, is_linked: bool) -> None:
    if cell.link is not None and is_linked:
        page.write_url(row, column, _target(cell.link), look, " ")
    match cell.value:  # after the link, which would make text of it
        case None:
            page.write_blank(row, column, None, look)
        case str():
            page.write_string(row, column, _bounded(cell.value), look)
        case datetime() | date():
            page.write_datetime(row, column, cell.value, look)
        case Decimal() | int():
            value = float(cell.value)
            page.write_number(row, column, value / 100 if cell.unit == "%" else value, look)


def _target(link: RowLink | str) -> str:
    if isinstance(link, str):
        return link
    return f"internal:'{link.sheet}'!A{link.row + 1}"


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
