"""What was read on a page, against what is printed there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import GoldRow, PageRead, Printed, TableRow
from eval.measures import parse


def score(name: str, case: Printed, read: PageRead) -> float | None:
    contribution = parse(name).contribution(case, read, {})
    return None if contribution is None else contribution[0]


def printed(text: str) -> Printed:
    return Printed("p", "a", 1, words=tuple(text.split()))


def read(text: str, boxed: int = 0) -> PageRead:
    return PageRead(words=tuple(text.split()), boxed=boxed)


def test_words_count_as_often_as_they_are_printed() -> None:
    case = printed("le loyer, le bail et « Été »")
    assert score("read.words", case, read("loyer le bail")) == pytest.approx(3 / 6)
    assert score("read.words", case, read("Le loyer le bail et e\u0301te\u0301")) == pytest.approx(
        4 / 6
    )
    assert score("read.words", case, read("LE LOYER LE BAIL ET E\u0301te\u0301")) == pytest.approx(
        1 / 6
    )


def test_order_by_hand() -> None:
    case = printed("a b c d x x")
    assert score("read.order", case, read("a b c d")) == 1
    assert score("read.order", case, read("c d a b")) == 0.5
    assert score("read.order", case, read("d c b a")) == 0.25
    assert score("read.order", case, read("a x b")) == 0.5
    assert score("read.order", case, read("a a b b")) == 0.5


def test_a_page_without_words_says_nothing_of_them() -> None:
    case = Printed("p", "a", 1, words=("…",))
    for name in ("read.words", "read.order", "read.rows", "read.years", "read.headings"):
        assert score(name, case, read("a")) is None
    assert score("read.order", printed("x x"), read("x x")) is None


@given(
    st.lists(st.sampled_from("abcdef"), max_size=8), st.lists(st.sampled_from("abcdef"), max_size=8)
)
def test_reading_a_word_more_never_lowers(gold: list[str], found: list[str]) -> None:
    case = printed(" ".join(gold))
    for name in ("read.words", "read.order"):
        before, after = (
            score(name, case, read(" ".join(found))),
            score(name, case, read(" ".join([*found, "a"]))),
        )
        if before is not None and after is not None:
            assert 0 <= before <= after <= 1
            assert score(name, case, read(" ".join(gold))) == 1


ROW = GoldRow("Net income", {"2022": "1,577", "2021": "(473)"})
CASE = Printed("p", "a", 1, rows=(ROW,))
YEARS = ("", "2022", "2021")


@pytest.mark.parametrize(
    ("cells", "columns", "rows", "years"),
    [
        (("Net income", "1,577", "(473)"), YEARS, 1, 1),
        (("NET  INCOME (note 3)", "$ 1,577*", "( 473 )"), YEARS, 1, 1),
        (("Net income", "(473)", "1,577"), YEARS, 1, 0),
        (("Net income", "1,577", "(473)"), ("", "", ""), 1, 0),
        (("Net income 1,577 (473)",), ("2022 2021",), 1, 0),
        (("Net income", "1,577 (473)"), ("", "2022 2021"), 1, 0),
        (("Net income", "1,577 (473)"), ("", "2022"), 1, 0),
        (("Net income", "1,577", "(473)"), ("", "Year 2022", "2021 restated"), 1, 1),
        (("Net income", "1,577", "473"), YEARS, 0, 0),
        (("Net income", "1,577", "—"), YEARS, 0, 0),
        (("Net income", "11,577", "(473)"), YEARS, 0, 0),
        (("Net loss", "1,577", "(473)"), YEARS, 0, 0),
        (("Net income", "$", "1,577", "$", "(473", ")"), ("", "2022", "", "2021", "", ""), 1, 1),
        (("Net income", "1,577", "(", "473", ")"), ("", "2022", "", "2021", ""), 1, 1),
        (("Net income", "$", "1,577", "$", "(473)"), ("", "", "2022", "2021", ""), 1, 1),
        (("Net income", "1,577", "(473)"), ("", "", "2022"), 1, 0),
    ],
)
def test_a_row_is_read_whole_and_under_its_years(
    cells: tuple[str, ...], columns: tuple[str, ...], rows: float, years: float
) -> None:
    page = PageRead(rows=(TableRow(cells, columns),))
    assert score("read.rows", CASE, page) == rows
    assert score("read.years", CASE, page) == years


def test_a_row_split_in_two_is_not_read() -> None:
    halves = (
        TableRow(("Net income", "1,577"), ("", "2022")),
        TableRow(("", "(473)"), ("", "2021")),
    )
    assert score("read.rows", CASE, PageRead(rows=halves)) == 0


def test_figures_that_are_equal_are_each_needed() -> None:
    case = Printed("p", "a", 1, rows=(GoldRow("Rent", {"2022": "5", "2021": "5"}),))
    one, two = TableRow(("Rent", "5", ""), YEARS), TableRow(("Rent", "5", "5"), YEARS)
    assert score("read.rows", case, PageRead(rows=(one,))) == 0
    assert score("read.rows", case, PageRead(rows=(two,))) == 1


def test_figures_grouped_by_spaces_are_one() -> None:
    case = Printed("p", "a", 1, rows=(GoldRow("Loyer", {"2022": "1 577"}),))
    row = TableRow(("Loyer", "1\u202f577"), ("", "2022"))
    assert score("read.years", case, PageRead(rows=(row,))) == 1


def test_headings_count_at_their_level() -> None:
    case = Printed("p", "a", 1, headings=((1, "Résultats"), (2, "Loyers"), (2, "Charges")))
    found = ((1, "RESULTATS"), (1, "Loyers"))
    assert score("read.headings", case, PageRead(headings=found)) == pytest.approx(2 / 5)
    assert score("read.headings", case, PageRead(headings=case.headings)) == 1


def test_words_without_boxes_show() -> None:
    assert score("read.boxed", printed("a b"), read("a b c d", boxed=3)) == 0.75
    assert score("read.boxed", printed("a b"), read("")) == 0


def test_rows_weigh_the_same_on_full_and_on_short_pages() -> None:
    """A page of one row, read, and one of three, none read: one row of four."""
    measure = parse("read.rows")
    assert measure.aggregate(np.array([[1.0, 1.0], [0.0, 3.0]])) == 0.25


def test_a_label_is_the_same_without_its_punctuation() -> None:
    case = Printed("p", "a", 1, rows=(GoldRow("Totalstockholdersequity", {"2022": "5"}),))
    row = TableRow(("Total stockholders' equity — net", "5"), ("", "2022"))
    assert score("read.rows", case, PageRead(rows=(row,))) == 1
