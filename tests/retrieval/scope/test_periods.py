"""What a question says of when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.scope.periods import asked_periods, period_wanted


def main(question: str) -> list[str]:
    return [str(said.period) for said in asked_periods(question).main]


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("What is the FY2018 revenue?", ["2018"]),
        ("Revenue of fy18?", ["2018"]),
        ("Quel est le résultat de l'exercice 2015 ?", ["2015"]),
        ("Combien d'agents en 2013 ?", ["2013"]),
        ("net income for Q2 of FY2023", ["2023-Q2"]),
        ("In 2022 Q2, what was the income?", ["2022-Q2"]),
        ("as of FY2023Q1", ["2023-Q1"]),
        ("As of Q2'2023", ["2023-Q2"]),
        ("growth in Q22023", ["2023-Q2"]),
        ("in the second fiscal quarter of 2023", ["2023-Q2"]),
        ("au deuxième trimestre 2022", ["2022-Q2"]),
        ("au T3 2021", ["2021-Q3"]),
        ("au premier semestre 2020", ["2020-H1"]),
        ("the first half of 2020", ["2020-H1"]),
        ("change from FY2015 to FY2016", ["2016"]),
        ("average of 2017 - 2019", ["2019"]),
        ("As of FY 2021, what is expected for 2024?", ["2021"]),
        ("Article 1719 of law 2014-366", []),
        ("a price of 12,018 euros, reference 82019", []),
        ("Que dit l'article 2044 du bail en 2021 ?", ["2021"]),
        ("Le loyer de 2021 est-il de 2050 € ?", ["2021"]),
        ("Les bureaux font-ils 2000 m² ?", []),
        ("un exercice 18 mois, clos en 2021", ["2021"]),
        ("dans les années 90", []),
        ("Who is the landlord?", []),
    ],
)
def test_the_main_period_is_the_latest_that_it_asks_for(question: str, periods: list[str]) -> None:
    assert main(question) == periods


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("the vote at the meeting of May 3, 2023", date(2023, 5, 3)),
        ("le bail signé le 1er juillet 2022", date(2022, 7, 1)),
    ],
)
def test_days(question: str, day: date) -> None:
    assert asked_periods(question).days == (day,)


@pytest.mark.parametrize(
    "question", ["What does the most recent 10-Q say?", "Que dit le dernier rapport ?"]
)
def test_what_is_newest(question: str) -> None:
    assert asked_periods(question).newest


@pytest.mark.parametrize(
    "question",
    [
        "How have sales changed over time?",
        "Is there a trend in these reports?",
        "Comment l'effectif a-t-il évolué au fil des ans ?",
        "the change across the reported quarters",
        "the latest quarter compared with the previous quarters",
        "le dernier exercice par rapport aux exercices précédents",
    ],
)
def test_what_is_asked_over_time(question: str) -> None:
    assert asked_periods(question).over_time


def test_whoever_asks_may_write_a_period_as_they_like() -> None:
    for text in ("2022-Q3", "Q3 2022", "troisième trimestre 2022"):
        asked = period_wanted(text)
        assert asked
        assert [str(said.period) for said in asked.main] == ["2022-Q3"]
    assert period_wanted("whenever") is None


@given(st.text(st.sampled_from("fyq0123456789 -'/. annéetrimestrehalfof"), max_size=60))
def test_nothing_breaks_it_and_words_are_the_questions(question: str) -> None:
    for said in asked_periods(question).said:
        assert said.words in question
        assert 1900 <= said.period.year <= 2099
