"""Files of questions: what is taken, and what is refused with the place and the reason."""

from __future__ import annotations

import contextlib
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidRequest, TooLarge
from core.grids import AnswerType, GridQuestion
from core.units import UNITS
from flows.grids.questions import (
    MOST_BYTES,
    MOST_QUESTIONS,
    QuestionSet,
    checked_questions,
    parse_questions,
)

FILE = """
title: Baux
language: fr
questions:
  - id: rent
    type: number
    unit: euros
    label: {fr: Loyer, en: Rent}
    question:
      fr: Quel est le loyer ?
      en: What is the rent?
  - id: law
    type: text
    question: Which law governs it?
"""


def one(**changes: object) -> dict[str, object]:
    asked = {"id": "rent", "question": "What is the rent?", "type": "number", **changes}
    return {"questions": [asked]}


def test_a_file_is_read_in_its_language() -> None:
    rent = GridQuestion("rent", "Quel est le loyer ?", AnswerType.NUMBER, "Loyer", "EUR")
    law = GridQuestion("law", "Which law governs it?", AnswerType.TEXT, "law")
    assert parse_questions(FILE.encode()) == QuestionSet("Baux", "fr", (rent, law))


def test_a_file_is_read_in_the_language_that_is_asked_for() -> None:
    read = parse_questions(FILE.encode(), "en")
    assert [q.text for q in read.questions] == ["What is the rent?", "Which law governs it?"]
    assert (read.language, read.questions[0].label) == ("en", "Rent")


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_every_unit_is_known_by_the_name_that_a_server_is_sent(unit: str) -> None:
    asked = {"id": "a", "question": "How much?", "type": "number", "unit": unit}
    [question] = checked_questions({"questions": [asked]}).questions
    assert question.unit == unit


def test_what_was_read_is_taken_again_as_it_is() -> None:
    read = parse_questions(FILE.encode())
    sent = {
        "title": read.title,
        "language": "fr",
        "questions": [q.to_json() for q in read.questions],
    }
    assert checked_questions(sent) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("questions: [", "line 1"),
        ("questions: []", "at least 1 item"),
        ("- a", "dictionary"),
        ("", "dictionary"),
        ("questions:\n  - {id: a, type: colour, question: Why}", "questions.0.type"),
        ("questions:\n  - {id: a b, type: text, question: Why}", "questions.0.id"),
        ("questions:\n  - {id: a, type: text, question: ''}", "questions.0.question"),
        ("questions:\n  - {id: a, type: text, question: Why, colour: red}", "questions.0.colour"),
        ("questions:\n  - {id: a, type: text, question: Why, unit: EUR}", "only a number"),
        ("questions:\n  - {id: a, type: number, question: Why, unit: stones}", "'stones'"),
        ("questions:\n  - {id: a, id: b, type: text, question: Why}", "a key comes twice"),
        ("questions:\n  - &a {id: a, type: text, question: Why}\n  - *a", "aliases"),
        ("questions:\n  - {id: a, type: text, question: {}}", "no text"),
        ("questions: !!python/object:os.system {}", "line 1"),
        ("when: 2026-99-99", "month"),
        ("n: " + "9" * 5000, "can't be read"),
        ("[" * 500, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_questions(text.encode())
    assert said in str(refused.value)
    assert "docs/grid.md" in refused.value.remedy


def test_two_questions_with_one_id_are_refused() -> None:
    asked = one()["questions"]
    assert isinstance(asked, list)
    with pytest.raises(InvalidRequest, match="'rent'"):
        checked_questions({"questions": asked * 2})


def test_too_many_questions_and_too_long_a_file_are_refused() -> None:
    many = [{"id": f"q{n}", "question": "Why?", "type": "text"} for n in range(MOST_QUESTIONS + 1)]
    with pytest.raises(InvalidRequest):
        checked_questions({"questions": many})
    checked_questions({"questions": many[:-1]})
    with pytest.raises(TooLarge):
        parse_questions(b"#" * (MOST_BYTES + 1))


def test_a_question_of_thousands_of_characters_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="1000"):
        checked_questions(one(question="Why? " * 300))


def test_the_longest_files_are_read_in_little_time() -> None:
    began = process_time()
    for text in (
        "a: " + "[" * 9_000,
        "- " * 9_000,
        "'" * MOST_BYTES,
        "k: v\n" * 20_000,
        "&a " * 9_000,
    ):
        with contextlib.suppress(InvalidRequest):
            parse_questions(text.encode())
    assert process_time() - began < 20


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode()))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_questions_or_are_refused(raw: bytes) -> None:
    with contextlib.suppress(InvalidRequest):
        assert parse_questions(raw).questions


@pytest.mark.parametrize("tagged", ['!!int ""', "!!bool x", "!!timestamp x", "!!map [a]"])
def test_a_tag_of_another_type_is_refused(tagged: str) -> None:
    with pytest.raises(InvalidRequest, match=r"can't be read|not YAML"):
        parse_questions(f"questions: {tagged}".encode())
