"""The right document first; or offered, where the question leaves it open."""

from __future__ import annotations

import pytest

from eval.cases import Asked, Found, GoldEvidence, Reply
from eval.measures import parse

GOLD = (GoldEvidence("annual"), GoldEvidence("release", (2,)))


def first(hits: str, options: str = "", *, ambiguous: bool = False) -> float | None:
    case = Asked("q", "?", evidence=GOLD, ambiguous=ambiguous)
    found = tuple(Found(name, 1, "text") for name in hits.split())
    reply = Reply("answered", hits=found, options=tuple(options.split()))
    contribution = parse("document.first").contribution(case, reply, {})
    return None if contribution is None else contribution[0]


@pytest.mark.parametrize(
    ("hits", "right"), [("annual other", 1), ("release", 1), ("other annual", 0), ("", 0)]
)
def test_a_clear_question_wants_its_document_first(hits: str, right: float) -> None:
    assert first(hits) == right


def test_a_choice_does_not_help_a_clear_question() -> None:
    assert first("other", "annual") == 0
    assert first("annual", "other") == 1


def test_an_ambiguous_question_wants_a_choice_that_holds_the_document() -> None:
    assert first("other", "quarterly annual", ambiguous=True) == 1
    assert first("other", "quarterly", ambiguous=True) == 0


def test_a_lucky_first_hit_is_no_choice() -> None:
    assert first("annual", ambiguous=True) == 0


def test_a_catalogue_is_no_choice() -> None:
    assert first("", "a b c d annual", ambiguous=True) == 1
    assert first("", "a b c d e annual", ambiguous=True) == 0


def test_what_has_no_document_says_nothing() -> None:
    measure = parse("document.first")
    for case in (Asked("q", "?"), Asked("q", "?", evidence=GOLD, answerable=False)):
        assert measure.contribution(case, Reply("answered"), {}) is None
