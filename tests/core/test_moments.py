"""Days, months, quarters and years are read as they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.moments import Moment, moments_in
from core.plain import plain

FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ENGLISH = "January February March April May June July August September October November December"


def read(text: str) -> list[tuple[int | None, ...]]:
    return [moment.parts for moment in moments_in(plain(text))]


@given(
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["{d} {fr} {y}", "{en} {d}, {y}", "{d} {en} {y}", "{d:02}/{m:02}/{y}",
                     "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}"]),
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(day: date, form: str) -> None:
    names = {"fr": FRENCH.split()[day.month - 1], "en": ENGLISH.split()[day.month - 1]}
    text = form.format(d=day.day, m=day.month, y=day.year, **names)
    assert read(f"signed on {text} in Paris") == [(day.year, day.month, day.day, None, None)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("December 2018", (2018, 12, None, None, None)),
        ("depuis mars 2019", (2019, 3, None, None, None)),
        ("au 31 décembre", (None, 12, 31, None, None)),
        ("Q3 2019", (2019, None, None, 3, None)),
        ("le premier trimestre 2020", (2020, None, None, 1, None)),
        ("the second quarter of fiscal 2021", (2021, None, None, 2, None)),
        ("au S1 2019", (2019, None, None, None, 1)),
        ("FY19", (2019, None, None, None, None)),
        ("in 2018", (2018, None, None, None, None)),
    ],
)
def test_what_is_less_than_a_day_is_read_as_far_as_it_goes(
    text: str, parts: tuple[int | None, ...]
) -> None:
    assert read(text) == [parts]


def test_a_span_of_years_is_both() -> None:
    assert [parts[0] for parts in read("l'exercice 2018-2019 et 2020/21")] == [
        2018,
        2019,
        2020,
        2021,
    ]


@pytest.mark.parametrize(
    "text", ["2018 €", "$2018", "2018,5", "2 018", "12018", "may apply", "5 %"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert read(text) == []


def test_a_coarse_moment_agrees_with_a_finer_one_and_is_in_it() -> None:
    year, day = Moment(0, 4, 2018), Moment(0, 10, 2018, 12, 31)
    assert year.agrees(day)
    assert day.agrees(year)
    assert year.is_in(day)
    assert not day.is_in(year)
    assert not Moment(0, 4, 2017).agrees(day)
