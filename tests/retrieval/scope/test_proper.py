"""What a question writes as the name of somebody or something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.scope.proper import MOST_NAMES, proper_names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What were the net sales of Zorblax in 2021?", ["Zorblax"]),
        ("Zorblax's net sales?", ["Zorblax"]),
        ("Did Zorblax Widgets Inc. grow?", ["Zorblax Widgets Inc"]),
        ("Has ZBX paid dividends in Q2 of FY2022?", ["ZBX"]),
        ("Which of ZBX's segments grew?", ["ZBX"]),
        ("Is 7Z a capital-intensive business?", ["7Z"]),
        ("What is the revenue of Zorblax (formerly known as Blixt)?", ["Zorblax"]),
        ("Zorblax Widgets net sales 2021", ["Zorblax Widgets"]),
        ("Quel est le loyer de M. Dupontel à Vaudricourt ?", ["Dupontel", "Vaudricourt"]),
        ("Quelle est la dette d'EDZ en 2020 ?", ["EDZ"]),
        ("Combien EDZ a-t-elle investi ?", ["EDZ"]),
        ("L'Ormeraie est-elle louée ?", ["Ormeraie"]),
        ("Selon Zorblax, quel est le loyer ?", ["Zorblax"]),
        ("Loyer du lot Q-07 du Quadrant d'Opaline ?", ["Q-07", "Quadrant d'Opaline"]),
        ("Quel est le montant de la facture n° F-2023-118 ?", ["F-2023-118"]),
        ("Le bail « Les Ormes Bleus » est-il signé ?", ["Ormes Bleus"]),
    ],
)
def test_names_are_found_wherever_a_question_has_them(question: str, names: list[str]) -> None:
    assert [name.text for name in proper_names(question)] == names


@pytest.mark.parametrize(
    "question",
    [
        "What is the FY2019 DPO? DPO is defined as: 365 * accounts payable / COGS.",
        "What was the increase in SG&A and EBITDA from Q3 2021 to FY22?",
        "Give the answer in USD millions, as of May 3, 2023. Answer in the 10-K's words.",
        "Quel est le montant de la TVA en janvier 2023 ?",
        "Combien de logements ? Le loyer est de 3M€.",
        "a loan for 3M euros",
        "quel est le loyer de dupontel ?",
        "QUEL EST LE LOYER DE DUPONTEL ?",
        "",
    ],
)
def test_terms_periods_and_beginnings_of_sentences_are_no_names(question: str) -> None:
    assert proper_names(question) == []


def test_somebody_with_two_names_goes_by_both() -> None:
    [name] = proper_names("What is Zorblax's (formerly known as Blixt) revenue?")
    assert {"zorblax", "blixt"} <= name.keys


def test_who_owns_or_does_something_is_certainly_somebody() -> None:
    names = proper_names("How much did Square earn in Zorblax's year, in the Adjusted view?")
    assert [(name.text, name.is_certain) for name in names] == [
        ("Square", True),
        ("Zorblax", True),
        ("Adjusted", False),
    ]


@given(st.text(alphabet="Aa1 .,'’«»()&-nN°", max_size=300))
def test_any_text_has_few_names_where_it_says_so(question: str) -> None:
    names = proper_names(question)
    assert len(names) <= MOST_NAMES
    assert all(question[name.start : name.end] == name.text for name in names)
    assert all(name.keys for name in names)
