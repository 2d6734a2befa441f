"""Workbooks as Office Open XML spreadsheets (.xlsx), through XlsxWriter."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

from core.workbook import RowLink, Sheet, SheetCell, Tone

_LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_MOST_LINKS = 65_000
"""Of a sheet; Excel takes 65,530."""
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
_LINE_PT, _PADDING_PT, _CHARS = 13.5, 4.5, 1.15
"""Heights are said: not every program works out those of wrapped text."""
_WIDE = 9
"""Columns from which a sheet is printed on A3."""
_LINE = {"border": 1, "border_color": "#D9DCE1"}
_LOOKS: dict[Tone, dict[str, Any]] = {
    Tone.PLAIN: {**_LINE},
    Tone.HEADER: {
        **_LINE,
        "bold": True,
        "bg_color": "#1F3A5F",
        "font_color": "#FFFFFF",
        "valign": "vcenter",
    },
    Tone.TITLE: {"bold": True, "font_size": 15, "font_color": "#1F3A5F", "text_wrap": False},
    Tone.MUTED: {"font_color": "#6B7280", "text_wrap": False},
    Tone.STRONG: {**_LINE, "bold": True},
    Tone.FOUND: {**_LINE},
    Tone.ABSENT: {**_LINE, "bg_color": "#F0F1F3", "font_color": "#6B7280", "italic": True},
    Tone.CONFLICT: {**_LINE, "bg_color": "#FBE0C8", "font_color": "#8A3B00"},
    Tone.UNSURE: {**_LINE, "bg_color": "#FFF4C2", "font_color": "#6B5200"},
    Tone.FAILED: {**_LINE, "bg_color": "#F8D0D0", "font_color": "#8A1212"},
}
_BARE = (Tone.TITLE, Tone.MUTED)
_DATE, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class XlsxWorkbookWriter:
    def write(self, sheets: tuple[Sheet, ...], made_at: datetime) -> bytes:
        buffer = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        }
        import xlsxwriter  # late: whoever opens an installation does not write a workbook

        with xlsxwriter.Workbook(buffer, options) as book:
            book.set_properties({"created": made_at.replace(tzinfo=None)})
            formats = _Formats(book)
            for sheet in sheets:
                _write(book.add_worksheet(sheet.name), sheet, formats)
        return buffer.getvalue()


class _Formats:
    """One of each look: a workbook has room for 64,000."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, cell: SheetCell) -> Any:
        look = {**_FONT, **_LOOKS[cell.tone], **_number(cell)}
        if isinstance(cell.value, str) and cell.value.startswith(_RISKY):
            look["quote_prefix"] = True  # stays text where somebody edits it
        if isinstance(cell.link, str):
            look |= {"underline": 1, "font_color": "#1A5FB4"}
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _number(cell: SheetCell) -> dict[str, Any]:
    match cell.value:
        case datetime():
            return {"num_format": _MOMENT, "align": "left", "indent": 1}
        case date():
            return {"num_format": _DATE, "align": "left", "indent": 1}
        case Decimal() | int():
            figures = _figures(_decimals(cell.value), cell.unit)
            return {"num_format": figures, "align": "right", "indent": 1}
        case _:
            return {"align": "left", "indent": 0 if cell.tone in _BARE else 1}


@lru_cache(maxsize=256)
def _figures(decimals: int, unit: str) -> str:
    if unit == "%":
        return f"0{'.' + '0' * decimals if decimals else ''}%"
    figures = f"#,##0{'.' + '0' * decimals if decimals else ''}"
    name = unit.replace('"', "")  # it stands in quotes in the format's own language
    return f'{figures} "{name}"' if name else figures


def _decimals(value: Decimal | int) -> int:
    exponent = Decimal(value).as_tuple().exponent
    return min(6, max(0, -exponent)) if isinstance(exponent, int) else 0


def _write(page: Any, sheet: Sheet, formats: _Formats) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    links = 0
    for row, cells in enumerate(sheet.rows):
        column = 0
        page.set_row_pixels(row, _height_px(cells, sheet))
        for cell in cells:
            links += cell.link is not None
            _put(page, row, column, cell, formats.of(cell), is_linked=links < _MOST_LINKS)
            column += cell.span
    frozen = sheet.frozen[0]
    page.freeze_panes(*sheet.frozen)
    if frozen and len(sheet.rows) >= frozen and sheet.rows[frozen - 1]:
        page.autofilter(frozen - 1, 0, len(sheet.rows) - 1, len(sheet.rows[frozen - 1]) - 1)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(8 if len(sheet.widths) >= _WIDE else 9)  # A3, A4
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.set_footer("&L&8&A&R&8&P / &N")
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, max(0, frozen - 1))


def _height_px(cells: tuple[SheetCell, ...], sheet: Sheet) -> int:
    """Room for the longest text, as it wraps in its column."""
    lines = 1
    for cell, width in zip(cells, sheet.widths, strict=False):
        if isinstance(cell.value, str) and cell.tone not in _BARE:
            wrapped = sum(
                max(1, math.ceil(len(line) / (_CHARS * max(1, width - 2))))
                for line in cell.value[:_LONGEST].split("\n")
            )
            lines = max(lines, wrapped)
    points = min(lines, sheet.most_lines) * _LINE_PT + _PADDING_PT
    if any(cell.tone is Tone.TITLE for cell in cells):
        points *= 1.5
    return round(points * 4 / 3)


def _put(page: Any, row: int, column: int, cell: SheetCell, look: Any, *, is_linked: bool) -> None:
    if cell.span > 1:
        page.merge_range(row, column, row, column + cell.span - 1, "", look)
    if cell.link is not None and is_linked:
        page.write_url(row, column, _target(cell.link), look, " ")
    match cell.value:  # after the link, which would make text of it
        case None:
            page.write_blank(row, column, None, look)
        case str():
            page.write_string(row, column, _bounded(cell.value), look)
        case datetime() | date():
            page.write_datetime(row, column, cell.value, look)
        case _:
            value = float(cell.value)
            page.write_number(row, column, value / 100 if cell.unit == "%" else value, look)


def _target(link: RowLink | str) -> str:
    if isinstance(link, str):
        return link
    return f"internal:'{link.sheet}'!A{link.row + 1}"


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
