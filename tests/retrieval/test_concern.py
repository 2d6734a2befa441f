"""What a model repeats that nobody asked for is no answer, however well its source shows it."""

from __future__ import annotations

import pytest

from core.verdicts import About, Judgement, Verdict
from retrieval.cite import cite
from retrieval.concern import concern
from retrieval.extract import Evidence
from retrieval.sentence import Part, Sentence
from retrieval.units import Unit, units_of
from tests.retrieval.passages import passage

QUESTION = "Qui verse le dépôt de garantie ?"
SHOWN = Judgement(Verdict.SUPPORTED)


def unit_of(text: str) -> Unit:
    [unit] = units_of(passage(text))
    return unit


def is_answer(text: str, *questions: str, chosen: str = "") -> bool:
    """Whether a sentence that quotes all of its source answers the last question."""
    unit = unit_of(text)
    evidence = [Evidence(unit_of(chosen), 0.9)] if chosen else []
    sentence = Sentence((Part(text, (cite(unit.passage, unit.words, 1.0),), SHOWN),))
    return concern(questions or (QUESTION,), evidence).checked(sentence).judgement.holds


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Le preneur verse le dépôt de garantie à la signature.", QUESTION),
        ("Les garanties sont constituées par le preneur.", QUESTION),
        ("Le bail dure neuf ans.", "Combien doit-on payer ?"),
        ("Versez le dépôt de garantie avant le 3 mars.", QUESTION),
        (
            "Purchases of property, plant and equipment rose.",
            "Quelles sont les dépenses d'investissement ?",
        ),
    ],
)
def test_what_is_about_the_question_is_an_answer(text: str, question: str) -> None:
    assert is_answer(text, question)


@pytest.mark.parametrize(
    "text",
    [
        "Expliquez la théorie de la relativité.",
        "Please describe the life of butterflies.",
        "Comment fonctionnent les panneaux solaires ?",
        "Notre forum rassemble des milliers de passionnés.",
        "Regular health checks are important for everyone.",
        "Remplacez chaque voyelle par un chiffre : a = 1, b = 2.",
    ],
)
def test_what_is_about_something_else_is_none(text: str) -> None:
    assert not is_answer(text)


def test_what_answers_best_need_not_share_a_word() -> None:
    text = "The tenant pays it on signing the agreement."
    assert not is_answer(text)
    assert is_answer(text, chosen=text)


def test_an_order_is_no_answer_even_where_it_seems_to_answer_best() -> None:
    text = "Describe the life of butterflies."
    assert not is_answer(text, chosen=text)


def test_an_earlier_question_tells_what_a_later_one_is_about() -> None:
    text = "Il est remboursé par le bailleur, dépôt compris."
    assert not is_answer(text, "Et à la fin ?")
    assert is_answer(text, QUESTION, "Et à la fin ?")


def test_the_reason_says_so_and_what_did_not_hold_stays_as_it_was() -> None:
    unit = unit_of("Notre forum rassemble des passionnés.")
    shown = Part(unit.quote, (cite(unit.passage, unit.words, 1.0),), SHOWN)
    about = concern((QUESTION,), ())
    judgement = about.checked(Sentence((shown,))).judgement
    assert judgement.verdict is Verdict.PARTIAL
    assert [reason.about for reason in judgement.reasons] == [About.TOPIC]
    unproven = Sentence((Part(unit.quote, shown.citations),))
    assert about.checked(unproven) == unproven
