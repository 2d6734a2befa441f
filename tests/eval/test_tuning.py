"""Weights are changed for a gain, and the gain is told by cases that did not choose them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.errors import InvalidRequest
from eval.measures.protocol import Contribution
from eval.progress import silent
from eval.searching import Key, Scored, checked
from eval.tuning import Tuned, Tuner, lines
from retrieval.rank import Weights

KEY = ("x", "document.first")
CASES = [f"q{n}" for n in range(20)]
FOLDS = {("x", case): n % 5 for n, case in enumerate(CASES)}
START = Weights()


def tuned(
    right: Callable[[str, Weights], bool], names: tuple[str, ...] = ("dense", "period")
) -> Tuned:
    def evaluate(weights: Weights) -> Scored:
        return {KEY: {case: hit(right(case, weights)) for case in CASES}}

    return Tuner(START, evaluate, [KEY], names, silent).tune(FOLDS)


def hit(found: bool) -> Contribution:
    return (float(found),)


def test_a_weight_that_helps_is_taken_and_the_gain_is_told() -> None:
    found = tuned(lambda case, weights: weights.period > START.period or case < "q15")
    assert found.weights.period > START.period
    assert found.weights.dense == START.dense
    [row] = found.rows
    assert row.tuned == row.held_out == 1 > row.before
    assert row.gain.delta == pytest.approx(row.held_out - row.before)
    assert any(line.startswith("period: ") for line in lines(found))


def test_without_a_gain_nothing_is_changed() -> None:
    found = tuned(lambda case, weights: case < "q15")
    assert found.weights == START
    assert not found.changed
    assert "No other weights are better." in list(lines(found))


def test_weights_are_found_one_after_the_other() -> None:
    def right(case: str, weights: Weights) -> bool:
        is_first = weights.dense == 2 * START.dense
        return is_first and (case < "q15" or weights.period == 0)

    found = tuned(right, ("period", "dense"))
    assert (found.weights.dense, found.weights.period) == (2 * START.dense, 0)


def test_only_weights_that_may_change_do() -> None:
    found = tuned(lambda case, weights: weights.period > START.period, ("dense",))
    assert found.weights == START


def test_a_gain_by_chance_is_not_held_out() -> None:
    """Each step of a weight wins one fold alone: what chose it can't be judged by it."""
    steps = {0.0: 0, 0.5: 1, 0.75: 2, 1.25: 3, 1.5: 4}

    def right(case: str, weights: Weights) -> bool:
        fold = FOLDS["x", case]
        wins = steps.get(weights.period / START.period)
        return fold == wins or (wins is None and case in CASES[:3])

    [row] = tuned(right).rows
    assert row.tuned > row.before
    assert row.held_out < row.tuned
    assert row.held_out == 0


def test_what_was_tried_once_is_not_tried_again() -> None:
    seen: list[Weights] = []

    def evaluate(weights: Weights) -> Scored:
        assert weights not in seen
        seen.append(weights)
        return {KEY: {case: hit(weights.period > START.period) for case in CASES}}

    Tuner(START, evaluate, [KEY], ("dense", "period"), silent).tune(FOLDS)
    assert START in seen


def test_suites_weigh_the_same_however_many_cases_they_have() -> None:
    small, large = ("s", "document.first"), ("l", "document.first")
    folds: dict[Key, int] = {("s", f"q{n}"): n % 2 for n in range(4)}
    folds |= {("l", f"q{n}"): n % 2 for n in range(40)}

    def evaluate(weights: Weights) -> Scored:
        is_more = weights.period > START.period
        return {
            small: {f"q{n}": hit(is_more) for n in range(4)},
            large: {f"q{n}": hit(not is_more or n > 9) for n in range(40)},
        }

    found = Tuner(START, evaluate, [small, large], ("period",), silent).tune(folds)
    assert found.weights.period > START.period


def test_weights_are_named() -> None:
    assert checked(("bm25", "bm25")) == ("bm25",)
    assert checked(()) == Weights.names()
    with pytest.raises(InvalidRequest, match="no weight 'luck'"):
        checked(("luck",))


def test_the_result_is_json() -> None:
    told = tuned(lambda case, weights: weights.period > START.period).to_json()
    assert told["changed"]["period"] == [START.period, told["weights"]["period"]]
    assert set(told["rows"][0]) >= {"before", "tuned", "held_out", "gain"}
    assert len(told["folds"]) == 5
