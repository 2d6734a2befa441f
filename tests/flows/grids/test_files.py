"""Grids as files: what a spreadsheet makes of them, and what it must not."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.grids import Cell, CellState, TypedValue
from flows.bootstrap import build_workbook_writer
from flows.grids.lines import as_csv, as_json_lines, harmless
from flows.grids.views import Table
from flows.grids.workbook import workbook
from tests.flows.grids.made import CLAUSE, MADE_AT, a_table, found, quote

SITE = "https://probant.example/"
RENT = found("Le loyer est de 186 000 €.", TypedValue("186 000 €", "186000", "EUR"))
START = found("Il commence le 1er avril 2023.", TypedValue("1er avril 2023", "2023-04-01"))
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
TABLE = a_table((RENT, START, TEXT), (TWO, ABSENT, FAILED))


def book(table: Table, address: str = SITE) -> Any:
    content = build_workbook_writer().write(workbook(table, address), MADE_AT)
    return openpyxl.load_workbook(BytesIO(content))


def test_numbers_are_numbers_dates_are_dates_and_texts_are_texts() -> None:
    page = book(TABLE)["Valeurs"]
    assert [cell.value for cell in page[1]] == ["Document", "Loyer", "Début", "Indexation"]
    rent, start, clause = page["B2"], page["C2"], page["D2"]
    assert (rent.value, rent.data_type) == (186000, "n")
    assert "€" in rent.number_format
    assert (start.value, start.is_date) == (datetime(2023, 4, 1), True)  # noqa: DTZ001
    assert (clause.value, clause.data_type) == ("Il est indexé.", "s")
    assert [cell.value for cell in page[3]] == ["bail-1.pdf", "10 € / 12 €", "absent", "échec"]


def csv_rows(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(as_csv(table).decode("utf-8-sig"))))


def test_the_header_stays_in_sight_and_has_filters() -> None:
    page = book(TABLE)["Valeurs"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:D3"
    assert page.column_dimensions["D"].width > 40
    assert page["D2"].alignment.wrap_text


def test_every_state_has_a_colour_of_its_own() -> None:
    page = book(TABLE)["Valeurs"]
    colours = [page[at].fill.fgColor.rgb for at in ("B3", "C3", "D3")]
    assert len(set(colours)) == 3


def test_each_value_leads_to_its_evidence_and_the_evidence_to_its_page() -> None:
    read = book(TABLE)
    for at in ("B2", "C2", "D2", "B3"):
        sheet, cell = read["Valeurs"][at].hyperlink.location.split("!")
        target = read[sheet.strip("'")]
        row = target[cell].row
        label = read["Valeurs"].cell(1, read["Valeurs"][at].column).value
        name = read["Valeurs"].cell(read["Valeurs"][at].row, 1).value
        assert (target.cell(row, 1).value, target.cell(row, 2).value) == (name, label)
    evidence = read["Preuves"]
    first = (
        "https://probant.example/v1/documents/d0/pages/3.png?citation=reading~page%3A3%3Achar%3A0-9"
    )
    assert evidence["K2"].hyperlink.target == first
    assert evidence["K6"].hyperlink is None  # the second place of the conflict has no page
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
    [line] = list(csv.reader(StringIO(as_csv(table).decode("utf-8-sig"))))[1:]
    assert line[6] == f"'{text}"


def test_a_negative_number_stays_one() -> None:
    loss = found("Une perte de 5 €.", TypedValue("-5 €", "-5", "EUR"))
    table = a_table((loss, START, TEXT))
    assert book(table)["Valeurs"]["B2"].value == -5
    assert csv_rows(table)[0]["normalised"] == "-5"


def test_a_percentage_is_one_in_a_spreadsheet() -> None:
    rate = found("Un taux de 3,5 %.", TypedValue("3,5 %", "3.5", "%"))
    shown = book(a_table((rate, START, TEXT)))["Valeurs"]["B2"]
    assert (shown.value, shown.number_format) == (0.035, "0.0%")


def test_csv_begins_with_a_byte_order_mark_and_has_a_line_a_cell() -> None:
    content = as_csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv_rows(TABLE)
    assert len(rows) == 6
    assert (rows[0]["state"], rows[0]["normalised"], rows[0]["unit"]) == ("found", "186000", "EUR")
    assert content.count(b"\r\n") == 7


def test_json_lines_hold_each_cell_whole() -> None:
    lines = [json.loads(line) for line in as_json_lines(TABLE).decode().splitlines()]
    assert [line["state"] for line in lines] == [*["found"] * 3, "conflict", "absent", "failed"]
    assert Cell.from_json(lines[3]) == TWO


def test_the_same_grid_is_the_same_bytes() -> None:
    writer = build_workbook_writer()
    assert writer.write(workbook(TABLE), MADE_AT) == writer.write(workbook(TABLE), MADE_AT)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_of_a_document_can_be_written(text: str, normalised: str) -> None:
    cell = found(text, TypedValue(text, normalised))
    table = a_table((cell,), questions=(CLAUSE,))
    assert build_workbook_writer().write(workbook(table), MADE_AT)
    assert as_csv(table)


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
