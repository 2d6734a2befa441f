"""French or English, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.language import LANGUAGES, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quel est le loyer annuel du bail commercial ?", "fr"),
        ("What were net sales in fiscal 2023?", "en"),
        ("Le preneur verse un dépôt de garantie égal à trois mois de loyer.", "fr"),
        ("The lessee shall pay a security deposit equal to three months' rent.", "en"),
        ("QUELLE EST LA DURÉE DU BAIL ?", "fr"),
        ("How much is the rent?", "en"),
    ],
)
def test_the_language_of_a_sentence(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "   ", "2018 2017", "1 577 €", "— … ?"])
def test_a_text_without_letters_is_taken_for_french(text: str) -> None:
    assert language_of(text) == "fr"


@given(st.text(max_size=100))
@settings(max_examples=50)
def test_any_text_has_one_of_the_two(text: str) -> None:
    assert language_of(text) in LANGUAGES


def test_a_long_text_is_judged_by_its_beginning_and_costs_no_more() -> None:
    french = "Le preneur verse le loyer au bailleur chaque trimestre. " * 400
    assert language_of(french + "The rent is due. " * 100_000) == "fr"
