"""What people write of an organisation, a place or a number finds what documents call it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.description import Field
from core.naming import MOST_WORDS, grams, is_whole, keys_of
from core.words import words


def spoken(question: str) -> set[str]:
    return {gram.key for gram in grams(question) if gram.is_name}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is the revenue of Northwind for 2018?", "NORTHWIND TRADING COMPANY, INC."),
        ("What was Northwind Trading's revenue?", "Northwind Trading Co."),
        ("Quel est le résultat de l'Atelier Mercœur ?", "Atelier Mercoeur SAS"),
        ("How much debt has ABC?", "Alpine Bearing Castings, Inc."),
        ("What did NTX earn?", "NTXavier & Partners LLP"),
        ("What is Blue-Harbor's capex?", "The Blue Harbor Company"),
        ("what does northwind owe?", "Northwind plc"),
        ("Northwind revenue FY2021", "Northwind plc"),
        ("Combien d'agents a le Val d'Yse Habitat ?", "Val d'Yse Habitat OPH"),
        ("Que doit la Société Centrale ?", "Société Centrale"),
        ("Quel est le loyer des Tilleuls ?", "Société civile immobilière Les Tilleuls"),
        ("what did northwind earn in 2021?", "Northwind plc"),
    ],
)
def test_an_organisation_is_found_by_what_people_call_it(question: str, name: str) -> None:
    assert spoken(question) & keys_of(Field.ISSUER, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is the first bank of the group?", "First National Bank"),
        ("How does the water company work?", "American Water Company"),
        ("Quelle est la société de gestion ?", "Société de Gestion du Parc"),
        ("Is the northwind cold? Ask Anna.", "Northwind plc"),
        ("Que décide l'Assemblée Générale ?", "Société Générale de Négoce"),
        ("Que dit le DPE ?", "Dupin Production Est"),
        ("Que possède une société civile immobilière ?", "Société civile immobilière Les Tilleuls"),
    ],
)
def test_usual_words_name_nobody(question: str, name: str) -> None:
    assert not spoken(question) & keys_of(Field.ISSUER, name)


def test_places_and_references() -> None:
    address = keys_of(Field.ADDRESS, "12 rue des Lilas, 69003 Lyon")
    assert spoken("Quel est le loyer rue des Lilas ?") & address
    assert spoken("Quels baux avons-nous à Lyon ?") & address
    assert spoken("Que dit le contrat 2021-0457 ?") & keys_of(Field.REFERENCE, "2021-0457")
    assert not keys_of(Field.REFERENCE, "A1")
    for usual in ("2021", "FY2021", "2021-2022", "10-K", "1719"):
        assert not keys_of(Field.REFERENCE, usual)
    assert not keys_of(Field.PERIOD, "2021")


def test_a_ticker_is_a_key() -> None:
    assert keys_of(Field.TICKER, "NWT") == {"nwt"}
    assert not keys_of(Field.TICKER, "N")
    assert not keys_of(Field.TICKER, "ESG")


def test_what_is_known_to_be_a_name_needs_no_capitals() -> None:
    question = "northwind of Geneva"
    assert "northwind" not in spoken(question)
    assert "northwind" in {gram.key for gram in grams(question, is_name=True) if gram.is_certain}


def test_what_owns_something_is_a_name_where_a_sentence_begins_too() -> None:
    certain = {gram.key for gram in grams("Northwind’s debt? Harbor has one.") if gram.is_certain}
    assert "northwind" in certain
    assert "harbor" not in certain


def test_the_beginning_of_a_name_is_not_all_of_it() -> None:
    assert is_whole("Northwind SA", "northwind")
    assert not is_whole("Northwind Trading SA", "northwind")


def test_a_gram_is_where_it_says() -> None:
    question = "Compare Blue Harbor and Northwind."
    [gram] = [gram for gram in grams(question) if gram.key == "blue harbor"]
    assert question[gram.start : gram.end] == "Blue Harbor"


@given(st.text(max_size=300))
def test_grams_are_the_words_of_the_question(question: str) -> None:
    for gram in grams(question):
        assert 0 <= gram.start < gram.end <= len(question)
        assert gram.key.count(" ") < MOST_WORDS
        assert gram.key.split() == [
            word for piece in question[gram.start : gram.end].split() for word in words(piece)
        ]


@given(st.sampled_from(Field), st.text(max_size=200))
def test_keys_are_short_and_folded(field: Field, value: str) -> None:
    for key in keys_of(field, value):
        assert key == key.casefold()
        assert 0 < len(key.split()) <= MOST_WORDS
