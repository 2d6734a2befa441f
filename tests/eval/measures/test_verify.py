"""A verifier must let pass what is supported, and only that."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.cases import Claimed, Judgement
from eval.measures import parse


def value(name: str, *pairs: tuple[bool, bool | None]) -> float:
    """Of (gold, judgement) pairs."""
    measure = parse(name)
    given = [
        measure.contribution(Claimed("c", "claim", ("text",), gold), Judgement(said), {})
        for gold, said in pairs
    ]
    return measure.aggregate(np.array(given))


MIXED: tuple[tuple[bool, bool | None], ...] = (
    *[(True, True)] * 3,
    (True, False),
    *[(False, True)] * 2,
    *[(False, False)] * 6,
)


def test_shares_by_hand() -> None:
    assert value("verify.precision", *MIXED) == pytest.approx(3 / 5)
    assert value("verify.recall", *MIXED) == pytest.approx(3 / 4)
    assert value("verify.balanced_accuracy", *MIXED) == pytest.approx((3 / 4 + 6 / 8) / 2)


def test_letting_everything_pass_is_no_better_than_chance() -> None:
    assert value("verify.balanced_accuracy", (True, True), (False, True)) == 0.5


def test_no_judgement_is_the_wrong_one() -> None:
    assert value("verify.recall", (True, None), (True, True)) == 0.5
    assert value("verify.precision", (False, None), (True, True)) == 0.5
    assert value("verify.balanced_accuracy", (True, None), (False, None)) == 0


def test_what_is_undefined_is_no_number() -> None:
    assert value("verify.precision", (True, False)) == 0
    assert math.isnan(value("verify.precision", (False, False)))
    assert math.isnan(value("verify.recall", (False, False)))
    assert math.isnan(value("verify.balanced_accuracy", (True, True)))


def test_caught_counts_what_is_stopped_of_what_is_false() -> None:
    assert value("verify.caught", *MIXED) == 6 / 8
    assert math.isnan(value("verify.caught", (True, True)))
