"""What is written in a language is read back as the same amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quantities import read_quantities
from retrieval.working.numbers import percent, rounded, written

# Of two decimals or none: three after a lone point or comma may group.
VALUES = st.one_of(
    st.integers(-(10**12), 10**12).map(Decimal),
    st.decimals(-(10**9), 10**9, places=2),
    st.decimals(-(10**9), 10**9, places=1),
)
LANGUAGES = st.sampled_from(["fr", "en"])


@given(VALUES, LANGUAGES, st.booleans())
def test_a_number_is_read_back(value: Decimal, language: str, is_signed: bool) -> None:
    [read] = read_quantities(f"Total: {written(value, language, is_signed=is_signed)}").amounts
    assert read.value == abs(value)
    assert (read.sign == -1) == (value < 0)
    assert (read.sign == 1) == (value > 0 and is_signed)


@given(VALUES, LANGUAGES)
def test_a_percentage_is_read_back(value: Decimal, language: str) -> None:
    [read] = read_quantities(f"Marge: {percent(value, language)}").amounts
    assert (read.value, read.unit) == (abs(value), "%")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "−1\u202f577\u202f000,50"), ("en", "−1,577,000.50")],
)
def test_groups_and_decimals_are_those_of_the_language(language: str, expected: str) -> None:
    assert written(Decimal("-1577000.50"), language) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("2.345", "2.35"), ("-2.345", "-2.35"), ("2", "2.00")]
)
def test_halves_are_rounded_away_from_nought(value: str, expected: str) -> None:
    assert rounded(Decimal(value), 2) == Decimal(expected)
