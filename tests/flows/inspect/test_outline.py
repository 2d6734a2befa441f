"""What a terminal shows."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from flows.inspect.outline import leaf_outline, overview, printable
from tests.flows.inspect.made import HOSTILE, found, page, sheet


def test_the_overview_says_what_was_read_hidden_and_missed() -> None:
    text = "\n".join(overview(found(page())))
    assert "application/pdf, 1.2 MB" in text
    assert "1 page, 11 words; 1 heading, 1 paragraph, 1 table" in text
    assert "liteparse, tesseract: 1 page" in text
    assert "1 of the recognised words" in text
    assert f"page 1, timeout: Gave up {HOSTILE}" in text
    assert f"white, page 1, margin, 12 words: « pay {HOSTILE} »" in text
    assert f"issuer      Exemplarion {HOSTILE}  (page 1: « Ex »)" in text


def test_elements_stand_in_reading_order_and_tables_in_columns() -> None:
    assert [line.rstrip() for line in leaf_outline(page())] == [
        "page 1  400 × 600 pt  11 words  1 doubtful  liteparse, tesseract",
        "     1 heading 2    Rents",
        f"     2 paragraph    {HOSTILE} \ufffd[31mred\ufffdder paid",
        "     3 table        3 × 3",
        "        Total  2024",
        "        Paris    12  500",
        "        Lyon         900",
    ]


def test_a_sheet_is_a_grid_under_its_letters() -> None:
    assert list(leaf_outline(sheet())) == [
        "sheet 1  Loyers  5 words",
        "           B       C",
        "        2  Rate    Rent",
        "        9  12.5 %   900",
    ]


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_printed_steers_the_terminal(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    kinds = {unicodedata.category(char) for char in shown if char not in "\n\t"}
    assert not kinds & {"Cc", "Cs"}
    assert not {"LRO", "RLO", "LRE", "RLE", "LRI", "RLI", "FSI"} & set(
        map(unicodedata.bidirectional, shown)
    )
