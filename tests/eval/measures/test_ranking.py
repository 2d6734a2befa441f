"""Rankings are scored by units: documents, pages, passages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Asked, Found, GoldEvidence, Reply
from eval.measures import parse


def asked(*evidence: GoldEvidence, answerable: bool = True) -> Asked:
    return Asked("q", "?", evidence=evidence, answerable=answerable)


def hits(*places: tuple[str, int | None] | tuple[str, int | None, str]) -> Reply:
    found = [Found(place[0], place[1], place[2] if len(place) > 2 else "") for place in places]
    return Reply("answered", hits=tuple(found))


def score(name: str, case: Asked, reply: Reply) -> float | None:
    contribution = parse(name).contribution(case, reply, {})
    return None if contribution is None else contribution[0]


def test_a_hit_on_the_page_before_is_no_hit() -> None:
    case = asked(GoldEvidence("a.pdf", (60,)))
    assert score("page.hit@5", case, hits(("a.pdf", 59), ("a.pdf", 61), ("b.pdf", 60))) == 0
    assert score("page.hit@5", case, hits(("a.pdf", 60))) == 1


def test_the_document_of_a_wrong_page_is_still_the_document() -> None:
    case = asked(GoldEvidence("a.pdf", (60,)))
    assert score("document.hit@1", case, hits(("a.pdf", 59))) == 1


def test_a_page_found_twice_takes_one_rank() -> None:
    case = asked(GoldEvidence("a", (3,)))
    reply = hits(("b", 1), ("b", 1), ("b", 2), ("a", 3))
    assert score("page.rr@5", case, reply) == pytest.approx(1 / 3)
    assert score("document.rr@5", case, reply) == pytest.approx(1 / 2)


def test_a_relevant_page_found_twice_counts_once() -> None:
    case = asked(GoldEvidence("a", (3,)), GoldEvidence("a", (9,)))
    reply = hits(("a", 3), ("a", 3))
    assert score("page.recall@5", case, reply) == 0.5
    assert score("page.precision@2", case, reply) == 0.5


def test_all_entries_are_needed_and_any_of_their_pages_counts() -> None:
    case = asked(GoldEvidence("a", (3, 4)), GoldEvidence("a", (9,)))
    assert score("page.recall@5", case, hits(("a", 4))) == 0.5
    assert score("page.recall@5", case, hits(("a", 4), ("a", 9))) == 1


def test_a_second_alternative_of_one_entry_takes_no_rank() -> None:
    case = asked(GoldEvidence("a", (3, 4)), GoldEvidence("a", (9,)))
    assert score("page.recall@2", case, hits(("a", 3), ("a", 4), ("a", 9))) == 1


def test_entries_that_share_a_page_are_one_unit() -> None:
    case = asked(GoldEvidence("a", (3, 4)), GoldEvidence("a", (6, 7)), GoldEvidence("a", (4, 6)))
    assert score("page.recall@1", case, hits(("a", 7))) == 1


def test_the_same_page_of_two_documents_is_two_units() -> None:
    case = asked(GoldEvidence("a", (3,)), GoldEvidence("b", (3,)))
    assert score("page.recall@1", case, hits(("a", 3))) == 0.5


def test_a_passage_is_found_by_half_of_the_words_of_the_quote() -> None:
    case = asked(GoldEvidence("a", (3,), "annual rent 1,577 euros"))
    assert score("passage.hit@1", case, hits(("a", 3, "The ANNUAL rent is high"))) == 1
    assert score("passage.hit@1", case, hits(("a", 3, "The rent is high"))) == 0
    assert score("passage.hit@1", case, hits(("a", 4, "annual rent 1,577 euros"))) == 0
    assert score("passage.hit@1", case, hits(("a", None, "annual rent 1 577 euros"))) == 1


def test_passages_rank_as_they_are_found() -> None:
    case = asked(GoldEvidence("a", (3,), "annual rent"), GoldEvidence("a", (5,), "lease term"))
    reply = hits(
        ("a", 3, "cover"), ("a", 3, "annual rent"), ("a", 3, "rent annual"), ("a", 5, "term")
    )
    assert score("passage.rr@5", case, reply) == 0.5
    assert score("passage.ap@5", case, reply) == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_one_passage_may_hold_two_quotes() -> None:
    case = asked(GoldEvidence("a", (3,), "annual rent"), GoldEvidence("a", (3,), "lease term"))
    assert score("passage.recall@2", case, hits(("a", 3, "annual rent, lease term"))) == 1


def test_ndcg_by_hand() -> None:
    case = asked(GoldEvidence("a", (1,)), GoldEvidence("a", (2,)))
    reply = hits(("a", 9), ("a", 1), ("a", 8), ("a", 2))
    best = 1 + 1 / math.log2(3)
    assert score("page.ndcg@3", case, reply) == pytest.approx(1 / math.log2(3) / best)


@pytest.mark.parametrize("level", ["document", "page", "passage"])
def test_what_cannot_be_answered_says_nothing(level: str) -> None:
    case = asked(GoldEvidence("a", (1,), "rent"), answerable=False)
    assert score(f"{level}.hit@1", case, hits(("a", 1, "rent"))) is None


def test_gold_without_a_page_or_a_quote_says_nothing_there() -> None:
    case = asked(GoldEvidence("a"))
    assert score("document.hit@1", case, hits(("a", 1))) == 1
    assert score("page.hit@1", case, hits(("a", 1))) is None
    assert score("passage.hit@1", case, hits(("a", 1, "rent"))) is None


PLACES = st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.sampled_from(["rent", "term"]))
NAMES = st.builds(
    "{}.{}@{}".format,
    st.sampled_from(["document", "page", "passage"]),
    st.sampled_from(["hit", "rr", "ndcg", "recall", "precision", "ap"]),
    st.integers(1, 6),
)


@given(NAMES, st.lists(PLACES, max_size=8), st.data())
def test_moving_a_relevant_hit_up_never_lowers(
    name: str, places: list[tuple[str, int, str]], data: st.DataObject
) -> None:
    case = asked(GoldEvidence("a", (1, 2), "rent"), GoldEvidence("b", (1,), "term"))
    before = score(name, case, hits(*places))
    relevant = [i for i, place in enumerate(places) if score(name, case, hits(place))]
    assert before is not None
    assert 0 <= before <= 1
    if relevant:
        i = data.draw(st.sampled_from(relevant))
        j = data.draw(st.integers(0, i))
        moved = [*places[:j], places[i], *places[j:i], *places[i + 1 :]]
        after = score(name, case, hits(*moved))
        assert after is not None
        assert after >= before - 1e-12


def test_all_wants_every_relevant_unit() -> None:
    case = asked(GoldEvidence("a.pdf", (1,)), GoldEvidence("b.pdf", (2,)))
    both = hits(("a.pdf", 1), ("c.pdf", 1), ("b.pdf", 2))
    assert score("page.all@2", case, both) == 0
    assert score("page.all@3", case, both) == 1
    assert score("page.recall@2", case, both) == 0.5


def test_a_whole_document_is_no_passage() -> None:
    case = asked(GoldEvidence("a.txt", (), "the rent is 1,577 euros"))
    quoted = "before the rent is 1,577 euros"
    assert score("passage.hit@1", case, hits(("a.txt", None, quoted))) == 1
    assert score("passage.hit@1", case, hits(("a.txt", None, quoted + " word" * 700))) == 0
