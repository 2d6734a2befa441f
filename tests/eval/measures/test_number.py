"""A reply holds the gold's figures, however they are written."""

from __future__ import annotations

import pytest

from eval.cases import Asked, Cited, Reply
from eval.measures import parse


def scores(
    gold: str | tuple[str, ...], answer: str, question: str = "?", quote: str = ""
) -> list[float | None]:
    """[number, number.value]"""
    answers = (gold,) if isinstance(gold, str) else gold
    case = Asked("q", question, answers=answers)
    citations = (Cited("a", 1, quote, True),) if quote else ()
    reply = Reply("answered", answer=answer, citations=citations)
    found = [parse(name).contribution(case, reply, {}) for name in ("number", "number.value")]
    return [None if contribution is None else contribution[0] for contribution in found]


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("1,577", "Le loyer est de 1 577 euros"),
        ("$1577.00", "1,577"),
        ("1 577 M€", "EUR 1.577 billion"),
        ("1.58 billion", "1 577 M€"),
        ("16,5 %", "16.5 percent"),
        ("25 basis points", "0.25 percentage points"),
        ("-473", "a loss of 473"),
        ("473", "(473)"),
        ("$400,000,000", "$400 million"),
        ("8.7 billion", "8,738 in the table"),
    ],
)
def test_the_same_figure(gold: str, answer: str) -> None:
    assert scores(gold, answer) == [1, 1]


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("16.5%", "$16.5"),
        ("5 million", "5 billion"),
        ("+2.5%", "-2.5%"),
        ("$12", "12 €"),
        ("12 days", "12 months"),
    ],
)
def test_the_same_magnitude_of_another_thing(gold: str, answer: str) -> None:
    assert scores(gold, answer) == [0, 1]


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("1,577", "1,578"),
        ("16.5%", "16.4%"),
        ("0.66", "0.67"),
        ("16.5%", "16,500"),
        ("1,577", "1,577,000"),
        ("12", ""),
    ],
)
def test_another_figure(gold: str, answer: str) -> None:
    assert scores(gold, answer) == [0, 0]


def test_the_gold_is_rounded_not_the_answer() -> None:
    question = "What is the balance, in USD billions?"
    assert scores("$8.70", "$8,738 million", question) == [1, 1]
    assert scores("$8.70", "$8,758 million", question) == [0, 0]
    assert scores("$1577.00", "$1,577.4") == [1, 1]
    assert scores("$1577.25", "$1,577.4") == [0, 0]


def test_the_question_states_the_scale_of_the_gold() -> None:
    question = "Capital expenditure in USD millions?"
    assert scores("$1577.00", "1.577 billion", question) == [1, 1]
    assert scores("$1577.00", "1577 thousands of dollars", question) == [0, 1]
    assert scores("$1577.00", "$1,577", question) == [1, 1]


def test_a_quote_holds_the_figure_under_its_own_scale() -> None:
    question = "Capital expenditure in USD billions?"
    assert scores("$1.58", "See the table.", question, "(in millions) Purchases (1,577) 234") == [
        1,
        1,
    ]


def test_every_figure_of_the_gold_is_looked_for_but_years() -> None:
    assert scores("From 12% in 2021 to 14% in 2022", "14% in 2022") == [0.5, 0.5]
    assert scores("12, 13, 14 and 15", "12, 13 and 14") == [1, 1]


def test_gold_without_a_figure_says_nothing() -> None:
    assert scores("Yes, on 31 December 2022", "2022") == [None, None]


def test_the_best_gold_answer_counts() -> None:
    assert scores(("12", "a dozen", "13"), "13") == [1, 1]


def test_declining_holds_no_figure() -> None:
    case = Asked("q", "?", answers=("12",))
    assert parse("number").contribution(case, Reply("abstained", answer="12"), {}) == (0,)
    unanswerable = Asked("q", "?", answers=("12",), answerable=False)
    assert parse("number").contribution(unanswerable, Reply("answered", answer="12"), {}) is None
