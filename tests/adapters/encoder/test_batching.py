from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.encoder.batching import batches

LENGTHS = st.lists(st.integers(0, 512), max_size=60)


@given(LENGTHS, st.integers(1, 4096))
def test_every_text_goes_in_one_batch_within_the_budget(lengths: list[int], budget: int) -> None:
    made = list(batches(lengths, budget))
    assert sorted(position for batch in made for position in batch) == list(range(len(lengths)))
    for batch in made:
        longest = max(lengths[position] for position in batch)
        assert len(batch) == 1 or len(batch) * longest <= budget


@given(LENGTHS, st.integers(1, 4096))
def test_the_longest_come_first(lengths: list[int], budget: int) -> None:
    order = [lengths[position] for batch in batches(lengths, budget) for position in batch]
    assert order == sorted(lengths, reverse=True)


@given(LENGTHS, st.integers(1, 4096))
def test_those_alike_are_padded_for_nobody(lengths: list[int], budget: int) -> None:
    made = list(batches(lengths, budget, alike=True))
    assert sorted(position for batch in made for position in batch) == list(range(len(lengths)))
    for batch in made:
        assert len({lengths[position] for position in batch}) == 1
        assert len(batch) == 1 or len(batch) * lengths[batch[0]] <= budget
