"""Two rankings put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import ChunkId
from core.indexing import ScoredChunk
from retrieval.fuse import fuse

SCORES = st.floats(-50, 50, allow_nan=False).map(lambda score: round(score, 3))
RANKINGS = st.dictionaries(st.sampled_from("abcdefgh"), SCORES, max_size=8).map(
    lambda scores: [ScoredChunk(ChunkId(key), score) for key, score in scores.items()]
)
WEIGHTS = st.floats(0, 1)


@given(RANKINGS, RANKINGS, WEIGHTS, st.randoms())
def test_the_order_in_which_scores_come_changes_nothing(
    dense: list[ScoredChunk], sparse: list[ScoredChunk], weight: float, chance: object
) -> None:
    expected = fuse(dense, sparse, weight)
    assert fuse(dense[::-1], sparse[::-1], weight) == expected
    chance.shuffle(dense)  # type: ignore[attr-defined]
    assert fuse(dense, sparse, weight) == expected


@given(RANKINGS, RANKINGS, WEIGHTS)
def test_every_chunk_is_there_once_scored_between_0_and_1_best_first(
    dense: list[ScoredChunk], sparse: list[ScoredChunk], weight: float
) -> None:
    fused = fuse(dense, sparse, weight)
    assert sorted(f.chunk for f in fused) == sorted({hit.chunk for hit in [*dense, *sparse]})
    assert all(0 <= f.score <= 1 + 1e-9 for f in fused)
    assert fused == sorted(fused, key=lambda f: (-f.score, f.chunk))


@given(RANKINGS, RANKINGS, WEIGHTS)
def test_similarity_is_the_dense_score_where_there_is_one(
    dense: list[ScoredChunk], sparse: list[ScoredChunk], weight: float
) -> None:
    scores = {hit.chunk: hit.score for hit in dense}
    assert all(f.similarity == scores.get(f.chunk) for f in fuse(dense, sparse, weight))


def ranked(hits: list[ScoredChunk]) -> list[ChunkId]:
    return [h.chunk for h in sorted(hits, key=lambda h: (-h.score, h.chunk))]


@given(RANKINGS, RANKINGS)
def test_a_weight_of_all_or_nothing_is_one_ranking_alone(
    dense: list[ScoredChunk], sparse: list[ScoredChunk]
) -> None:
    for weight, alone in ((1.0, dense), (0.0, sparse)):
        in_alone = {hit.chunk for hit in alone}
        found = [f.chunk for f in fuse(dense, sparse, weight) if f.chunk in in_alone]
        lowest = {h.chunk for h in alone if h.score == min(x.score for x in alone)}
        assert [c for c in found if c not in lowest] == [
            c for c in ranked(alone) if c not in lowest
        ]


@given(RANKINGS, RANKINGS, WEIGHTS)
def test_what_both_rankings_prefer_comes_first(
    dense: list[ScoredChunk], sparse: list[ScoredChunk], weight: float
) -> None:
    place = {f.chunk: rank for rank, f in enumerate(fuse(dense, sparse, weight))}
    near, rare = ({h.chunk: h.score for h in hits} for hits in (dense, sparse))
    both = near.keys() & rare.keys()
    for one in both:
        for other in both:
            if near[one] > near[other] + 1e-6 and rare[one] > rare[other] + 1e-6:
                assert place[one] < place[other]


def test_ties_are_in_id_order() -> None:
    hits = [ScoredChunk(ChunkId(key), 3.0) for key in "cab"]
    assert [f.chunk for f in fuse(hits, [], 0.5)] == ["a", "b", "c"]


def test_scores_of_different_scales_count_alike() -> None:
    dense = [ScoredChunk(ChunkId("a"), 0.90), ScoredChunk(ChunkId("b"), 0.80)]
    sparse = [ScoredChunk(ChunkId("b"), 40.0), ScoredChunk(ChunkId("a"), 4.0)]
    assert [f.score for f in fuse(dense, sparse, 0.5)] == pytest.approx([0.5, 0.5])


def test_nothing_is_nothing() -> None:
    assert fuse([], [], 0.5) == []
