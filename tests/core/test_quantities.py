"""Figures are read as they are written in French and in English."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quantities import Quantity, read_quantities


def only(text: str) -> Quantity:
    [quantity] = read_quantities(text).amounts
    return quantity


SCALES = [
    *((f"{{}} {word} {of}", power, "EUR")
      for word, power, of in (
          ("milliers", 3, "d'euros"), ("millions", 6, "d'euros"), ("milliards", 9, "d'euros"),
          ("M", 6, "€"), ("Md", 9, "€"), ("k", 3, "€"), ("thousand", 3, "euros"),
          ("million", 6, "euros"), ("billion", 9, "euros"),
      )),
    *((f"{{}} {word}", power, "USD")
      for word, power in (("k$", 3), ("M$", 6), ("million dollars", 6), ("billion USD", 9))),
    ("${}bn", 9, "USD"),
    ("USD {} million", 6, "USD"),
    ("k€ {}", 3, "EUR"),
    ("{} €", None, "EUR"),
    ("£{}", None, "GBP"),
    ("{} %", None, "%"),
    ("{} m²", None, "m2"),
    ("{} points de base", None, "bp"),
]  # fmt: skip


def french(value: Decimal, space: str) -> str:
    return f"{value:,}".replace(",", space).replace(".", ",")


@given(
    st.decimals(10, 9_999_999, places=2),
    st.sampled_from(SCALES),
    st.sampled_from([" ", "\u00a0", "\u202f"]),
    st.booleans(),
)
def test_what_is_written_is_read(
    value: Decimal, form: tuple[str, int | None, str], space: str, is_french: bool
) -> None:
    pattern, scale, unit = form
    written = french(value, space) if is_french else f"{value:,}"
    text = pattern.format(written)
    found = only(f"Le total est de {text}.")
    assert (found.value, found.scale, found.unit, found.sign) == (value, scale, unit, None)


@given(st.integers(1, 999_999_999), st.sampled_from([",", " ", "\u202f", "'", "."]))
def test_grouped_digits_are_one_number(value: int, sign: str) -> None:
    assert only(f"total: {value:,}".replace(",", sign)).value == value


@given(st.integers(1, 999_999), st.sampled_from(["({})", "$({})", "-{}", "−{}", "-$ {}"]))
def test_brackets_and_dashes_are_minus(value: int, form: str) -> None:
    found = only("loss: " + form.format(f"{value:,}"))
    assert (found.value, found.sign) == (value, -1)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("thirty (30) days' notice", 30, "days"),
        ("un préavis de trois mois", 3, "months"),
        ("une durée de neuf ans", 9, "years"),
        ("quatre-vingt-dix-sept jours", 97, "days"),
        ("one hundred and twenty days", 120, "days"),
        ("soixante et onze semaines", 71, "weeks"),
        ("a 9-year lease", 9, "years"),
    ],
)
def test_numbers_in_words_are_numbers(text: str, value: int, unit: str) -> None:
    assert (only(text).value, only(text).unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "des locaux neufs",
        "un local",
        "one of them",
        "[12]",
        "form 10-K",
        "section 3.2.1",
        "to seize",
    ],
)
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert read_quantities(text).amounts == ()


def test_a_span_is_where_the_figure_stands() -> None:
    text = "Rent of $1.2 million, or 48 000 € (12,5 %)."
    spans = [text[q.start : q.end] for q in read_quantities(text).amounts]
    assert spans == ["$1.2 million", "48 000 €", "12,5 %"]


@pytest.mark.parametrize("head", ["(in millions)", "en millions d'euros", "US$m", "£ m", "en M€"])
def test_a_header_tells_the_scale_of_what_has_none(head: str) -> None:
    table = read_quantities(f"{head}\nNet sales 32,765\nRate 5.5%\nOf which 12 thousand").amounts
    assert [(q.scale, q.is_stated) for q in table] == [(6, True), (None, False), (3, False)]


def test_the_ends_of_a_range_share_unit_and_scale() -> None:
    first, last = read_quantities("entre 5 et 10 millions d'euros").amounts
    assert (first.magnitude, last.magnitude) == (5_000_000, 10_000_000)
    assert first.unit == last.unit == "EUR"


def test_units_of_one_kind_are_compared_in_one() -> None:
    assert only("un an").magnitude == only("12 mois").magnitude
    assert only("1,5 ha").magnitude == only("15 000 m²").magnitude
    assert only("1 577 M$").magnitude == only("$1.577 billion").magnitude


@pytest.mark.parametrize("unit", ["1,", "$", "(", "twenty ", "1 000 ", "1.1.", "1/1/", "€ ", "in "])
def test_a_hostile_text_is_read_in_linear_time(unit: str) -> None:
    def took(length: int) -> float:
        started = time.process_time()
        read_quantities.__wrapped__((unit * length)[:length])
        return time.process_time() - started

    assert took(40_000) < 40 * max(took(4_000), 0.002)
