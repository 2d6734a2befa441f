"""Tables as they are printed: cells that touch, labels over several lines, headers over columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from core.readings import Leaf
from tests.adapters.parsers.looks import header, tables
from tests.adapters.parsers.test_pdf import (
    HEIGHT,
    LEADING,
    MARGIN,
    Draw,
    kinds,
    lines_of,
    only_table,
    pdf,
    read,
    rows,
    write,
)
from tests.adapters.parsers.test_pdf_boxes import faults_of

ROWS = (
    ("Rents", "5,363", "4,869"),
    ("Service charges", "1,488", "1,544"),
    ("Insurance", "(370)", "(967)"),
    ("Repairs and maintenance", "410", "334"),
)
YEARS = ("", "2018", "2017")


def leaf_of(folder: Path, *draws: Draw) -> Leaf:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    path = pdf(folder, draw)
    assert faults_of(path)[0] == []
    [leaf] = read(path).leaves
    return leaf


def table_at(top: float, *table: Sequence[str]) -> Draw:
    return lambda canvas: rows(canvas, table, top)


def at(x: float, top: float, text: str) -> Draw:
    return lambda canvas: canvas.drawString(x, HEIGHT - top, text)


def over(x: float, top: float, text: str) -> Draw:
    return lambda canvas: canvas.drawCentredString(x, HEIGHT - top, text)


def spans(leaf: Leaf) -> dict[str, tuple[int, int]]:
    """Text of each header cell, with its first column and how many it spans."""
    table = only_table(leaf).table
    assert table
    assert table.header
    start, end = table.header
    inside = [c for c in table.cells if start <= c.words.start and c.words.end <= end]
    return {leaf.quote(c.words): (c.column, c.column_span) for c in inside}


def test_figures_that_touch_are_taken_apart_where_other_rows_show_the_columns(
    tmp_path: Path,
) -> None:
    def close(canvas: Canvas) -> None:
        y = HEIGHT - 100 - 5 * LEADING
        canvas.drawString(MARGIN, y, "Total")
        canvas.drawRightString(350, y, "11,891,021")
        canvas.drawRightString(402, y, "10,780,912")

    narrow = [(label, f"{new}", "") for label, new, _ in ROWS]
    second = [at(362, 100 + LEADING * (n + 1), old) for n, (_, _, old) in enumerate(ROWS)]
    leaf = leaf_of(tmp_path, table_at(100 + LEADING, *narrow), *second, close)
    assert lines_of(leaf, only_table(leaf))[-1] == ["Total", "11,891,021", "10,780,912"]


def test_groups_of_thousands_stay_one_figure(tmp_path: Path) -> None:
    table = [("Loyers", "5 363", "4 869 204"), ("Charges", "12 488", "1 544"), ("Taxes", "7", "8")]
    leaf = leaf_of(tmp_path, table_at(100, *table))
    assert lines_of(leaf, only_table(leaf)) == [list(row) for row in table]


@pytest.mark.parametrize(
    ("sign", "x"), [("$", 312.0), ("€", 312.0), ("$", 230.0), ("(", 318.0)], ids=str
)
def test_a_sign_set_apart_stays_with_its_figure(tmp_path: Path, sign: str, x: float) -> None:
    figure = "5,363" + (")" if sign == "(" else "")
    first = ("Rents", figure, "4,869")
    leaf = leaf_of(tmp_path, table_at(100, first, *ROWS[1:]), at(x, 100, sign))
    assert lines_of(leaf, only_table(leaf))[0] == ["Rents", f"{sign} {figure}", "4,869"]
    table = only_table(leaf).table
    assert table
    assert max(cell.column for cell in table.cells) == 2


@pytest.mark.parametrize("sign", ["%", ")", "€"])
def test_a_sign_behind_a_figure_stays_with_it(tmp_path: Path, sign: str) -> None:
    leaf = leaf_of(tmp_path, table_at(100, *ROWS), at(353, 100, sign))
    assert lines_of(leaf, only_table(leaf))[0] == ["Rents", f"5,363 {sign}", "4,869"]


def test_a_label_that_runs_over_two_lines_has_the_figures_of_the_last(tmp_path: Path) -> None:
    wrapped = [("Net income attributable to holders", "", ""), ("of ordinary shares", "7", "8")]
    leaf = leaf_of(tmp_path, table_at(100, *ROWS, *wrapped, ("Tax", "1", "2")))
    found = lines_of(leaf, only_table(leaf))
    assert found[-2:] == [
        ["Net income attributable to holders of ordinary shares", "7", "8"],
        ["Tax", "1", "2"],
    ]


def test_a_label_that_runs_over_two_lines_has_the_figures_of_the_first(tmp_path: Path) -> None:
    wrapped = [("Net income attributable to holders", "7", "8"), ("of ordinary shares", "", "")]
    leaf = leaf_of(tmp_path, table_at(100, *ROWS, *wrapped, ("Tax", "1", "2")))
    found = lines_of(leaf, only_table(leaf))
    assert found[-2:] == [
        ["Net income attributable to holders of ordinary shares", "7", "8"],
        ["Tax", "1", "2"],
    ]


@pytest.mark.parametrize("heading", ["Current assets", "Of which, for all the buildings:", "Other"])
def test_a_heading_among_the_rows_is_no_part_of_a_label(tmp_path: Path, heading: str) -> None:
    leaf = leaf_of(tmp_path, table_at(100, *ROWS, (heading, "", ""), *ROWS[:2]))
    found = [row for table in tables(leaf) for row in lines_of(leaf, table)]
    assert all(list(row) in found for row in ROWS)
    assert not [row for row in found if row[0].startswith(heading) and len(row) > 1]


def test_a_header_over_headers_spans_their_columns(tmp_path: Path) -> None:
    leaf = leaf_of(
        tmp_path,
        over(380, 86, "Years ended December 31,"),
        table_at(100, YEARS, *ROWS),
    )
    assert header(leaf, only_table(leaf)) == "Years ended December 31,\n2018\t2017"
    assert spans(leaf) == {"Years ended December 31,": (1, 2), "2018": (1, 1), "2017": (2, 1)}


def test_headers_of_two_lines_stand_over_one_column_each(tmp_path: Path) -> None:
    dates = ("", "December 31,", "December 31,")
    leaf = leaf_of(tmp_path, table_at(86, dates, YEARS, *ROWS))
    assert header(leaf, only_table(leaf)).split("\n") == [
        "December 31,\tDecember 31,",
        "2018\t2017",
    ]
    assert spans(leaf)["2018"] == (1, 1)


def test_a_change_between_years_is_a_header(tmp_path: Path) -> None:
    wide = [(*row, "1.5") for row in ROWS]
    leaf = leaf_of(tmp_path, table_at(100, (*YEARS, "2018/2017"), *wide))
    assert header(leaf, only_table(leaf)) == "2018\t2017\t2018/2017"


def test_numeric_dates_head_columns_and_rows_of_dates_stay_rows(tmp_path: Path) -> None:
    dates = ("En milliers d'euros", "31/12/2018", "31/12/2017")
    leaf = leaf_of(tmp_path, table_at(100, dates, *ROWS, ("Lease", "01/01/2019", "31/12/2027")))
    assert header(leaf, only_table(leaf)) == "\t".join(dates)
    assert lines_of(leaf, only_table(leaf))[-1] == ["Lease", "01/01/2019", "31/12/2027"]


@pytest.mark.parametrize(
    "scale", ["(in millions, except per share data)", "en milliers d'euros", "(k€)", "M€"]
)
def test_the_scale_above_a_table_belongs_to_its_header(tmp_path: Path, scale: str) -> None:
    leaf = leaf_of(tmp_path, at(MARGIN, 86, scale), table_at(100, YEARS, *ROWS))
    assert header(leaf, only_table(leaf)).split() == [*scale.split(), "2018", "2017"]


def test_a_title_above_a_table_is_no_header(tmp_path: Path) -> None:
    leaf = leaf_of(
        tmp_path,
        over(250, 70, "CONSOLIDATED STATEMENTS OF INCOME OF THE GROUP"),
        table_at(100, YEARS, *ROWS),
    )
    assert header(leaf, only_table(leaf)) == "2018\t2017"
    assert kinds(leaf, "CONSOLIDATED") - {only_table(leaf).kind}


def test_a_table_goes_on_under_the_same_header_after_a_heading(tmp_path: Path) -> None:
    def bold(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        write(canvas, ["Cash flows from investing"], top=200)
        canvas.setFont("Helvetica", 10)

    leaf = leaf_of(tmp_path, table_at(100, YEARS, *ROWS), bold, table_at(230, *ROWS))
    assert {header(leaf, table) for table in tables(leaf)} == {"2018\t2017"}
    assert len(tables(leaf)) == 2


def test_what_begins_anew_under_a_whole_row_is_no_part_of_its_label(tmp_path: Path) -> None:
    table = [*ROWS, ("Total of the current tax", "7", "8"), ("Deferred tax", "", ""), *ROWS[:1]]
    leaf = leaf_of(tmp_path, table_at(100, *table))
    assert lines_of(leaf, only_table(leaf))[-3:-1] == [list(table[4]), ["Deferred tax"]]


def test_a_row_whose_figure_reads_as_a_year_heads_nothing(tmp_path: Path) -> None:
    lots = [
        ("Surface utile", "1 250"),
        ("Année de construction", "1998"),
        ("Nombre de lots", "24"),
        ("Loyer annuel", "185 000"),
    ]
    [leaf] = read(pdf(tmp_path, lambda canvas: rows(canvas, lots))).leaves
    table = only_table(leaf)
    assert table.table is not None
    assert table.table.header is None
    assert [line.split("\t") for line in leaf.quote(table.words).split("\n")] == [
        list(lot) for lot in lots
    ]
