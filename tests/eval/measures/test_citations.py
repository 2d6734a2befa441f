"""Citations are right where they lie on the evidence."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Asked, Cited, GoldEvidence, Reply
from eval.measures import parse
from eval.randomisation import paired

RENT = GoldEvidence("a", (3, 4), "The annual rent is 1,577 euros.")
TERM = GoldEvidence("a", (9,), "The lease runs for nine years.")
CASE = Asked("q", "?", evidence=(RENT, TERM))
GOLD_MEASURES = ["citation.precision", "citation.recall", "citation.hit", "citation.quote"]


def cited(document: str, page: int | None, quote: str = "", *, in_source: bool = True) -> Cited:
    return Cited(document, page, quote, in_source)


def score(
    name: str, *citations: Cited, case: Asked = CASE, state: str = "answered"
) -> float | None:
    contribution = parse(name).contribution(case, Reply(state, citations=citations), {})
    return None if contribution is None else contribution[0]


def test_shares_by_hand() -> None:
    citations = (cited("a", 4), cited("a", 3), cited("a", 5), cited("b", 9))
    assert score("citation.precision", *citations) == 0.5
    assert score("citation.recall", *citations) == 0.5
    assert score("citation.hit", *citations) == 1


def test_the_page_before_is_not_the_evidence() -> None:
    assert score("citation.precision", cited("a", 8, TERM.quote)) == 0
    assert score("citation.hit", cited("a", 8, TERM.quote)) == 0


def test_without_pages_the_quotes_must_overlap() -> None:
    case = Asked("q", "?", evidence=(GoldEvidence("a", (), RENT.quote),))
    assert score("citation.hit", cited("a", None, "annual rent: 1 577"), case=case) == 1
    assert score("citation.hit", cited("a", None, "nine years"), case=case) == 0
    assert score("citation.hit", cited("b", None, RENT.quote), case=case) == 0


def test_without_pages_and_quotes_the_document_is_enough() -> None:
    case = Asked("q", "?", evidence=(GoldEvidence("a"),))
    assert score("citation.hit", cited("a", 7, "anything"), case=case) == 1


def test_a_quote_holds_half_of_the_gold_or_lies_inside_it() -> None:
    long = GoldEvidence("a", (3,), "one two three four five six seven eight nine ten")
    case = Asked("q", "?", evidence=(long,))
    assert score("citation.quote", cited("a", 3, "ten nine eight seven six"), case=case) == 1
    assert score("citation.quote", cited("a", 3, "three four five"), case=case) == 1
    assert score("citation.quote", cited("a", 3, "three five four"), case=case) == 0
    assert score("citation.quote", cited("a", 3, "three four"), case=case) == 0
    assert score("citation.quote", cited("a", 2, long.quote), case=case) == 0


def test_quotes_are_only_asked_of_entries_that_have_one() -> None:
    case = Asked("q", "?", evidence=(RENT, GoldEvidence("a", (9,))))
    assert score("citation.quote", cited("a", 3, RENT.quote), case=case) == 1
    assert score("citation.quote", case=Asked("q", "?", evidence=(GoldEvidence("a"),))) is None


@pytest.mark.parametrize("name", GOLD_MEASURES)
def test_declining_scores_nothing_where_there_is_evidence(name: str) -> None:
    right = (cited("a", 3, RENT.quote), cited("a", 9, TERM.quote))
    assert score(name, *right) == 1
    assert score(name, *right, state="abstained") == 0
    assert score(name, *right, state="failed") == 0
    assert score(name, *right, case=Asked("q", "?", evidence=(RENT,), answerable=False)) is None
    assert score(name, *right, case=Asked("q", "?", answers=("1,577",))) is None


def test_invented_quotes_show_with_or_without_gold() -> None:
    case = Asked("q", "?", answerable=False)
    citations = (cited("a", 3, "real"), cited("a", 3, "invented", in_source=False))
    measure = parse("citation.source")

    def counted(state: str, *cited: Cited) -> tuple[float, ...] | None:
        return measure.contribution(case, Reply(state, citations=cited), {})

    assert counted("answered", *citations) == (1, 2)
    assert counted("abstained", *citations) == (1, 2)
    assert counted("answered") == counted("failed") == counted("missing") == (0, 1)
    assert counted("failed", *citations) == (0, 1)
    assert counted("abstained") == counted("refused") == (0, 0)


def test_declining_everywhere_invents_nothing_and_shows_nothing() -> None:
    measure = parse("citation.source")
    assert math.isnan(measure.aggregate(np.array([[0.0, 0.0], [0.0, 0.0]])))
    assert measure.aggregate(np.array([[0.0, 0.0], [1.0, 2.0]])) == 0.5


def test_runs_of_which_one_declined_can_be_compared() -> None:
    """The same cases count in both, by as many columns, whatever was put out."""
    measure = parse("citation.source")
    replies = [Reply(state) for state in ("answered", "abstained", "failed", "missing")]
    given = [measure.contribution(CASE, reply, {}) for reply in replies]
    before, after = [(2.0, 2.0)] * 4, [each for each in given if each is not None]
    assert len(after) == 4
    difference = paired(measure, before, after)
    assert difference.delta == -1
    assert not math.isnan(difference.low)
    nothing = paired(measure, before, [(0.0, 0.0)] * 4)
    assert math.isnan(nothing.delta)
    assert nothing.p == 1


CITATIONS = st.lists(
    st.builds(
        Cited,
        st.sampled_from("ab"),
        st.sampled_from([None, 3, 4, 8, 9]),
        st.sampled_from(["", "annual rent", RENT.quote, TERM.quote]),
        st.booleans(),
    ),
    max_size=5,
)


@given(CITATIONS, st.sampled_from(["citation.recall", "citation.hit", "citation.quote"]))
def test_a_correct_citation_more_never_lowers_recall(citations: list[Cited], name: str) -> None:
    before = score(name, *citations)
    after = score(name, *citations, cited("a", 9, TERM.quote))
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 1
    assert after > 0


def test_a_citation_that_names_no_page_is_on_none() -> None:
    paged = Asked("q", "?", evidence=(GoldEvidence("a", (3,)),))
    for name in ("citation.hit", "citation.precision", "citation.recall"):
        assert score(name, cited("a", None, "anything"), case=paged) == 0
        assert score(name, cited("a", None, RENT.quote)) == 0
    assert score("citation.quote", cited("a", None, RENT.quote)) == 0


@pytest.mark.parametrize(
    ("gold", "quote", "hit"),
    [
        ("The lease runs for nine whole years", "nine", 0),
        ("The lease runs for nine whole years", "nine years", 0),
        ("The lease runs for nine whole years", "runs nine years", 1),
        ("The lease runs for nine whole years", "years years years", 0),
        ("nine years", "It runs for many years", 0),
        ("nine years", "It runs for nine years", 1),
        ("nine", "nine", 1),
    ],
)
def test_a_word_in_common_is_no_overlap(gold: str, quote: str, hit: float) -> None:
    case = Asked("q", "?", evidence=(GoldEvidence("a", (), gold),))
    assert score("citation.hit", cited("a", None, quote), case=case) == hit


def test_a_whole_document_quotes_nothing() -> None:
    dump = RENT.quote + " word" * 700
    unpaged = Asked("q", "?", evidence=(GoldEvidence("a", (), RENT.quote),))
    for name in GOLD_MEASURES:
        assert score(name, cited("a", None, RENT.quote + " word" * 70), case=unpaged) == 1
        assert score(name, cited("a", None, dump), case=unpaged) == 0
    paged = Asked("q", "?", evidence=(RENT,))
    assert score("citation.hit", cited("a", 3, dump), case=paged) == 1
    assert score("citation.precision", cited("a", 3, dump), case=paged) == 1
    assert score("citation.quote", cited("a", 3, dump), case=paged) == 0


def test_boxes_count_where_there_are_any() -> None:
    boxed = Cited("a", 3, "real", in_source=True, in_boxes=True)
    torn = Cited("a", 3, "real", in_source=True, in_boxes=False)
    sheet = cited("b", None, "real")
    measure = parse("citation.boxed")
    case = Asked("q", "?", answerable=False)
    assert measure.contribution(case, Reply("answered", citations=(boxed, torn, sheet)), {}) == (
        1.0,
        2.0,
    )
    assert measure.contribution(case, Reply("answered", citations=(sheet,)), {}) == (0.0, 0.0)
    assert measure.contribution(case, Reply("failed"), {}) == (0.0, 1.0)
