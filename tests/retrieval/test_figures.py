"""Figures of tables and sentences: how much, in what, of when, of what, and what to cite."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.readings import LeafKind, Reading
from retrieval.figures import Figure, figures_of
from retrieval.units import units_of
from tests.core.generated import Block, readings
from tests.retrieval.passages import passage, passage_on, table


def figures(*blocks: Block | str) -> list[Figure]:
    return [figure for unit in units_of(passage(*blocks)) for figure in figures_of(unit)]


def told(figure: Figure) -> tuple[int | None, Decimal, str | None]:
    """Year, signed amount in full, unit."""
    return figure.moment.year if figure.moment else None, figure.signed, figure.quantity.unit


INCOME = (
    "Consolidated statements of income (in millions of dollars)",
    table("| Note | 2018 | 2017", "Net sales | 4 | 32,765 | 31,657", "Other loss | | (207) | —"),
)


def test_a_cell_is_of_its_columns_year_and_in_its_tables_scale() -> None:
    assert [told(figure) for figure in figures(*INCOME)] == [
        (2018, Decimal(32_765_000_000), "USD"),
        (2017, Decimal(31_657_000_000), "USD"),
        (2018, Decimal(-207_000_000), "USD"),
        (2017, Decimal(0), "USD"),
    ]
    assert {figure.label for figure in figures(*INCOME)} == {"Net sales", "Other loss"}


def test_row_header_and_stated_scale_are_what_is_to_be_cited() -> None:
    [unit, *_] = [unit for unit in units_of(passage(*INCOME)) if "Net sales" in unit.quote]
    [figure, _] = figures_of(unit)
    leaf = unit.passage.leaf
    assert [leaf.quote(span) for span in figure.sources] == [
        "Net sales\t4\t32,765\t31,657",
        "Note\t2018\t2017",
        "Consolidated statements of income (in millions of dollars)",
    ]
    assert leaf.quote(figure.words) == "32,765"
    assert unit.quote[figure.quantity.start : figure.quantity.end] == "32,765"


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "(en milliers d'euros) | 31/12/2019 | 31/12/2018 | Variation en %",
            "Chiffre d'affaires | 1 577 | 1 464 | 7,7",
            [(2019, 1_577_000, "EUR"), (2018, 1_464_000, "EUR"), (None, Decimal("7.7"), "%")],
        ),
        (
            "In millions, except per share | 2018 | | 2017",
            "Earnings per share | $ | 8.89 | $ | 7.93",
            [(2018, Decimal("8.89"), "USD"), (2017, Decimal("7.93"), "USD")],
        ),
        (
            "In millions | Q2 2023 | | Q2 2022",
            "Charges ( note 3 ) | (12.5 | ) | 13",
            [(2023, Decimal(-12500000), None), (2022, 13_000_000, None)],
        ),
        (
            "In thousands | | 2018 | | 2017",
            "Effect of exchange rate changes | ( | 12 | ) | 3",
            [(2018, -12_000, None), (2017, 3_000, None)],
        ),
        ("En M€ | 2018", "Taux d'occupation | 95,2 %", [(2018, Decimal("95.2"), "%")]),
        ("En M€ | 2018", "Marge (en %) | 12,5", [(2018, Decimal("12.5"), "%")]),
        ("En millions | 2018", "Nombre d'agents | 1 250", [(2018, 1_250, None)]),
        (
            "| 2018 en M€ | 2017 en k$",
            "Dette | 3 | 4",
            [(2018, 3_000_000, "EUR"), (2017, 4_000, "USD")],
        ),
        ("| Budget 2018 vs 2017", "Dette | 3", [(None, 3, None)]),
    ],
)  # fmt: skip
def test_columns_state_year_unit_and_scale(
    header: str, row: str, expected: list[tuple[int | None, Decimal, str | None]]
) -> None:
    assert [told(figure) for figure in figures(table(header, row))] == expected


def test_years_again_within_a_table_begin_its_columns_anew() -> None:
    found = figures(table("| 2018 | 2017", "Cash | 2 | 3", "At | 2020 | 2019", "Debt | 4 | 5"))
    assert [(f.label, f.moment.year) for f in found if f.moment] == [
        ("Cash", 2018),
        ("Cash", 2017),
        ("Debt", 2020),
        ("Debt", 2019),
    ]


def test_columns_that_were_fused_are_of_the_years_above_in_turn() -> None:
    found = figures(table("| 2018 2017", "Net sales | 32,765 31,657"))
    assert [(f.moment.year, int(f.quantity.value)) for f in found if f.moment] == [
        (2018, 32_765),
        (2017, 31_657),
    ]


def test_a_figure_of_a_sentence_is_of_the_year_nearest_to_it() -> None:
    found = figures("Le loyer était de 1 464 € en 2017, contre 1 577 € en 2018.")
    assert [told(figure) for figure in found] == [
        (2017, Decimal(1464), "EUR"),
        (2018, Decimal(1577), "EUR"),
    ]
    assert "loyer" in found[0].label
    assert "loyer" not in found[1].label


def test_the_scale_nearest_above_counts_and_a_rows_own_goes_first() -> None:
    found = figures(
        "(in thousands)", table("| 2018", "Debt | 3"), "(in millions)", table("| 2018", "Cash | 2")
    )
    assert [int(figure.signed) for figure in found] == [3_000, 2_000_000]
    assert [told(f)[1] for f in figures("(in thousands)", table("| 2018", "Cash, $m | 2"))] == [
        Decimal(2_000_000)
    ]


def test_a_scale_set_at_the_right_above_a_table_counts_though_it_is_read_last() -> None:
    made = passage(table("| 2018", "Debt | 3"), "(in thousands)", kind=LeafKind.PAGE)
    [below] = [figure for unit in units_of(made) for figure in figures_of(unit)][:1]
    words = made.leaf.words
    top = [word._replace(box=word.box._replace(y0=0.0, y1=1.0)) for word in words[-2:] if word.box]
    lowered = [
        word._replace(box=word.box._replace(y0=word.box.y0 + 50, y1=word.box.y1 + 50))
        for word in words[:-2]
        if word.box
    ]
    leaf = replace(made.leaf, words=(*lowered, *top))
    [above, *_] = [f for unit in units_of(passage_on(leaf)) for f in figures_of(unit)]
    assert (int(below.signed), int(above.signed)) == (3, 3_000)


@given(readings(st.integers(1, 40)))
@settings(max_examples=80)
def test_of_any_reading_figures_lie_in_their_unit_and_can_be_cited(reading: Reading) -> None:
    for leaf in reading.leaves:
        for unit in units_of(passage_on(leaf)):
            for figure in figures_of(unit):
                assert unit.words.start <= figure.words.start < figure.words.end <= unit.words.end
                assert all(leaf.quote(span) for span in figure.sources)
                assert figure.sources[0] == unit.words


def test_a_hostile_table_is_read_in_bounded_time() -> None:
    rows = [f"Row {n} | " + " | ".join(["2018", "(", "$", "-", "1 000"] * 4) for n in range(500)]
    made = passage(table("| 2018 | 2017", *rows))
    started = time.process_time()
    assert all(len(figures_of(unit)) <= 100 for unit in units_of(made))
    assert time.process_time() - started < 5
