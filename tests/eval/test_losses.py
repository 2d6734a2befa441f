"""Losses of many measures taken together: paid for where they might have come by chance, once."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.randomisation import Compared, losses
from tests.eval.made_measures import Ratio, Share


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


def test_losses_of_ratios_of_nothing_are_found_without_a_warning() -> None:
    some = {f"case {n:03}": (1.0, 1.0) for n in range(30)}
    gone = {case: (0.0, float(n % 3 > 0)) for n, case in enumerate(some)}
    nothing = dict.fromkeys(some, (0.0, 0.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        [[fallen, undefined, none]] = losses(
            [
                [
                    Compared(Ratio(), some, gone),
                    Compared(Ratio(), some, nothing),
                    Compared(Ratio(), nothing, nothing),
                ]
            ],
            trials=1_000,
        )
    assert fallen < 0.01
    assert (undefined, none) == (1.0, 1.0), "no difference to test"


def test_what_is_undefined_in_a_run_is_no_part_of_the_family() -> None:
    fallen = compared(np.ones(40), np.array([0.0] * 9 + [1.0] * 31))
    before = {f"case {n:03}": (1.0, 1.0) for n in range(9)}
    vanished = Compared(Ratio(), dict.fromkeys(before, (0.0, 0.0)), before)
    [alone] = losses([[fallen]])
    assert losses([[fallen], [vanished]])[0] == alone


def test_a_lesser_loss_is_no_surer_than_a_greater_one() -> None:
    """Four lost of four: 1 of 16, half of it .031. Nine lost of twelve: .0193 + .0537 / 2 = .046.

    The first is paid for by the second: .0193 + .9807 / 16 / 2 = .050. The second alone would be
    .046, and must not be less.
    """
    first = compared(np.ones(20), np.array([0.0] * 4 + [1.0] * 16))
    second = compared(np.array([1.0] * 9 + [0.0] * 3), np.array([0.0] * 9 + [1.0] * 3))
    [[a], [b]] = losses([[first], [second]])
    assert a == pytest.approx(0.050, abs=0.004)
    assert b == a


def _lost_last(won: int) -> Compared:
    """Five cases lost at the end of 40, and some before them won by next to nothing."""
    after = np.array([1.0] * (35 - won) + [1.001] * won + [0.0] * 5)
    return compared(np.ones(40), after)


def test_a_case_is_exchanged_with_all_its_measures_at_once() -> None:
    """All lose the same five cases, so that they look alike by chance in the same exchanges: at
    worst all 1 of 32 where the five stay. Exchanged apart, they would be paid for one by one.
    """
    [adjusted] = losses([[_lost_last(5 * number) for number in range(7)]])
    assert adjusted[0] < 0.035


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
