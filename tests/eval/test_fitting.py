"""Weights that labelled questions are likeliest under."""

from __future__ import annotations

import numpy as np
import pytest

from eval.fitting import Choice, chance, fit_chance, fit_choice

RANDOM = np.random.default_rng(7)


def choices(weights: list[float], count: int) -> list[Choice]:
    """Questions of ten units of which one was drawn by these weights."""
    made = []
    for _ in range(count):
        signs = RANDOM.normal(size=(10, len(weights)))
        odds = np.exp(signs @ np.array(weights))
        right = np.zeros(10)
        right[RANDOM.choice(10, p=odds / odds.sum())] = 1
        made.append(Choice(signs, right, 1.0))
    return made


def test_the_weights_that_units_were_chosen_by_are_found_again() -> None:
    found = fit_choice(choices([2.0, -1.0, 0.0], 1500), ridge=0.1)
    assert found == pytest.approx([2.0, -1.0, 0.0], abs=0.25)


def test_a_question_counts_as_much_as_it_is_said_to() -> None:
    one = Choice(np.array([[1.0], [0.0]]), np.array([1.0, 0.0]), 1.0)
    other = Choice(np.array([[1.0], [0.0]]), np.array([0.0, 1.0]), 3.0)
    assert fit_choice([one, other], ridge=0.01)[0] < -0.5


def test_where_all_units_are_right_nothing_is_learnt() -> None:
    signs = RANDOM.normal(size=(5, 2))
    assert fit_choice([Choice(signs, np.ones(5), 1.0)], ridge=1.0) == pytest.approx(
        [0, 0], abs=1e-6
    )


def test_chances_are_found_again() -> None:
    signs = np.column_stack([np.ones(4000), RANDOM.normal(3, 2, size=4000)])
    true = (RANDOM.random(4000) < chance(signs @ np.array([-3.0, 1.0]))).astype(float)
    assert fit_chance(signs, true, np.ones(4000), 0.1) == pytest.approx([-3.0, 1.0], abs=0.25)


def test_more_ridge_makes_smaller_weights() -> None:
    made = choices([2.0], 50)
    assert abs(fit_choice(made, 50.0)[0]) < abs(fit_choice(made, 0.1)[0])


def test_a_sign_that_is_always_the_same_does_no_harm() -> None:
    signs = np.column_stack([np.ones(50), np.full(50, 7.0), np.arange(50.0)])
    true = (np.arange(50) > 25).astype(float)
    assert np.isfinite(fit_chance(signs, true, np.ones(50), 1.0)).all()
