"""What a question asks for, read from its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.topic import topic_of, years_in


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Quel est le loyer de SAS Exemplarion Agencement ?", {"exemplarion", "agencement"}),
        ("What were Northfable Instruments' net sales?", {"northfable", "instruments"}),
        ("Que dit le document « Bail Quadrant » du loyer ?", {"bail", "quadrant"}),
        ("Quel est le loyer ?", set()),
    ],
)
def test_names_say_where_to_look_and_are_no_part_of_the_topic(
    question: str, names: set[str]
) -> None:
    found = topic_of(question)
    assert names <= found.names
    assert not names & found.terms


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Quel est le loyer annuel de SAS Exemplarion ?", {"loyer", "annuel"}),
        ("What is the FY2018 capital expenditure amount?", {"capital", "expenditure", "2018"}),
        ("Quel est l'indice ILC du bail ?", {"indice", "ilc", "bail"}),
        ("What is the EBIT margin?", {"ebit", "margin"}),
    ],
)
def test_the_topic_is_what_is_left_acronyms_included(question: str, terms: set[str]) -> None:
    # "est" is the east in a question about places: it is never dropped.
    assert topic_of(question).terms - {"est"} == terms


@pytest.mark.parametrize(
    "question",
    [
        "Who is Jeanne Exemplaire?",
        pytest.param(
            "Qui est Jeanne Exemplaire ?",
        ),
    ],
)
def test_a_question_of_names_alone_is_about_them(question: str) -> None:
    found = topic_of(question)
    assert {"jeanne", "exemplaire"} <= found.terms
    assert found.names == frozenset()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("What is the FY2018 amount?", {"2018"}),
        ("entre 2017 et 2019", {"2017", "2019"}),
        ("120180 euros, 12018, 3 000", set()),
        ("le 31/12/2018", {"2018"}),
    ],
)
def test_years_are_read_also_behind_fy(text: str, years: set[str]) -> None:
    assert topic_of(text).years == years


def test_a_longer_number_holds_no_year() -> None:
    assert years_in("120180 et 20181") == frozenset()


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Combien de lots sont vacants ?", True),
        ("What is the amount of the loan?", True),
        ("Quelle est la durée du bail ?", True),
        ("When does the lease end?", True),
        ("Qui paie la taxe foncière ?", False),
        ("Who signed the report?", False),
    ],
)
def test_a_figure_is_wanted_where_the_question_says_so(question: str, figure: bool) -> None:
    assert topic_of(question).figure is figure


def test_concepts_are_those_of_the_question() -> None:
    assert topic_of("What were net sales?").concepts == {"revenue"}


@given(st.text(max_size=120))
def test_any_question_can_be_taken_apart(text: str) -> None:
    found = topic_of(text)
    assert not found.names & {""}
    assert topic_of(text) == found
