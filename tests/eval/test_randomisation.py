"""Tests of differences do not depend on the order of the cases, and count correctly."""

from __future__ import annotations

import math
import warnings

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from eval.randomisation import paired
from tests.eval.made_measures import Median, Ratio, Share, fractions, halves, pairs, rows


@given(pairs)
@hypothesis_settings(max_examples=15, deadline=None)
def test_a_mean_is_taken_in_bulk_to_the_same_numbers(both: list[tuple[float, float]]) -> None:
    a, b = halves(both)
    slow_a, slow_b = [(*c, 1.0) for c in a], [(*c, 1.0) for c in b]
    quick, slow = paired(Share(), a, b), paired(Ratio(), slow_a, slow_b)
    assert (quick.p, quick.p_loss) == (slow.p, slow.p_loss)
    assert quick.delta == pytest.approx(slow.delta, abs=1e-12)
    assert (quick.low, quick.high) == pytest.approx((slow.low, slow.high), abs=1e-12)


@given(st.lists(fractions, min_size=1, max_size=30))
@hypothesis_settings(max_examples=20, deadline=None)
def test_a_run_does_not_differ_from_itself(numbers: list[float]) -> None:
    for measure in (Share(), Median()):
        same = paired(measure, rows(numbers), rows(numbers))
        assert (same.delta, same.low, same.high, same.p, same.p_loss) == (0, 0, 0, 1, 1)


def test_three_lost_cases_by_hand() -> None:
    """Of the 8 ways to exchange three pairs, one loses all three, one wins all three."""
    lost = paired(Share(), rows([1, 1, 1, 1]), rows([0, 0, 0, 1]))
    assert lost.delta == -0.75
    assert lost.p == 2 / 8
    assert lost.p_loss == 1 / 8
    won = paired(Share(), rows([0, 0, 0, 1]), rows([1, 1, 1, 1]))
    assert won.p_loss == 1.0


def test_unequal_differences_by_hand() -> None:
    """Differences of -3 and +1 sum to ±2 or ±4: all as extreme; three of four reach a loss of 2?

    Sums over the exchanges: -2 (as observed), +4, -4, +2. Losses of 2 or more: -2 and -4.
    """
    difference = paired(Share(), rows([3.0, 0.0]), rows([0.0, 1.0]))
    assert difference.p == 1.0
    assert difference.p_loss == 2 / 4


def test_where_lower_is_better_a_rise_is_a_loss() -> None:
    risen = paired(Share(higher_is_better=False), rows([0, 0, 0]), rows([1, 1, 1]))
    assert risen.delta == 1.0
    assert risen.p_loss == 1 / 8


def test_many_differing_pairs_are_sampled_near_the_exact_p() -> None:
    """20 pairs, 15 lost: a sign test; P(X >= 15) = 0.0207 for X binomial (20, 1/2)."""
    difference = paired(Share(), rows([1.0] * 15 + [0.0] * 5), rows([0.0] * 15 + [1.0] * 5))
    assert difference.p_loss == pytest.approx(0.0207, abs=0.005)
    assert difference.p == pytest.approx(0.0414, abs=0.007)


def test_a_sampled_p_is_never_zero() -> None:
    assert paired(Share(), rows([1.0] * 60), rows([0.0] * 60)).p == 1 / 10_001


@given(pairs, st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=20, deadline=None)
def test_a_difference_does_not_depend_on_the_order_of_the_cases(both, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = both.copy()
    random.shuffle(shuffled)
    assert paired(Share(), *halves(both)) == paired(Share(), *halves(shuffled))


def test_exchanges_that_leave_a_measure_undefined_make_no_difference_significant() -> None:
    undefined = paired(Ratio(), [(1.0, 1.0)], [(0.0, 0.0)])
    assert math.isnan(undefined.delta)
    assert (undefined.p, undefined.p_loss) == (1.0, 1.0)


def test_results_of_unlike_cases_are_not_paired() -> None:
    with pytest.raises(ValueError, match="zip"):
        paired(Share(), rows([1.0]), rows([1.0, 0.0]))


def test_exchanges_that_leave_a_measure_undefined_count_as_extreme() -> None:
    """Two cases have 4 exchanges. Either case exchanged alone leaves one side with (0, 0) only."""
    before, after = [(1.0, 1.0), (0.0, 0.0)], [(0.0, 0.0), (0.0, 1.0)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = paired(Ratio(), before, after)
    assert (found.delta, found.low, found.high) == (-1.0, -1.0, -1.0)
    assert found.p_loss == 3 / 4, "two are undefined, one is as observed, and one is a win"
    assert found.p == 1.0
