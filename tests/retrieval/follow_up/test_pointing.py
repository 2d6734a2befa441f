"""Whom a question points to."""

from __future__ import annotations

import time

import pytest

from retrieval.follow_up.pointing import points_back


@pytest.mark.parametrize(
    "text",
    [
        "Y a-t-il un dépôt de garantie ?",
        "Faut-il une assurance ?",
        "Existe-t-il une clause de non-concurrence ?",
        "Que se passe-t-il en cas de retard ?",
    ],
)
def test_an_impersonal_il_is_nobody(text: str) -> None:
    assert points_back(text) == ""


def test_any_other_is_somebody() -> None:
    assert points_back("Quand se termine-t-il ?") == "m"
    assert points_back("Quand prend-elle effet ?") == "f"


@pytest.mark.parametrize(
    "text",
    [
        "Which directors resigned, and why did they leave?",
        "What is the policy on travel and who approves it?",
        "What does the policy say about its suppliers?",
        "How does the standard define a lease and its term?",
        "What was revenue in 2019 and how did it compare with 2018?",
        "The board proposed a dividend: when was it paid?",
        "Qui sont les commissaires aux comptes et quels sont leurs honoraires ?",
        "Quelle est la durée du bail et quel est son loyer ?",
        "Est-il interdit de sous-louer ?",
        "What is the IT budget in 2020?",
    ],
)
def test_what_a_question_names_before_its_pronoun_is_not_looked_for_earlier(text: str) -> None:
    assert points_back(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "What is its rent and the deposit?",
        "What was the amount of its debt?",
        "What is the date of its annual report?",
        "Under what conditions may they terminate?",
        "And who signed it?",
        "Does the landlord own this building?",
        "Quel est le montant de sa dette ?",
        "Quels sont leurs droits en cas de grève ?",
        "La prime et ce contrat sont-ils liés ?",
    ],
)
def test_a_pronoun_without_anything_before_it_points_to_earlier_questions(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize("unit", ["the policy and its ", "what is ", "and it ", "does the a ", ","])
def test_a_hostile_question_is_read_in_bounded_time(unit: str) -> None:
    started = time.process_time()
    points_back((unit * 2_000)[:4_000])
    assert time.process_time() - started < 1
