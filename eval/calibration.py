"""Weights of extractive answers from labelled questions, and the threshold under which to abstain.

The weights are fitted to all questions. What to expect of them is told by the questions of each
fifth of the documents, under weights that the other four fifths give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import InvalidRequest
from eval.cases import Asked
from eval.fitting import Choice, Floats, fit_chance, fit_choice
from eval.folds import shared_out
from eval.judging import Found
from retrieval.signs import Signs
from retrieval.weighing import CERTAINTIES, Weighing

CHOICE_RIDGE, CONFIDENCE_RIDGE = 10.0, 10.0
"""Chosen by cross-validation, among .03 to 30: less ridge gains nothing, and is less calibrated."""
REFUSED = 0.8
"""Of the questions that have no answer, in each suite: what a threshold may not fall short of."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A question under weights that it was not fitted to."""

    found: Found
    """Best unit first."""
    confidence: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    weighing: Weighing
    threshold: float
    """Under which to abstain."""
    held_out: tuple[HeldOut, ...]


def calibrate(questions: Sequence[Found]) -> Calibrated:
    """Weights by all questions; the threshold by their confidences where they were held out.

    Raises `InvalidRequest` where they are too few, or all of them have an answer, or none has.
    """
    suites: dict[str, list[Asked]] = {}
    for one in questions:
        suites.setdefault(one.suite, []).append(one.case)
    folds = shared_out(suites)
    held: list[HeldOut] = []
    for fold in sorted(set(folds.values())):
        inside = [folds[one.suite, one.case.id] == fold for one in questions]
        weighing = _fitted([q for q, is_in in zip(questions, inside, strict=True) if not is_in])
        anew = [q.under(weighing) for q, is_in in zip(questions, inside, strict=True) if is_in]
        held += [HeldOut(one, one.confidence(weighing)) for one in anew]
    return Calibrated(_fitted(questions), threshold(held), tuple(held))


def _fitted(questions: Sequence[Found]) -> Weighing:
    weighing = Weighing(_choice(questions), {})
    return replace(weighing, confidence=_confidence([one.under(weighing) for one in questions]))


def _choice(questions: Sequence[Found]) -> dict[str, float]:
    known = [one for one in questions if one.right.any()]
    if not known:
        raise InvalidRequest("No question is answered by a unit that was found.")
    names = sorted(known[0].weighed[0].signs)
    choices = [
        Choice(_matrix([each.signs for each in one.weighed], names), one.right, weight)
        for one, weight in zip(known, _weights(known), strict=True)
    ]
    return _named(names, fit_choice(choices, CHOICE_RIDGE))


def _confidence(questions: Sequence[Found]) -> dict[str, float]:
    known = [one for one in questions if one.weighed]
    true = np.array([float(one.case.answerable) for one in known])
    if true.all() or not true.any():
        raise InvalidRequest(
            "All the questions have an answer, or none has: nothing tells when to abstain.",
            "Take a suite with both, such as samples.",
        )
    told = [one.certainties for one in known]
    found = fit_chance(_matrix(told, CERTAINTIES), true, _weights(known), CONFIDENCE_RIDGE)
    return _named(CERTAINTIES, found)


def _matrix(signs: Sequence[Signs], names: Sequence[str]) -> Floats:
    return np.array([[of[name] for name in names] for of in signs])


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _weights(questions: Sequence[Found]) -> Floats:
    """A suite of four times as many questions counts twice as much; 1 in the mean."""
    sizes = Counter(one.suite for one in questions)
    weights = np.array([sizes[one.suite] ** -0.5 for one in questions])
    scaled: Floats = weights / weights.mean()
    return scaled


def threshold(held: Sequence[HeldOut]) -> float:
    """The lowest, of two decimals, that refuses `REFUSED` of what has no answer in each suite."""
    others: dict[str, list[float]] = {}
    for one in held:
        if not one.found.case.answerable:
            others.setdefault(one.found.suite, []).append(one.confidence)
    steps = [step / 100 for step in range(101)]
    return min(step for step in steps if step == 1 or refused(others, step) >= REFUSED)


def refused(confidences: Mapping[str, Sequence[float]], least: float) -> float:
    """Share under the least confidence, of the suite where it is smallest; 1 without any."""
    shares = [float(np.mean(np.array(of) < least)) for of in confidences.values()]
    return min(shares, default=1.0)
