"""Weights that make what is known most likely: a conditional logit and a logistic regression.

Both are over signs divided by their spread, with a penalty on the squares of the weights (ridge):
few labelled questions settle few weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]
"""Weights → what is to be least, and its gradient."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The units found for one question."""

    signs: Floats
    """Shape (units, signs)."""
    right: Floats
    """Shape (units,): 1 where the unit answers; one at least does."""
    weight: float
    """How much the question counts."""


def fit_choice(choices: Sequence[Choice], ridge: float) -> Floats:
    """Weights under which the units that answer are likeliest to be chosen, shape (signs,).

    The likelihood of a question is the softmax probability of all its right units together
    (conditional logit, McFadden 1974).
    """
    spread = _spread(np.concatenate([choice.signs for choice in choices]))
    scaled = [choice.signs / spread for choice in choices]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = _ridge(weights, np.full(len(weights), ridge))
        for signs, choice in zip(scaled, choices, strict=True):
            odds = signs @ weights
            chances = np.exp(odds - odds.max())
            chances /= chances.sum()
            right = chances * choice.right
            value -= choice.weight * float(np.log(right.sum() + 1e-12))
            gradient += choice.weight * (signs.T @ (chances - right / (right.sum() + 1e-12)))
        return value, gradient

    return _least(loss, len(spread)) / spread


def fit_chance(signs: Floats, true: Floats, weights: Floats, ridge: float) -> Floats:
    """Weights of a logistic regression, shape (signs,); the first sign is 1 and goes free.

    `signs` has shape (cases, signs), `true` (0 or 1) and `weights` have shape (cases,).
    """
    centre, spread = signs.mean(0), _spread(signs)
    centre[0], spread[0] = 0.0, 1.0
    scaled = (signs - centre) / spread
    penalties = np.full(signs.shape[1], ridge)
    penalties[0] = 0.0

    def loss(found: Floats) -> tuple[float, Floats]:
        value, gradient = _ridge(found, penalties)
        odds = scaled @ found
        value += float(weights @ (np.logaddexp(0.0, odds) - true * odds))
        return value, gradient + scaled.T @ (weights * (chance(odds) - true))

    found = _least(loss, signs.shape[1])
    fitted = found / spread
    fitted[0] -= float((found * centre / spread).sum())
    return fitted


def chance(odds: Floats) -> Floats:
    """Probabilities of log-odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -50, 50)))


def _ridge(weights: Floats, penalties: Floats) -> tuple[float, Floats]:
    return float(penalties @ weights**2) / 2, penalties * weights


def _spread(signs: Floats) -> Floats:
    """Standard deviations; 1 for a sign that is always the same."""
    spread: Floats = signs.std(0)
    return np.where(spread > 1e-9, spread, 1.0)


def _least(loss: Loss, count: int) -> Floats:
    found: Floats = minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B").x
    return found
