"""What an expert quoted, in the first words that a reader of a ranking sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Asked, Found, GoldEvidence, Reply
from eval.measures import parse

QUOTE = "alpha bravo charlie delta echo foxtrot golf hotel"
CLAUSE = GoldEvidence("lease", (3,), QUOTE)


def half(
    hits: list[tuple[str, int | None, str]], *gold: GoldEvidence, words: int = 150
) -> float | None:
    case = Asked("q", "?", evidence=gold or (CLAUSE,))
    reply = Reply("answered", hits=tuple(Found(*hit) for hit in hits))
    contribution = parse(f"span.half@{words}").contribution(case, reply, {})
    return None if contribution is None else contribution[0]


def test_half_of_the_quote_is_enough_and_less_is_not() -> None:
    assert half([("lease", 3, "before alpha bravo charlie delta after")]) == 1
    assert half([("lease", 3, "before alpha bravo charlie after")]) == 0


def test_words_count_in_their_document_and_on_their_page() -> None:
    assert half([("lease", 4, QUOTE)]) == 0
    assert half([("other", 3, QUOTE)]) == 0
    assert half([("lease", None, QUOTE)]) == 1


def test_any_of_the_pages_counts() -> None:
    assert half([("lease", 9, QUOTE)], GoldEvidence("lease", (3, 9), QUOTE)) == 1


def test_scattered_words_of_the_quote_are_no_quote() -> None:
    assert half([("lease", 3, "hotel golf foxtrot echo delta charlie bravo alpha")]) == 0
    assert half([("lease", 3, "alpha bravo yes charlie delta yes echo foxtrot")]) == 0


def test_what_comes_after_the_first_words_is_not_seen() -> None:
    filler = " ".join(f"w{n}" for n in range(100))
    assert half([("lease", 1, filler), ("lease", 3, QUOTE)], words=103) == 0
    assert half([("lease", 1, filler), ("lease", 3, QUOTE)], words=104) == 1
    assert half([("lease", 3, f"{filler} {QUOTE}")], words=103) == 0


def test_parts_in_several_hits_add_up_and_repeated_parts_do_not() -> None:
    first, second = "alpha bravo charlie", "foxtrot golf hotel"
    assert half([("lease", 3, first), ("lease", 3, first)]) == 0
    assert half([("lease", 3, first), ("lease", 3, second)]) == 1


def test_a_short_quote_is_wanted_whole() -> None:
    short = GoldEvidence("lease", (3,), "Acme Utopia")
    assert half([("lease", 3, "by Acme of Utopia")], short) == 1
    assert half([("lease", 3, "by Acme Holdings of Utopia")], short) == 0


def test_of_several_quotes_half_of_the_longest_is_needed_of_any() -> None:
    name, other = GoldEvidence("lease", (1,), "Acme"), "india juliett kilo lima mike november"
    both = (CLAUSE, name, GoldEvidence("lease", (7,), other))
    assert half([("lease", 1, "Acme")], *both) == 0, "a name is not the clause"
    assert half([("lease", 7, other)], *both) == 1
    assert half([("lease", 7, "india juliett kilo"), ("lease", 1, "Acme")], *both) == 1


def test_it_says_nothing_without_a_quote() -> None:
    assert half([("lease", 3, QUOTE)], GoldEvidence("lease", (3,))) is None


@pytest.mark.parametrize("hits", [[], [("lease", 3, "")]])
def test_a_ranking_without_text_covers_nothing(hits: list[tuple[str, int | None, str]]) -> None:
    assert half(hits) == 0


texts = st.lists(st.sampled_from([*QUOTE.split(), "zulu"]), max_size=12).map(" ".join)
places = st.tuples(st.sampled_from(["lease", "other"]), st.integers(3, 4), texts)


@given(st.lists(places, max_size=5), st.integers(1, 30), st.integers(0, 30))
def test_more_words_never_cover_less(
    hits: list[tuple[str, int | None, str]], words: int, more: int
) -> None:
    few, many = half(hits, words=words), half(hits, words=words + more)
    assert few is not None
    assert many is not None
    assert few <= many
