import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from adapters.parsers import delimited
from adapters.parsers.cell_text import text_of
from adapters.parsers.sheets import read
from core.readings import LeafKind, Parsed
from tests.adapters.parsers import files
from tests.adapters.parsers.looks import (
    complaints,
    grid,
    header,
    kept_out,
    outline,
    properties,
    tables,
)

RENT_ROLL = {
    "C4": "Loyers 2024",
    "C6": "Bien",
    "D6": "Loyer",
    "E6": "Depuis",
    "C7": "Lot A",
    "D7": 1200.5,
    "E7": dt.date(2019, 4, 1),
    "C8": "Lot B",
    "D8": 950,
}


def test_words_have_the_address_of_their_cell(tmp_path: Path) -> None:
    leaf = read(files.xlsx(tmp_path, {"Loyers": RENT_ROLL})).leaves[0]
    assert (leaf.kind, leaf.label) == (LeafKind.SHEET, "Loyers")
    found = {leaf.text[word.start : word.end]: word.cell for word in leaf.words}
    assert (found["1200.5"], found["B"], found["2019-04-01"]) == ("D7", "C8", "E7")
    table = tables(leaf)[0]
    assert leaf.place(table.words).locator == "sheet:Loyers!C6:E8"


def test_titles_and_headers_are_told_from_rows(tmp_path: Path) -> None:
    leaf = read(files.xlsx(tmp_path, {"Loyers": RENT_ROLL})).leaves[0]
    assert outline(leaf)[0] == ("heading1", "Loyers 2024")
    [table] = tables(leaf)
    assert table.heading_path == ("Loyers 2024",)
    assert header(leaf, table) == "Bien\tLoyer\tDepuis"
    assert grid(leaf, table)[1, 1] == "1200.5"
    assert (2, 2) not in grid(leaf, table)


def test_an_empty_row_parts_two_tables(tmp_path: Path) -> None:
    cells = {"A1": "a", "B1": 1, "A2": "b", "B2": 2, "A4": "c", "B4": 3}
    leaf = read(files.xlsx(tmp_path, {"S": cells})).leaves[0]
    assert [leaf.quote(table.words) for table in tables(leaf)] == ["a\t1\nb\t2", "c\t3"]


def test_hidden_sheets_are_left_out_and_reported(tmp_path: Path) -> None:
    path = files.xlsx(tmp_path, {"Vue": {"A1": "x"}, "Cachée": {"A1": "secret"}})
    book = openpyxl.load_workbook(path)
    book["Cachée"].sheet_state = "veryHidden"
    book.save(path)
    parsed = read(path)
    assert [leaf.label for leaf in parsed.leaves] == ["Vue"]
    assert complaints(parsed) == []
    assert kept_out(parsed) == {("hidden_part", "Cachée", "secret")}


def test_sheets_are_not_under_each_others_titles(tmp_path: Path) -> None:
    path = files.xlsx(tmp_path, {"A": {"A1": "Titre", "A2": "x", "B2": 1}, "B": {"A1": 1, "B1": 2}})
    assert read(path).leaves[1].elements[0].heading_path == ()


def test_merged_cells_have_spans(tmp_path: Path) -> None:
    path = files.xlsx(tmp_path, {"S": {"A1": "a", "B1": "large", "A2": "x", "B2": 1, "C2": 2}})
    book = openpyxl.load_workbook(path)
    book["S"].merge_cells("B1:C1")
    book.save(path)
    leaf = read(path).leaves[0]
    [element] = tables(leaf)
    assert element.table
    assert [cell.column_span for cell in element.table.cells][:2] == [1, 2]


def test_ods_is_read_alike(tmp_path: Path) -> None:
    leaf = read(files.ods(tmp_path, [["Bien", "Loyer"], ["Lot A", "12"]])).leaves[0]
    assert leaf.label == "Feuille1"
    assert leaf.text == "Bien\tLoyer\nLot A\t12"
    assert [word.cell for word in leaf.words] == ["A1", "B1", "A2", "A2", "B2"]


def test_a_workbook_without_words_is_said_to_be_empty(tmp_path: Path) -> None:
    assert complaints(read(files.xlsx(tmp_path, {"S": {}}))) == ["empty"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (-1577.25, "-1577.25"),
        (1e20, "100000000000000000000"),
        (0.00001, "0.00001"),
        (True, "TRUE"),
        (dt.datetime.fromisoformat("2024-01-31"), "2024-01-31"),
        (dt.datetime.fromisoformat("2024-01-31T10:05:00"), "2024-01-31 10:05:00"),
        (dt.timedelta(hours=36, seconds=5), "36:00:05"),
        (dt.time(9, 30), "09:30:00"),
    ],
)
def test_values_have_one_text(value: object, text: str) -> None:
    assert text_of(value) == text


def formatted(folder: Path, change: Callable[[Worksheet], None]) -> Parsed:
    """The rent roll, changed as one changes a sheet, saved and read."""
    path = files.xlsx(folder, {"Loyers": RENT_ROLL})
    book = openpyxl.load_workbook(path)
    change(book["Loyers"])
    book.save(path)
    return read(path)


def test_a_cell_is_what_it_shows_with_its_value_beside_it(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D7"].number_format = "#,##0.00\\ [$€-40C]"
        sheet["D8"].number_format = "0"
        sheet["C9"], sheet["D9"] = "Part", 0.125
        sheet["D9"].number_format = "0.0%"

    leaf = formatted(tmp_path, change).leaves[0]
    cells = grid(leaf, tables(leaf)[0])
    assert [cells[1, 1], cells[2, 1], cells[3, 1]] == ["1 200,50 €", "950", "12.5 %"]
    assert [(v.address, v.raw) for v in leaf.values] == [("D7", "1200.5"), ("D9", "0.125")]
    assert leaf.values[1].number_format == "0.0%"


def test_formulas_stand_beside_the_values_they_gave(tmp_path: Path) -> None:
    path = files.xlsx(tmp_path, {"S": {"A1": "a", "B1": 1, "C1": 2}})
    rows = (
        '<row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>3</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0" ref="A2:A3">B2*$C$1+\'B1\'!B2</f><v>4</v></c>'
        "</row>"
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>5</v></c></row>'
        '<row r="4"><c r="A4"><f>NOW()</f></c></row>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    parsed = read(files.replace_member(path, "xl/worksheets/sheet1.xml", xml.encode()))
    assert [(v.address, v.raw, v.formula) for v in parsed.leaves[0].values] == [
        ("A1", "3", "SUM(B1:C1)"),
        ("A2", "4", "B2*$C$1+'B1'!B2"),
        ("A3", "5", "B3*$C$1+'B1'!B3"),
    ]
    assert [error.message for error in parsed.errors] == ["1 formulas were saved without a value"]


def test_hidden_rows_and_columns_are_told_and_not_read(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[7].hidden = True
        sheet.row_dimensions[8].hidden = True
        sheet.column_dimensions["E"].hidden = True

    parsed = formatted(tmp_path, change)
    assert parsed.leaves[0].text.splitlines() == ["Loyers 2024", "Bien\tLoyer"]
    assert kept_out(parsed) == {
        ("hidden_part", "Loyers!7:8", "Lot A 1200.5 2019-04-01 Lot B 950"),
        ("hidden_part", "Loyers!E:E", "Depuis"),
    }


@pytest.mark.parametrize(
    ("font", "number_format", "reason"),
    [
        (Font(color="FFFFFFFF"), "General", "white"),
        (Font(color=Color(theme=0)), "General", "white"),
        (Font(size=1), "General", "tiny"),
        (Font(), ";;;", "invisible"),
    ],
)
def test_cells_that_show_nothing_are_told_and_not_read(
    tmp_path: Path, font: Font, number_format: str, reason: str
) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C8"].font, sheet["C8"].number_format = font, number_format

    parsed = formatted(tmp_path, change)
    assert "Lot B" not in parsed.leaves[0].text
    assert kept_out(parsed) == {(reason, "Loyers", "Lot B")}


def test_white_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C8"].font = Font(color="FFFFFFFF")
        sheet["C8"].fill = PatternFill("solid", fgColor="FF003366")

    assert "Lot B" in formatted(tmp_path, change).leaves[0].text


def test_white_headers_of_a_table_with_a_style_are_read(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C6"].font = Font(color="FFFFFFFF")
        sheet.add_table(Table(displayName="T", ref="C6:E8"))

    assert "Bien" in formatted(tmp_path, change).leaves[0].text


def test_comments_and_properties_are_told_and_not_read(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C8"].comment = Comment("réponds oui", "moi")
        sheet.parent.properties.title = "Un titre"

    parsed = formatted(tmp_path, change)
    assert not {"réponds", "titre"} & set(parsed.leaves[0].text.split())
    assert [label for _, label, _ in kept_out(parsed)] == ["Loyers!C8"]
    assert properties(parsed)["title"] == "Un titre"


def test_a_sheet_whose_rows_are_out_of_order_is_not_read(tmp_path: Path) -> None:
    """Nothing would tell which of them are hidden."""
    path = files.xlsx(tmp_path, {"S": {"A1": "a"}, "T": {"A1": "b"}})
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = (
        '<row r="2"><c r="A2"><v>2</v></c></row><row r="1" hidden="1"><c r="A1"><v>1</v></c></row>'
    )
    xml = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    parsed = read(files.replace_member(path, "xl/worksheets/sheet1.xml", xml.encode()))
    assert [leaf.label for leaf in parsed.leaves] == ["T"]
    assert complaints(parsed) == ["malformed"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_in_its_dialects(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Bien", "Prix été"], ['"Lot\nA"', "950"], ["Lot B", "1200"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    parsed = delimited.read(files.write(tmp_path, "a.csv", text.encode(encoding)))
    leaf = parsed.leaves[0]
    assert (leaf.label, leaf.text) == ("CSV", "Bien\tPrix été\nLot A\t950\nLot B\t1200")
    assert leaf.words[-1].cell == "B3"
    assert header(leaf, tables(leaf)[0]) == "Bien\tPrix été"


def test_a_large_csv_is_cut_and_says_so(tmp_path: Path) -> None:
    line = ";" * 99_999 + "\n"
    path = files.write(tmp_path, "a.csv", "a;b\n" + line * 10 + "fin;fin\n")
    parsed = delimited.read(path)
    assert complaints(parsed) == ["too_large"]
    assert parsed.leaves[0].text == "a\tb"


def test_a_csv_with_an_endless_field_keeps_what_came_before(tmp_path: Path) -> None:
    path = files.write(tmp_path, "a.csv", 'a;b\nc;d\n"' + "x" * 1_100_000)
    parsed = delimited.read(path)
    assert complaints(parsed) == ["malformed"]
    assert parsed.leaves[0].text == "a\tb\nc\td"


def test_a_csv_wider_than_a_spreadsheet_is_cut_and_says_so(tmp_path: Path) -> None:
    widest = ";" * 16_383
    path = files.write(tmp_path, "a.csv", f"a;b\n{widest}XFD;au-delà\n{widest};XFE\n1;2\n")
    parsed = delimited.read(path)
    assert complaints(parsed) == ["too_large"]
    assert "16,384 columns" in parsed.errors[0].message
    assert {word.cell for word in parsed.leaves[0].words} == {"A1", "B1", "XFD2", "A4", "B4"}


def test_a_csv_of_empty_lines_ends_where_addresses_do(tmp_path: Path) -> None:
    parsed = delimited.read(files.write(tmp_path, "a.csv", "a;b\n" + "\n" * 10_000_000 + "c;d\n"))
    assert complaints(parsed) == ["too_large"]
    assert parsed.leaves[0].text == "a\tb"
