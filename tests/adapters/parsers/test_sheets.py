import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from adapters.parsers import delimited
from adapters.parsers.sheets import read, text_of
from core.readings import LeafKind
from tests.adapters.parsers import files
from tests.adapters.parsers.looks import complaints, grid, header, outline, tables

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
    assert complaints(parsed) == ["hidden"]


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
