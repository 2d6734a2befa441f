"""Intervals and tests say the same of the same cases, whatever their order, and count correctly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eval.cases import Case, Output, Task
from eval.measures.protocol import Contribution
from eval.statistics import Compared, holm, losses, paired, value_of


@dataclass(frozen=True, slots=True)
class Share:
    """The mean of one column."""

    higher_is_better: bool = True
    tasks = frozenset(Task)
    is_timed = False

    def contribution(
        self, case: Case, output: Output, timings: Mapping[str, float]
    ) -> Contribution | None:
        raise NotImplementedError

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(contributions[:, 0].mean())


@dataclass(frozen=True, slots=True)
class Ratio(Share):
    """The sum of one column over that of another; NaN over 0."""

    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        above, below = contributions.sum(axis=0)
        return float(above / below) if below else math.nan


@dataclass(frozen=True, slots=True)
class Median(Share):
    def aggregate(self, contributions: NDArray[np.float64]) -> float:
        return float(np.median(contributions[:, 0]))


fractions = st.floats(0, 1, allow_subnormal=False)
pairs = st.lists(st.tuples(fractions, fractions), min_size=1, max_size=30)


def rows(numbers: list[float]) -> list[Contribution]:
    return [(number,) for number in numbers]


def halves(both: list[tuple[float, float]]) -> tuple[list[Contribution], list[Contribution]]:
    return rows([a for a, _ in both]), rows([b for _, b in both])


@given(st.lists(fractions, min_size=1, max_size=40))
@hypothesis_settings(max_examples=50, deadline=None)
def test_the_interval_of_a_mean_holds_it(numbers: list[float]) -> None:
    value = value_of(Share(), rows(numbers))
    assert value.low - 1e-9 <= value.value <= value.high + 1e-9
    assert value.cases == len(numbers)


def test_the_interval_is_as_wide_as_the_theory_says() -> None:
    value = value_of(Share(), rows([1.0] * 80 + [0.0] * 20))
    half = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert value.low == pytest.approx(0.8 - half, abs=0.015)
    assert value.high == pytest.approx(0.8 + half, abs=0.015)


def test_no_case_gives_no_number() -> None:
    value = value_of(Share(), [])
    assert value.cases == 0
    assert all(math.isnan(x) for x in (value.value, value.low, value.high))


def test_a_value_does_not_depend_on_the_order_of_the_cases() -> None:
    numbers = [float(x) for x in np.random.default_rng(5).random(60)]
    for measure in (Share(), Median()):
        assert value_of(measure, rows(numbers)) == value_of(measure, rows(numbers[::-1]))


def test_what_never_came_leaves_the_interval_open() -> None:
    value = value_of(Median(), rows([1.0, 2.0, 3.0, math.inf]))
    assert value.high == math.inf
    assert value.low >= 1.0


def test_an_undefined_ratio_has_no_interval() -> None:
    value = value_of(Ratio(), [(0.0, 0.0), (0.0, 0.0)])
    assert math.isnan(value.value)
    assert math.isnan(value.low)


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


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_lowers_a_p_nor_its_rank(raw: list[float]) -> None:
    adjusted = holm(raw)
    assert all(p <= q <= 1 for p, q in zip(raw, adjusted, strict=True))
    by_raw = [q for _, q in sorted(zip(raw, adjusted, strict=True))]
    assert by_raw == sorted(by_raw)


def compared(before: NDArray[np.float64], after: NDArray[np.float64]) -> Compared:
    return Compared(
        Share(),
        {f"case {number:03}": (float(x),) for number, x in enumerate(before)},
        {f"case {number:03}": (float(x),) for number, x in enumerate(after)},
    )


def test_one_suite_alone_has_its_mid_p() -> None:
    """Five lost of five that differ: 1 of 32 exchanges loses as much, and ties count half."""
    [[p]] = losses([[compared(np.ones(20), np.array([0.0] * 5 + [1.0] * 15))]])
    assert p == pytest.approx(1 / 64, abs=0.003)


def test_a_suite_that_lost_stands_out_among_suites_that_did_not() -> None:
    rng = np.random.default_rng(3)
    noise = [rng.random(80) for _ in range(6)]
    quiet = [[compared(x, np.roll(x, 1))] for x in noise]
    fallen = [compared(np.ones(60), (np.arange(60) % 2).astype(float))]
    adjusted = losses([*quiet, fallen])
    assert adjusted[-1][0] < 0.001
    assert all(p > 0.05 for [p] in adjusted[:-1])


def test_a_measure_said_twice_is_not_paid_for_twice() -> None:
    fallen = compared(np.ones(40), np.array([0.0] * 9 + [1.0] * 31))
    [[alone]] = losses([[fallen]])
    [twice] = losses([[fallen, fallen]])
    assert twice == [alone, alone]


def test_another_measure_that_might_have_lost_is_paid_for() -> None:
    """The first lost all its five, 1 of 32 exchanges; the last may lose all its six, 1 of 64.

    The last does better in 1/64 of the exchanges, and they tie, for half, in 63/64 of 1/32.
    """
    first = compared(np.ones(40), np.array([0.0] * 5 + [1.0] * 35))
    halves = np.array([1.0] * 34 + [0.0, 1.0] * 3), np.array([1.0] * 34 + [1.0, 0.0] * 3)
    [[p, _]] = losses([[first, compared(*halves)]])
    assert p == pytest.approx(1 / 64 + 63 / 64 / 32 / 2, abs=0.004)


def test_what_does_not_differ_is_no_part_of_the_family() -> None:
    fallen = compared(np.ones(40), np.array([0.0] * 9 + [1.0] * 31))
    same = compared(np.ones(40), np.ones(40))
    [[alone]] = losses([[fallen]])
    assert losses([[same], [fallen], [compared(np.ones(0), np.ones(0))]]) == [[1.0], [alone], [1.0]]


def test_a_win_is_no_loss() -> None:
    [[p]] = losses([[compared(np.zeros(30), np.ones(30))]])
    assert p > 0.99


def _suite(rng: np.random.Generator, number: int) -> tuple[NDArray[np.float64], ...]:
    """Two runs of a suite: hits or graded results, 5 to 20 % of the cases differing, some few."""
    cases = int(rng.integers(30, 201))
    differs = rng.random(cases) < (0.03 if number % 6 == 5 else rng.uniform(0.05, 0.2))
    if number % 3 == 2:
        before = rng.random(cases).round(2)
        return before, np.where(differs, rng.random(cases).round(2), before)
    before = (rng.random(cases) < rng.uniform(0.5, 0.9)).astype(float)
    return before, np.where(differs, 1 - before, before)


def _exchange(rng: np.random.Generator, suite: tuple[NDArray[np.float64], ...]) -> Compared:
    before, after = suite
    swap = rng.random(len(before)) < 0.5
    return compared(np.where(swap, after, before), np.where(swap, before, after))


def test_runs_that_are_no_worse_rarely_raise_an_alarm() -> None:
    rng = np.random.default_rng(11)
    alarms = []
    for _ in range(6):
        suites = [_suite(rng, number) for number in range(12)]
        for _ in range(100):
            adjusted = losses([[_exchange(rng, suite)] for suite in suites], trials=1_000)
            alarms.append(min(p for [p] in adjusted) <= 0.05)
    assert 0.03 <= np.mean(alarms) <= 0.07
