"""What speaks for a passage is added up, and the best come first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.description import Field
from core.ids import ChunkId, DocumentId, ReadingId
from core.indexing import ScoredChunk
from core.principals import SearchFilter
from core.readings import WordSpan
from core.scoping import SearchScope
from core.stores import Card, Sighting
from retrieval.clauses import Stretch
from retrieval.rank import Candidates, Weights, ranked
from retrieval.scope.narrow import Scoped
from retrieval.structure import structure_of
from tests.contracts.databases import scope

WEIGHTS = Weights()
OURS, THEIRS = DocumentId("ours"), DocumentId("theirs")
CARD = Card(OURS, "ours.pdf", ((Field.KIND, "annual_report"),), ((3, "cash_flow"),))
WHERE = SearchFilter(scope())


def seen(chunk: str, document: DocumentId = OURS, leaf: int = 1, *headings: str) -> Sighting:
    return Sighting(ChunkId(chunk), ReadingId("r"), document, document, 0, leaf, headings)


def found(
    question: str, dense: dict[str, float], bm25: dict[str, float], *sightings: Sighting
) -> Candidates:
    return Candidates(
        question=question,
        scoped=Scoped(WHERE, SearchScope(), {OURS: CARD}),
        structure=structure_of(question),
        dense=[ScoredChunk(ChunkId(chunk), score) for chunk, score in dense.items()],
        bm25=[ScoredChunk(ChunkId(chunk), score) for chunk, score in bm25.items()],
        sightings={sighting.chunk: sighting for sighting in sightings},
        reranked={},
    )


def order(candidates: Candidates, weights: Weights = WEIGHTS) -> list[str]:
    return [one.sighting.chunk for one in ranked(candidates, weights)]


def test_both_rankings_count_as_their_weights_say() -> None:
    candidates = found(
        "?", {"a": 0.9, "b": 0.5, "c": 0.1}, {"c": 9.0, "b": 5.0, "a": 0.0},
        seen("a", leaf=1), seen("b", leaf=2), seen("c", leaf=3),
    )  # fmt: skip
    assert order(candidates, Weights(dense=0.8, bm25=0.2))[0] == "a"
    assert order(candidates, Weights(dense=0.2, bm25=0.8))[0] == "c"


def narrowed(candidates: Candidates) -> Candidates:
    where = replace(WHERE, documents=(OURS, THEIRS))
    return replace(candidates, scoped=replace(candidates.scoped, where=where))


def test_which_document_it_is_is_told_by_meaning_and_where_in_it_by_words() -> None:
    candidates = found(
        "?", {"a": 0.9, "b": 0.5, "c": 0.1}, {"c": 9.0, "b": 0.5, "a": 0.0},
        seen("a", OURS), seen("b", OURS, 2), seen("c", THEIRS),
    )  # fmt: skip
    weights = Weights(dense=0.45, bm25=0.55, document=0)
    assert order(candidates, weights)[0] == "a"
    assert order(narrowed(candidates), weights)[0] == "c"


def test_how_a_clause_is_worded_says_where_and_little_of_which_document() -> None:
    candidates = replace(
        found("?", {"a": 0.9, "b": 0.1}, {"a": 9.0, "b": 0.1}, seen("a", OURS), seen("b", THEIRS)),
        stretches={ChunkId("b"): Stretch(WordSpan(0, 9), 0.5)},
    )
    assert order(candidates)[0] == "a"
    assert order(narrowed(candidates))[0] == "b"


@pytest.mark.parametrize(("own", "first"), [(1.0, "a"), (0.0, "c")])
def test_a_collection_goes_by_its_own_weight(own: float, first: str) -> None:
    sightings = [
        replace(one, dense_weight=own)
        for one in (seen("a", leaf=1), seen("b", leaf=2), seen("c", leaf=3))
    ]
    candidates = found(
        "?", {"a": 0.9, "b": 0.5, "c": 0.1}, {"c": 9.0, "b": 5.0, "a": 0.0}, *sightings
    )
    assert order(candidates)[0] == first
    assert order(narrowed(candidates))[0] == first


def test_a_document_with_many_good_passages_comes_before_one_with_one() -> None:
    """And one with a long tail of poor ones does not."""
    dense = {"one": 0.9, "a": 0.89, "b": 0.88, "c": 0.87, "low": 0.1}
    sightings = (
        seen("one", OURS), seen("low", OURS, 2),
        *(seen(chunk, THEIRS, leaf) for leaf, chunk in enumerate("abc", start=1)),
    )  # fmt: skip
    candidates = found("?", dense, dense, *sightings)
    assert order(candidates)[0] == "a"
    assert order(narrowed(candidates))[0] == "one"
    assert order(candidates, Weights(document=0))[0] == "one"


@given(st.floats(0, 1), st.floats(0, 1), st.none() | st.floats(0, 1), st.booleans())
def test_whatever_the_fusion_its_parts_sum_to_the_same(
    dense: float, bm25: float, own: float | None, is_wide: bool
) -> None:
    assert sum(Weights(dense=dense, bm25=bm25).fusion(own, is_wide)) == pytest.approx(dense + bm25)


def test_the_page_of_the_statement_that_is_asked_about_comes_first() -> None:
    sightings = seen("a", leaf=1), seen("b", leaf=3), seen("c", leaf=4)
    dense = {"a": 1.0, "b": 0.8, "c": 0.0}
    said = found("How large is the capex in the cash flow statement?", dense, {}, *sightings)
    assert order(said)[0] == "b"
    assert order(found("Who is the chairman?", dense, {}, *sightings))[0] == "a"


def test_the_article_that_is_asked_for_comes_first() -> None:
    sightings = seen("a", OURS, 1, "## Article 1718"), seen("b", OURS, 2, "## Article 1719 – Bail")
    candidates = found("Que dit l'article 1719 ?", {"a": 1.0, "b": 0.0}, {}, *sightings)
    assert order(candidates)[0] == "b"


def test_pages_that_say_the_same_again_and_again_leave_room_for_others() -> None:
    sightings = seen("a", leaf=1), seen("b", leaf=1), seen("c", leaf=2)
    candidates = found("?", {"a": 1.0, "b": 0.9, "c": 0.85, "d": 0.0}, {}, *sightings)
    assert order(candidates) == ["a", "c", "b"]
    assert order(candidates, WEIGHTS.without("repeated")) == ["a", "b", "c"]


def test_of_all_that_is_compared_something_is_among_the_first() -> None:
    sightings = [seen(f"a{n}", OURS, n + 1) for n in range(5)] + [seen("b", THEIRS)]
    dense = {f"a{n}": 1 - n / 10 for n in range(5)} | {"b": 0.1}
    candidates = found("?", dense, {}, *sightings)
    assert order(candidates)[-1] == "b"
    groups = (frozenset({OURS}), frozenset({THEIRS}))
    compared = replace(candidates, scoped=replace(candidates.scoped, groups=groups))
    assert order(compared)[:3] == ["a0", "b", "a1"]


def test_what_the_database_does_not_vouch_for_does_not_count() -> None:
    assert order(found("?", {"a": 1.0, "gone": 2.0}, {}, seen("a"))) == ["a"]


def test_a_part_can_be_left_out_by_its_name() -> None:
    assert Weights().without("stated").stated == 0
    assert Weights().replaced("dense", 0.25).dense == 0.25
    with pytest.raises(ValueError, match="luck"):
        Weights().without("luck")


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-2, 9), max_size=8)


@given(dense=SCORES, bm25=SCORES, leaves=st.lists(st.integers(1, 3), min_size=8, max_size=8))
def test_scores_are_the_sums_of_their_parts_and_fall(
    dense: dict[str, float], bm25: dict[str, float], leaves: list[int]
) -> None:
    sightings = [seen(c, leaf=leaf) for c, leaf in zip("abcdefgh", leaves, strict=True)]
    one = ranked(found("total assets?", dense, bm25, *sightings), WEIGHTS)
    assert {r.sighting.chunk for r in one} == {s.chunk for s in sightings}
    assert [r.score for r in one] == sorted((r.score for r in one), reverse=True)
    assert all(r.score == pytest.approx(sum(r.parts.values())) for r in one)
    mixed = found("total assets?", dense, bm25, *reversed(sightings))
    assert ranked(mixed, WEIGHTS) == one
