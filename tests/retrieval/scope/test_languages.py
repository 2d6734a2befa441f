"""The language that a question wants its documents to be in."""

from __future__ import annotations

import pytest

from retrieval.scope.languages import languages_named


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does the French version of the lease say on repairs?", "fr"),
        ("Que dit la version anglaise du bail ?", "en"),
        ("Que dit le texte en français ?", "fr"),
        ("Which agreements in English name a guarantor?", "en"),
        ("Quels contrats rédigés en anglais parlent de caution ?", "en"),
        ("the English-language text of the contract", "en"),
    ],
)
def test_a_language_of_documents_is_named(question: str, language: str) -> None:
    [(named, words)] = languages_named(question).items()
    assert named == language
    assert words in question


@pytest.mark.parametrize(
    "question",
    [
        "Answer in French: what is the rent?",
        "Réponds en anglais : quel est le loyer ?",
        "What did the French report on energy find?",
        "What are English law leases?",
    ],
)
def test_a_language_to_answer_in_or_a_country_is_none(question: str) -> None:
    assert not languages_named(question)
