"""Words that BM25 counts and that verification compares."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import words

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ"
plain_text = st.text(LETTERS + LETTERS.upper() + " '’-.,0123456789", max_size=80)


@given(plain_text)
def test_case_makes_no_difference(text: str) -> None:
    assert words(text.upper()) == words(text.lower()) == words(text)


@given(plain_text)
def test_accents_make_no_difference(text: str) -> None:
    split = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    assert words(split) == words(text) == words(bare)


@given(st.text(max_size=200))
def test_any_text_has_words(text: str) -> None:
    found = words(text)
    assert all(word and not word.isspace() for word in found)


@given(st.integers(1000, 10**12), st.sampled_from([",", ".", "'", "\u00a0", "\u202f", "\u2009"]))
def test_the_way_digits_are_grouped_makes_no_difference(number: int, by: str) -> None:
    grouped = f"{number:,}".replace(",", by)
    assert words(f"({grouped})") == words(str(number)) == [str(number)]
    assert words(f"total {grouped} M€") == ["total", str(number), "m"]


@given(st.integers(1000, 10**12))
def test_digits_grouped_by_spaces_are_one_number_or_several(number: int) -> None:
    grouped = f"{number:,}".replace(",", " ")
    assert words(grouped) == [str(number), *grouped.split()]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_decimals_are_the_same_in_french_and_in_english(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02d}"
    french = english.translate(str.maketrans(",.", "\u202f,"))
    assert words(french) == words(english)
    assert len(words(english)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'été d’Orléans, aujourd'hui", ["ete", "orleans", "aujourd", "hui"]),
        ("lorsqu’il s'agit de l'annexe C", ["agit", "annexe", "c"]),
        ("The company's rent isn't due", ["company", "rent", "due"]),
        ("1,577 et (1 577,00) et 1.577", ["1577", "1577", "1", "577", "1577"]),
        ("au 31.12.2018 ou 31/12/2018", ["31", "12", "2018", "31", "12", "2018"]),
        ("2018 2017 2016", ["2018", "2017", "2016"]),
        ("articles 1.2.3, 0,577 et 12,50", ["articles", "1", "2", "3", "0.577", "12.5"]),
        ("3M, CO2, 45m² et 10-K", ["3m", "co2", "45m2", "10", "k"]),
        ("œuvre ŒUVRE oeuvre", ["oeuvre", "oeuvre", "oeuvre"]),
        ("\ufb01nance co\u00adpropriété \uff11\uff12", ["finance", "copropriete", "12"]),
        ("l'or, la car et le but", ["or", "car", "but"]),
    ],
)
def test_words_of(text: str, expected: list[str]) -> None:
    assert words(text) == expected
