"""Arithmetic is worked out again, with the rounding that the figure is said with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.quantities import Quantity, read_quantities
from core.verdicts import Formula
from retrieval.verifying.formulas import worked_out


def quantity(text: str) -> Quantity:
    [found] = read_quantities(text).amounts
    return found


@pytest.mark.parametrize(
    ("said", "formula", "operands", "holds"),
    [
        ("7.7 %", Formula.PERCENT_CHANGE, ["1 464 M€", "1 577 M€"], True),
        ("7.8 %", Formula.PERCENT_CHANGE, ["1 464 M€", "1 577 M€"], False),
        ("113 M€", Formula.CHANGE, ["1 464 M€", "1 577 M€"], True),
        ("113 M$", Formula.CHANGE, ["1 464 M€", "1 577 M€"], False),
        ("113 M€", Formula.CHANGE, ["1 464 M€", "1 577 M$"], False),
        ("0.11 Md€", Formula.CHANGE, ["1 464 M€", "1 577 M€"], True),
        ("113 k€", Formula.CHANGE, ["1 464 M€", "1 577 M€"], False),
        ("1.5 points", Formula.CHANGE, ["10.5 %", "12 %"], False),
        ("1.5 pp", Formula.CHANGE, ["10.5 %", "12 %"], True),
        ("1.08 times", Formula.RATIO, ["1 577 M€", "1 464 M€"], True),
        ("3 041 M€", Formula.SUM, ["1 464 M€", "1 577 M€"], True),
        ("1 520.5 M€", Formula.AVERAGE, ["1 464 M€", "1 577 M€"], True),
        ("7.7 %", Formula.PERCENT_CHANGE, ["0 M€", "1 577 M€"], False),
        ("113 M€", Formula.CHANGE, ["113 M€"], False),
    ],
)
def test_a_formula_is_checked(
    said: str, formula: Formula, operands: list[str], holds: bool
) -> None:
    found = worked_out(quantity(said), formula, [quantity(text) for text in operands])
    assert bool(found) is holds


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6))
def test_a_sum_and_a_mean_are_those_of_the_operands(values: list[int]) -> None:
    operands = [Quantity(Decimal(value), 0, 1) for value in values]
    total = Quantity(Decimal(sum(values)), 0, 1)
    mean = Quantity(round(Decimal(sum(values)) / len(values), 2), 0, 1)
    assert worked_out(total, Formula.SUM, operands)
    assert worked_out(mean, Formula.AVERAGE, operands)
    assert not worked_out(Quantity(total.value + 1, 0, 1), Formula.SUM, operands)
