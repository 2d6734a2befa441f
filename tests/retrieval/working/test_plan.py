"""Questions that ask for arithmetic, and those that do not."""

from __future__ import annotations

import time

import pytest

from retrieval.working.expressions import Expression, Line, Number, Operation
from retrieval.working.plan import Mode, planned
from retrieval.working.ratios import RATIOS, Kind


def spelled(tree: Expression) -> str:
    match tree:
        case Line(concept, lag):
            return concept + ("" if not lag else f"[-{lag}]")
        case Number(value):
            return str(value)
        case Operation(sign, left, right):
            return f"({spelled(left)} {sign} {spelled(right)})"


def plan_of(question: str) -> tuple[str, Mode, Kind, tuple[int, ...]] | None:
    plan = planned(question)
    return (spelled(plan.ways[0]), plan.mode, plan.kind, plan.years) if plan else None


@pytest.mark.parametrize(
    ("question", "formula", "mode", "kind", "years"),
    [
        (
            "Quelle est l'évolution du chiffre d'affaires entre 2017 et 2018 ?",
            "revenue", Mode.CHANGE, Kind.AMOUNT, (2017, 2018),
        ),
        (
            "By how much did total assets increase in FY2019?",
            "total assets", Mode.CHANGE, Kind.AMOUNT, (2018, 2019),
        ),
        (
            "Quelle était la marge d'exploitation en 2020 ?",
            "(operating income / revenue)", Mode.VALUE, Kind.PERCENT, (2020,),
        ),
        (
            "How did the net sales of Amazing Bay Industries change in 2019?",
            "revenue", Mode.CHANGE, Kind.AMOUNT, (2018, 2019),
        ),
        (
            "De combien le chiffre d'affaires d'Exemple a-t-il augmenté en 2019 ?",
            "revenue", Mode.CHANGE, Kind.AMOUNT, (2018, 2019),
        ),
        (
            "What is the FY2019 quick ratio?",
            "((current assets − inventories) / current liabilities)",
            Mode.VALUE, Kind.TIMES, (2019,),
        ),
        (
            "Has the gross margin improved as of FY2022?",
            "(gross profit / revenue)", Mode.VALUE, Kind.PERCENT, (2021, 2022),
        ),
        (
            "What is the average of capex as a % of revenue from 2017 to 2019?",
            "(capital expenditure / revenue)", Mode.AVERAGE, Kind.PERCENT, (2017, 2018, 2019),
        ),
        (
            "What is the 2021 inventory turnover?",
            "(cost of sales / ((inventories + inventories[-1]) / 2))",
            Mode.VALUE, Kind.TIMES, (2021,),
        ),
        (
            "Quelle est la rotation de l'actif pour 2019, soit le chiffre d'affaires 2019 divisé"
            " par la moyenne du total de l'actif de 2018 et de 2019 ?",
            "(revenue / ((total assets + total assets[-1]) / 2))",
            Mode.VALUE, Kind.TIMES, (2019,),
        ),
        (
            "La marge nette s'est-elle dégradée en 2022 ?",
            "(net income / revenue)", Mode.VALUE, Kind.PERCENT, (2021, 2022),
        ),
        (
            "Actifs courants sur passifs courants en 2020 ?",
            "(current assets / current liabilities)", Mode.VALUE, Kind.TIMES, (2020,),
        ),
        (
            "Quelle part des dividendes en % du résultat net en 2021 ?",
            "(dividends / net income)", Mode.VALUE, Kind.PERCENT, (2021,),
        ),
        (
            "What is the 2022 EBITDA less capex?",
            "((operating income + depreciation) − capital expenditure)",
            Mode.VALUE, Kind.AMOUNT, (2022,),
        ),
    ],
)  # fmt: skip
def test_a_question_has_its_formula(
    question: str, formula: str, mode: Mode, kind: Kind, years: tuple[int, ...]
) -> None:
    assert plan_of(question) == (formula, mode, kind, years)


@pytest.mark.parametrize(
    ("definition", "formula"),
    [
        ("defined as: FY2020 revenue / assets at the end of FY2020.", "revenue / total assets"),
        ("defined as revenue divided by total assets?", "revenue / total assets"),
        (
            "defined as (revenue - cost of sales) / total assets",
            "(revenue − cost of sales) / total assets",
        ),
        ("defined as revenue of subsidiaries / total assets.", None),
        ("defined as gross revenue / total assets.", None),
        ("defined as revenue / total assets held abroad.", None),
    ],
)
def test_the_definition_that_a_question_gives_counts_if_it_is_understood(
    definition: str, formula: str | None
) -> None:
    plan = plan_of(f"What is the FY2020 asset turnover? It is {definition}")
    assert (plan[0] if plan else None) == (f"({formula})" if formula else None)


@pytest.mark.parametrize(
    "question",
    [
        "What was revenue in 2018?",
        "What drove the change in operating margin in 2022?",
        "Which segment had the highest growth of revenue in 2022?",
        "Quel est le loyer annuel en 2018 ?",
        "What is the quick ratio?",
        "What was the operating margin in Q2 2022?",
        "What is the adjusted EBITDA for 2023?",
        "Did wages as a percent of net sales increase in 2023?",
        "Qu'est-ce qui explique la variation de la marge brute en 2022 ?",
        "Quel est le besoin en fonds de roulement en 2022 ?",
        "How did net income per share change from 2021 to 2022?",
        "What is the conversion of working capital in 2022?",
        "What is the change in the revenue of client services from 2018 to 2019?",
        "What is the change in Other assets from 2018 to 2019?",
        "What is the change in interest income from 2018 to 2019?",
        "What is the growth of net sales from 2018 to 2019, excluding acquisitions?",
        "Why did total assets increase from 2018 to 2019?",
        "De combien le chiffre d'affaires des services a-t-il augmenté en 2019 ?",
        "Quel est le chiffre d'affaires prévu pour 2030, en hausse ?",
    ],
)
def test_other_questions_have_no_plan(question: str) -> None:
    assert planned(question) is None


def test_a_ratio_that_is_named_and_spelt_out_keeps_its_name() -> None:
    plan = planned("What is the 2020 gross margin, gross profit divided by revenue?")
    assert plan
    assert (plan.title, plan.kind) == ("Gross margin", Kind.PERCENT)


def test_every_ratio_is_found_by_its_names_and_called_as_the_question_does() -> None:
    for ratio in RATIOS:
        for name in ratio.names:
            plan = planned(f"What is the {name} for 2020?")
            assert plan, name
            assert plan.title.lower() == name
            assert plan.kind is ratio.kind


@pytest.mark.parametrize(
    "unit", ["(", "revenue / ", "average ", "1 + ", "2018 ", "defined as: ", "[("]
)
def test_a_hostile_question_is_read_in_bounded_time(unit: str) -> None:
    started = time.process_time()
    planned((unit * 2_000)[:1_990])
    assert time.process_time() - started < 1
