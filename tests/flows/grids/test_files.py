"""Grids as files: what a spreadsheet makes of them, and what it must not."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cells import Cell, CellState
from core.grids import GridQuestion, TypedValue
from flows.grids.lines import harmless
from tests.flows.grids.made import CLAUSE, RENT, START, VERSION, Table, a_table, found, quote

SITE = "https://probant.example/"
RENT_CELL = found("Le loyer est de 186 000 €.", TypedValue("186 000 €", "186000", "EUR"))
START_CELL = found("Il commence le 1er avril 2023.", TypedValue("1er avril 2023", "2023-04-01"))
TEXT = found("Il est indexé.", TypedValue("Il est indexé.", "Il est indexé."))
ABSENT = Cell(CellState.ABSENT, 0.9)
TWO = Cell(
    CellState.CONFLICT,
    0.7,
    TypedValue("10 €", "10", "EUR"),
    (
        quote("Le loyer est de 10 €.", TypedValue("10 €", "10", "EUR")),
        quote("Le loyer est de 12 €.", TypedValue("12 €", "12", "EUR"), page=None),
    ),
)
FAILED = Cell(CellState.FAILED, reason="gone")
TABLE = a_table((RENT_CELL, START_CELL, TEXT), (TWO, ABSENT, FAILED))


def book(table: Table, address: str = SITE) -> Any:
    return table.book(address)


def test_numbers_are_numbers_dates_are_dates_and_texts_are_texts() -> None:
    page = book(TABLE)["Valeurs"]
    assert [cell.value for cell in page[1]] == ["Document", "Loyer", "Début", "Indexation", "p."]
    rent, start, clause = page["B2"], page["C2"], page["D2"]
    assert (rent.value, rent.data_type) == (186000, "n")
    assert "€" in rent.number_format
    assert (start.value, start.is_date) == (datetime(2023, 4, 1), True)  # noqa: DTZ001
    assert (clause.value, clause.data_type) == ("Il est indexé.", "s")
    assert [cell.value for cell in page[3]] == ["bail-1.pdf", "10 € / 12 €", "absent", "échec", "→"]


def csv_rows(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(table.csv().decode("utf-8-sig"))))


def test_the_header_stays_in_sight_and_has_filters() -> None:
    page = book(TABLE)["Valeurs"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:E3"
    assert page.column_dimensions["D"].width > 40
    assert page["D2"].alignment.wrap_text


def test_every_state_has_a_colour_of_its_own() -> None:
    page = book(TABLE)["Valeurs"]
    colours = [page[at].fill.fgColor.rgb for at in ("B3", "C3", "D3")]
    assert len(set(colours)) == 3


def test_each_value_leads_to_its_evidence_and_the_evidence_to_its_page() -> None:
    read = book(TABLE)
    for at in ("B2", "C2", "E2", "B3"):  # of a text it is its page that leads there
        sheet, cell = read["Valeurs"][at].hyperlink.location.split("!")
        target = read[sheet.strip("'")]
        row = target[cell].row
        column = min(read["Valeurs"][at].column, 4)
        label = read["Valeurs"].cell(1, column).value
        name = read["Valeurs"].cell(read["Valeurs"][at].row, 1).value
        assert (target.cell(row, 1).value, target.cell(row, 2).value) == (name, label)
    evidence = read["Preuves"]
    first = "https://probant.example/?citation=reading~page%3A3%3Achar%3A0-9"
    assert evidence["K2"].hyperlink.target == first
    assert evidence["G5"].value == "Le loyer est de 10 €."
    assert evidence.max_row == 6


def test_what_needs_a_look_is_listed_with_the_reason() -> None:
    rows = list(book(TABLE)["Exceptions"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[2]) for row in rows] == [
        ("Loyer", "contradiction"),
        ("Début", "absent"),
        ("Indexation", "échec"),
    ]
    assert rows[2][3] == "Le document a été supprimé ou n'est pas consultable."


def test_the_summary_counts_by_question_and_state() -> None:
    page = book(TABLE)["Synthèse"]
    rows = {row[0]: row[3:8] for row in page.iter_rows(values_only=True)}
    assert rows["Colonne"] == ("trouvé", "absent", "contradiction", "incertain", "échec")
    assert rows["Loyer"] == (1, 0, 1, 0, 0)
    assert rows["Total"] == (3, 1, 1, 0, 1)
    assert page["A2"].value == "Établie le 2026-01-31 09:30 UTC, par claire"


def test_without_an_address_no_page_is_linked() -> None:
    assert all(cell.hyperlink is None for cell in book(TABLE, "")["Preuves"]["K"])


RISKY = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("text", RISKY)
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    cell = found(text, TypedValue(text, text))
    table = a_table((cell,), questions=(CLAUSE,))
    read = book(table)
    for page in read:
        for row in page.iter_rows():
            assert all(one.data_type != "f" for one in row)
    assert read["Valeurs"]["B2"].value == text
    [line] = list(csv.reader(StringIO(table.csv().decode("utf-8-sig"))))[1:]
    assert line[7] == f"'{text}"


def test_a_negative_number_stays_one() -> None:
    loss = found("Une perte de 5 €.", TypedValue("-5 €", "-5", "EUR"))
    table = a_table((loss, START_CELL, TEXT))
    assert book(table)["Valeurs"]["B2"].value == -5
    assert csv_rows(table)[0]["normalised"] == "-5"


@pytest.mark.parametrize(
    ("asked", "text", "normalised", "shown"),
    [
        (CLAUSE, "article 12", "12", "article 12"),  # asked for a clause, 12 is no amount
        (CLAUSE, "le 1er avril", "2023-04-01", "le 1er avril"),
        (CLAUSE, "yes", "yes", "yes"),
        (RENT, "2023", "2023", 2023),
        (RENT, "beaucoup", "1e999999", "beaucoup"),
        (RENT, "beaucoup", "9" * 400, "beaucoup"),
        (RENT, "beaucoup", "NaN", "beaucoup"),
        (RENT, "beaucoup", "١٢", "beaucoup"),
        (START, "le 30 février", "2023-02-30", "le 30 février"),
        (START, "an zéro", "0000-00-00", "an zéro"),
        (START, "jadis", "٢٠٢٣-٠٤-٠١", "jadis"),
        (START, "en 1789", "1789-07-14", "en 1789"),
        (START, "2023", "2023", "2023"),
    ],
)
def test_the_type_of_the_question_says_what_is_a_number_or_a_day(
    asked: GridQuestion, text: str, normalised: str, shown: object
) -> None:
    table = a_table((found(text, TypedValue(text, normalised)),), questions=(asked,))
    assert table.book()["Valeurs"]["B2"].value == shown


@pytest.mark.parametrize(
    ("normalised", "unit", "looks"),
    [
        ("1577000000", "USD", '#,##0,, "M$"'),
        ("1577300000", "EUR", '#,##0.0,, "M€"'),
        ("1577312345", "EUR", '#,##0 "€"'),
        ("186000.50", "EUR", '#,##0.00 "€"'),
        ("90", "days", '#,##0 "jours"'),
        ("9", None, "#,##0"),
    ],
)
def test_a_number_shows_its_unit_and_stays_a_number(
    normalised: str, unit: str | None, looks: str
) -> None:
    cell = found("1 577", TypedValue("1 577", normalised, unit))
    read = a_table((cell,), questions=(RENT,)).book()
    for at in (read["Valeurs"]["B2"], read["Preuves"]["E2"]):
        assert (at.value, at.number_format) == (float(normalised), looks)
    assert read["Preuves"]["D2"].value == "1 577"  # as the document has it


def test_figures_that_differ_are_shown_with_their_units() -> None:
    values = [TypedValue("1 577", "1577000000", "USD"), TypedValue("12,5", "12.5", "%")]
    quotes = tuple(quote(value.text, value) for value in values)
    cell = Cell(CellState.CONFLICT, 0.7, values[0], quotes)
    shown = a_table((cell,), questions=(RENT,)).book()["Valeurs"]["B2"].value
    assert shown == "1\u202f577 M$ / 12,5 %"


def test_documents_are_listed_with_the_version_that_was_read() -> None:
    rows = list(book(TABLE)["Documents"].iter_rows(values_only=True))
    assert rows[0][:3] == ("Document", "Version", "trouvé")
    assert rows[2] == ("bail-1.pdf", "0123456789ab", 0, 1, 1, 0, 1)
    assert csv_rows(TABLE)[0]["version"] == VERSION


def test_titles_and_labels_are_no_formulas_either() -> None:
    risky = replace(CLAUSE, label="=1+1", text="@SUM(A1)")
    table = a_table((TEXT,), questions=(risky,))
    grid = replace(table.progress.grid, title="=2+2", created_by="+3")
    table = replace(table, progress=replace(table.progress, grid=grid))
    cells = [cell for page in table.book() for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert {"=1+1", "=2+2", "@SUM(A1)"} <= {cell.value for cell in cells}
    assert csv_rows(table)[0]["label"] == "'=1+1"


def test_a_forged_number_in_a_csv_is_no_formula() -> None:
    forged = found("-5", TypedValue("-5", "-5+cmd|' /C calc'!A0", "=1"))
    [row] = csv_rows(a_table((forged,), questions=(RENT,)))
    assert (row["normalised"][:2], row["unit"]) == ("'-", "'=1")


def test_a_percentage_is_one_in_a_spreadsheet() -> None:
    rate = found("Un taux de 3,5 %.", TypedValue("3,5 %", "3.5", "%"))
    shown = book(a_table((rate, START_CELL, TEXT)))["Valeurs"]["B2"]
    assert (shown.value, shown.number_format) == (0.035, "0.0%")


def test_csv_begins_with_a_byte_order_mark_and_has_a_line_a_cell() -> None:
    content = TABLE.csv()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv_rows(TABLE)
    assert len(rows) == 6
    assert (rows[0]["state"], rows[0]["normalised"], rows[0]["unit"]) == ("found", "186000", "EUR")
    assert content.count(b"\r\n") == 7


def test_json_lines_hold_each_cell_whole() -> None:
    lines = [json.loads(line) for line in TABLE.json_lines().decode().splitlines()]
    assert [line["state"] for line in lines] == [*["found"] * 3, "conflict", "absent", "failed"]
    assert Cell.from_json(lines[3]) == TWO


def test_the_same_grid_is_the_same_bytes() -> None:
    assert TABLE.xlsx() == TABLE.xlsx()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_of_a_document_can_be_written(text: str, normalised: str) -> None:
    cell = found(text, TypedValue(text, normalised))
    table = a_table((cell,), questions=(CLAUSE,))
    assert table.xlsx()
    assert table.csv()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("Le loyer est dû;=cmd|'/C calc'!A0;fin", "Le loyer est dû;'=cmd|'/C calc'!A0;fin"),
        ("a\n@b", "a\n'@b"),
        ("de 3 - 5 ans", "de 3 - 5 ans"),
    ],
)
def test_no_part_of_a_text_becomes_a_formula_where_lists_are_parted_by_semicolons(
    text: str, shown: str
) -> None:
    assert harmless(text) == shown
