"""Small files, made where a test needs them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(
    folder: Path, paragraphs: Sequence[str], tables: Sequence[Sequence[Sequence[str]]] = ()
) -> Path:
    """A Word file of paragraphs ("text|style"), then tables of rows of cells."""
    import docx as python_docx

    document = python_docx.Document()
    for paragraph in paragraphs:
        text, _, style = paragraph.partition("|")
        document.add_paragraph(text, style=style or None)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    path = folder / "made.docx"
    document.save(str(path))
    return path


def docx_of_body(folder: Path, body: str) -> Path:
    """A Word file whose body is this XML."""
    path = docx(folder, [])
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return replace_member(path, "word/document.xml", xml.encode())


def docx_bomb(folder: Path, size: int) -> Path:
    """A Word file whose body unpacks to `size` bytes of one-letter paragraphs."""
    paragraph = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    return docx_of_body(folder, paragraph * (size // len(paragraph)))


def replace_member(path: Path, name: str, data: bytes) -> Path:
    changed = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return changed


def xlsx(folder: Path, sheets: dict[str, dict[str, Any]]) -> Path:
    """A workbook: sheet name → A1 address → value."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for address, value in cells.items():
            sheet[address] = value
    path = folder / "made.xlsx"
    book.save(path)
    return path


def xlsx_bomb(folder: Path, size: int) -> Path:
    """A workbook whose sheet unpacks to `size` bytes of cells, all in one row."""
    path = xlsx(folder, {"S": {"A1": "a"}})
    cell = '<c t="inlineStr"><is><t>a</t></is></c>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = f'<row r="1">{cell * (size // len(cell))}</row>'
    xml = f'<worksheet xmlns="{main}"><sheetData>{row}</sheetData></worksheet>'
    return replace_member(path, "xl/worksheets/sheet1.xml", xml.encode())


def ods(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{ns}:office:1.0" xmlns:table="{ns}:table:1.0" '
        f'xmlns:text="{ns}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "made.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
