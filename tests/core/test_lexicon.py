"""Names of one thing in two languages meet; names of two things don't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.concepts import CONCEPTS
from core.lexicon import concept_terms, concepts_in, index_terms, row_concepts
from core.words import words

NAMES = [(concept, name) for concept, names in CONCEPTS.items() for name in names]


@pytest.mark.parametrize(("concept", "name"), NAMES)
def test_every_name_of_a_concept_names_it_in_a_sentence(concept: str, name: str) -> None:
    assert concept in concepts_in(f"Quel est le montant : {name.upper()} ?")
    assert concept in concepts_in(name.replace("'", "’"))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Quel est le chiffre d’affaires 2023 ?", "revenue"),
        ("What were Northfable's net sales?", "revenue"),
        ("le DÉPÔT DE GARANTIE s'élève à", "deposit"),
        ("purchases of property, plant and equipment", "capital expenditure"),
        ("Quelle est la superficie louée ?", "floor area"),
    ],
)
def test_case_accents_and_signs_make_no_difference(text: str, concept: str) -> None:
    assert concept in concepts_in(text)


@pytest.mark.parametrize("text", ["", "la parenté", "currents", "le loyeriste", "stocksman", "12"])
def test_a_part_of_a_word_names_nothing(text: str) -> None:
    assert concepts_in(text) == frozenset()


def test_a_name_is_consecutive_words() -> None:
    assert "total assets" in concepts_in("the total assets of 2018")
    assert "total assets" not in concepts_in("the total of all assets")


@pytest.mark.parametrize(
    ("row", "concepts"),
    [
        ("Net sales\t32,765\t31,657", {"revenue"}),
        ("Loyers\t1 200", {"rent"}),
        ("Net sales", set()),
        ("Net sales\tsee note", set()),
        ("Autres\tNet sales\t5", set()),
    ],
)
def test_a_row_is_about_its_label_where_it_holds_a_figure(row: str, concepts: set[str]) -> None:
    assert row_concepts(row) == concepts


@pytest.mark.parametrize(("concept", "name"), NAMES)
def test_what_a_question_looks_for_is_what_a_row_of_it_is_indexed_under(
    concept: str, name: str
) -> None:
    asked = set(concept_terms(concepts_in(f"What is the {name}?")).split())
    found = set(index_terms(f"{name}\t1,234\t5,678").split())
    assert asked <= found
    assert asked


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Quel est le chiffre d'affaires ?", "What is the revenue?"),
        ("À combien s'élève le résultat net ?", "How much is the net income?"),
        ("Quels sont les capitaux propres ?", "What is the total equity?"),
    ],
)
def test_a_question_looks_for_the_same_in_french_and_in_english(french: str, english: str) -> None:
    assert concept_terms(concepts_in(french)) == concept_terms(concepts_in(english)) != ""


@given(st.text(max_size=200))
def test_terms_survive_the_analyser_whole(text: str) -> None:
    terms = index_terms(f"{text}\nNet sales\t5").split()
    assert words(" ".join(terms)) == terms
    assert len(terms) == len(set(terms))
