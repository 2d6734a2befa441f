"""A reply holds the gold's figures, however they are written."""

from __future__ import annotations

import pytest

from eval.cases import Asked, Cited, Reply
from eval.measures import parse


def scores(
    gold: str | tuple[str, ...], answer: str, question: str = "?", *quotes: str
) -> list[float | None]:
    """[number, number.value]"""
    answers = (gold,) if isinstance(gold, str) else gold
    case = Asked("q", question, answers=answers)
    citations = tuple(Cited("a", 1, quote, True) for quote in quotes)
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
        ("-5.2%", "Margins fell by 5.2%"),
        ("-5,2 %", "Une baisse de 5,2 %"),
        ("-5,2 %", "Résultat négatif : 5,2 %"),
        ("-5.2%", "(5.2%)"),
        ("5.2%", "-5.2%"),
        ("(1,577)", "a net loss of 1,577"),
        ("$8.7 billion", "$8,700,000,000"),
        ("$8.7 billion", "from $8.7 to $9.1 billion"),
        ("12%", "12.0%"),
        ("4.5", "4.46"),
        ("5 million", "4.6 million"),
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
        ("-5.2%", "5.2%"),
        ("(1,577)", "1,577"),
        ("-5.2%", "They replied: 5.2%"),
        ("$8.7 billion", "$8.7"),
        ("8.7 billion", "$8,700"),
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
        ("5", "4.5"),
        ("12%", "12.4%"),
        ("12%", "11.6%"),
        ("12.0%", "12.4%"),
        ("9 years", "9.5 years"),
    ],
)
def test_another_figure(gold: str, answer: str) -> None:
    assert scores(gold, answer) == [0, 0]


def test_the_gold_is_rounded_not_the_answer() -> None:
    question = "What is the balance, in USD billions?"
    assert scores("$8.70", "$8,738 million", question) == [1, 1]
    assert scores("$8.70", "$8,758 million", question) == [0, 0]
    assert scores("$1577.00", "$1,577.4", "In USD millions?") == [1, 1]
    assert scores("$1577.00", "$1,577.4") == [0, 0]
    assert scores("$1577.25", "$1,577.4") == [0, 0]


@pytest.mark.parametrize("question", ["Round to the nearest per cent.", "Arrondissez à l'unité."])
def test_who_asks_to_round_gets_a_round_figure(question: str) -> None:
    assert scores("12%", "12.4%", question) == [1, 1]
    assert scores("12%", "11.4%", question) == [0, 0]


def test_the_sign_may_stand_in_the_answer_and_the_figure_in_its_quote() -> None:
    assert scores("-5.2%", "Sales declined [1].", "?", "organic growth 5.2%") == [1, 1]
    assert scores("-5.2%", "Sales [1].", "?", "organic growth 5.2%") == [0, 1]
    assert scores("-5.2%", "5.2%", "?", "costs declined too") == [0, 1]
    assert scores("-5.2%", "declined" + " word" * 600, "?", "growth 5.2%") == [0, 1]


def test_a_scale_stated_anywhere_may_be_that_of_the_amount() -> None:
    assert scores("$8.7 billion", "$8.7", "In USD billions?") == [1, 1]
    assert scores("$8.7 billion", "$8.7", "?", "(in billions) revenue 12.1") == [1, 1]
    assert scores("$8.7 billion", "$8.7", "?", "margin 12.1%") == [0, 1]


def test_only_what_is_cited_first_is_said() -> None:
    other = ("nothing", "nothing", "nothing")
    assert scores("1,577", "See [3].", "?", *other[:2], "rent 1,577") == [1, 1]
    assert scores("1,577", "See [4].", "?", *other, "rent 1,577") == [0, 0]


def test_a_dump_says_nothing() -> None:
    long = "rent 1,577" + " word" * 600
    figures = "; ".join(map(str, range(1, 401)))
    assert scores("1,577", "See [1].", "?", long) == [0, 0]
    assert scores("1,577", long) == [0, 0]
    assert scores("77", "See [1].", "?", figures) == [0, 0]
    assert scores("77", figures) == [0, 0]
    assert scores("77", "See [1].", "?", "; ".join(map(str, range(1, 101)))) == [1, 1]


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
