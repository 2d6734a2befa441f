"""Values and intervals say the same of the same cases, whatever their order."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from eval.statistics import holm, value_of
from tests.eval.made_measures import Median, Ratio, Share, fractions, rows


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
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = value_of(Ratio(), [(0.0, 0.0), (0.0, 0.0)])
    assert value.cases == 2
    assert all(math.isnan(x) for x in (value.value, value.low, value.high))


def test_the_interval_of_a_ratio_is_that_of_the_draws_that_define_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = value_of(Ratio(), [(1.0, 1.0), (0.0, 0.0)])
    assert (value.value, value.low, value.high) == (1.0, 1.0, 1.0)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_lowers_a_p_nor_its_rank(raw: list[float]) -> None:
    adjusted = holm(raw)
    assert all(p <= q <= 1 for p, q in zip(raw, adjusted, strict=True))
    by_raw = [q for _, q in sorted(zip(raw, adjusted, strict=True))]
    assert by_raw == sorted(by_raw)
