"""Formulas that a sentence writes out are worked out again, whoever wrote them."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.verdicts import About, Formula, Verdict
from retrieval.verifying.judge import judge
from retrieval.verifying.reading import told
from retrieval.verifying.workings import Working, workings

QUOTES = [
    "Net sales | 1,577 | 1,464",
    "Operating income | 158 | (122)",
    "Inventories | 400 | 380",
    "Total current assets | 1,900 | 1,700",
    "(in millions of euros) | 2018 | 2017",
]


def only(text: str) -> Working:
    [working] = [w for segment in told(text).segments for w in workings(segment)]
    return working


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Growth: (1,577 − 1,464) / 1,464 = 7.7%", Decimal("7.7")),
        ("Croissance : (1 577 − 1 464) / 1 464 = 7,7 %", Decimal("7.7")),
        ("Days: 365 × ((400 + 380) / 2) / 1,577 = 90.3 days", Decimal("90.3")),
        ("Retention 2018: 1 − dividends 40 / net income 160 = 0.75", Decimal("0.75")),
        ("Cash: sales 1,577 - costs (122) = 1,699", Decimal(1699)),
        ("Mean: (1,577 + 1,464) / 2 = 1,520.5", Decimal("1520.5")),
        ("Sum: 1 577 M€ + 1 464 M€ = 3,04 Md€", Decimal(3_041_000_000)),
        ("Net: 10 − (−20) = 30", Decimal(30)),
    ],
)
def test_a_formula_is_read_with_its_labels(text: str, value: Decimal) -> None:
    working = only(text)
    assert working.value is not None
    assert round(working.value, 1 if value == round(value, 1) else 2) == value
    assert working.holds


@pytest.mark.parametrize(
    "text",
    [
        "Growth: (1,577 − 1,464) / 1,464 = 7.8%",
        "Change: 1,464 − 1,577 = 113",
        "Double: 1,577 × 2 = 3,154",
        "Sum: 1 577 M€ + 1 464 k€ = 3 041 M€",
        "Mixed: 1 577 M€ + 1 464 M$ = 3 041 M€",
        "Ratio plus an amount: 1,577 / 1,464 + 400 = 401.08",
        "By nought: 1,577 / 0 = 0",
    ],
)
def test_what_does_not_come_to_what_is_said_does_not_hold(text: str) -> None:
    assert not only(text).holds


def test_a_formula_over_told_figures_is_derived() -> None:
    said = "Operating margin 2018: operating income 158 / net sales 1,577 = 10.0%"
    judgement = judge(said, QUOTES)
    assert judgement.verdict is Verdict.DERIVED
    [derivation] = judgement.derivations
    assert derivation.formula is Formula.WRITTEN_OUT
    assert [int(operand.value) for operand in derivation.operands] == [158, 1577]


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("Operating margin 2018: operating income 158 / net sales 1,577 = 11.0%", About.FORMULA),
        ("Operating margin 2018: operating income 159 / net sales 1,577 = 10.1%", About.FIGURE),
        ("Operating margin 2018: net sales 158 / operating income 1,577 = 10.0%", About.PLACE),
        ("Operating margin 2018: operating income 158 / inventories 1,577 = 10.0%", About.PLACE),
        ("Net sales 2018: 1,577 × 12 / 7 = 2,703", About.FIGURE),
        ("Half of the net sales of 2018: net sales 1,577 / 2 = 788.5", About.FIGURE),
        ("Mean net sales: (net sales 1,577 + 1,464 + 1,464) / 2 = 2,252.5", About.FIGURE),
    ],
)
def test_what_is_altered_is_found(said: str, about: About) -> None:
    judgement = judge(said, QUOTES)
    assert judgement.verdict is Verdict.UNSUPPORTED
    assert about in {reason.about for reason in judgement.reasons}


def test_a_wrong_formula_is_told_with_what_it_comes_to() -> None:
    judgement = judge("Operating margin: operating income 158 / net sales 1,577 = 11.0%", QUOTES)
    [reason] = [r for r in judgement.reasons if r.about is About.FORMULA]
    assert (reason.said, reason.told) == ("operating income 158 / net sales 1,577", "10.0190")


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_only_the_right_sum_holds(one: int, other: int, wrong: int) -> None:
    assert only(f"Sum: {one:,} + {other:,} = {one + other:,}").holds
    assert only(f"Sum: {one:,} + {other:,} = {wrong:,}").holds == (wrong == one + other)


@pytest.mark.parametrize("unit", ["= ", "1 = ", "(1 + ", "1 / 2 = ", "( ) ", "1,0 × : ", "− (−1) "])
def test_a_hostile_sentence_is_read_in_bounded_time(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    started = time.process_time()
    assert all(len(list(workings(segment))) <= 8 for segment in told(text).segments)
    assert time.process_time() - started < 4
