"""Questions that ask for arithmetic, and those that do not."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.working.asking import is_understood
from retrieval.working.expressions import Expression, Line, Number, Operation
from retrieval.working.parted import plans_of
from retrieval.working.plan import Mode, Plan
from retrieval.working.ratios import RATIOS, Kind


def spelled(tree: Expression) -> str:
    match tree:
        case Line(concept, lag):
            return concept + ("" if not lag else f"[-{lag}]")
        case Number(value):
            return str(value)
        case Operation(sign, left, right):
            return f"({spelled(left)} {sign} {spelled(right)})"


NAMED = frozenset({"amazing", "bay", "industries", "exemple", "inc"})
"""Words of the names of issuers that are known."""


def planned(question: str) -> Plan | None:
    plans = plans_of(question, NAMED)
    assert len(plans) < 2
    return plans[0] if plans else None


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
            "By how much did Amazing Bay Industries' net sales grow from 2018 to 2019?",
            "revenue", Mode.CHANGE, Kind.AMOUNT, (2018, 2019),
        ),
        (
            "What was the net margin of Exemple, Inc. in 2020?",
            "(net income / revenue)", Mode.VALUE, Kind.PERCENT, (2020,),
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
            "Le besoin en fonds de roulement d'Exemple est-il positif en 2022, total des actifs"
            " courants moins total des passifs courants ?",
            "(current assets − current liabilities)", Mode.VALUE, Kind.AMOUNT, (2022,),
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


@pytest.mark.parametrize(
    "question",
    [
        "What was the operating margin in the Sensors business in 2018?",
        "What was the operating margin in Europe in 2018?",
        "What is the industry average operating margin in 2018?",
        "By how much did net sales grow in constant currencies between 2016 and 2018?",
        "By how much did net sales grow on a like-for-like basis between 2016 and 2018?",
        "By how much did net sales grow at Globex between 2016 and 2018?",
        "By how much did net sales grow by volume from 2016 to 2018?",
        "What net sales growth did analysts want between 2016 and 2018?",
        "What current ratio is required by the credit agreement in 2018?",
        "What is the current ratio to be kept under the covenant in 2018?",
        "What was the operating margin in 2018 before restructuring?",
        "What will the operating margin be in 2018?",
        "What was operating income as a percentage of net sales in Retail in 2018?",
        "What was the operating margin in 2018? That of the Sensors business, please.",
        "What was the gross margin of Amazing Bay Industries in Europe in 2018?",
        "Quelle est la marge opérationnelle 2018 en Allemagne ?",
        "Quelle était la marge nette en 2018 hors éléments exceptionnels ?",
        "Quel ratio de liquidité générale les banques demandent-elles en 2018 ?",
        "De combien le chiffre d'affaires a-t-il augmenté à périmètre constant de 2017 à 2018 ?",
    ],
)
def test_a_question_with_words_that_no_rule_understands_has_no_plan(question: str) -> None:
    assert plans_of(question, NAMED) == ()


@given(
    st.sampled_from(["the operating margin", "the quick ratio", "the growth of net sales"]),
    st.sampled_from(["in", "of", "for", "at", "by", "under", "with", "before", "as"]),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=12),
)
def test_any_word_that_is_not_known_leaves_a_question_to_be_quoted(
    what: str, link: str, word: str
) -> None:
    assume(is_strange(word))
    assert plans_of(f"What was {what} in 2018?")
    assert plans_of(f"What was {what} {link} {word} in 2018?") == ()
    assert plans_of(f"What was {what} {link} {word.title()} in 2018?") == ()


def is_strange(word: str) -> bool:
    return not is_understood(word, ())


@pytest.mark.parametrize(
    ("question", "formulas"),
    [
        (
            "What were the gross margin and the net margin in 2018?",
            [("gross margin", (2018,)), ("net margin", (2018,))],
        ),
        (
            "What was the gross margin in 2017, and what was the net margin in 2018?",
            [("gross margin", (2017,)), ("net margin", (2018,))],
        ),
        (
            "What was the quick ratio in 2018? And the cash ratio?",
            [("quick ratio", (2018,)), ("cash ratio", (2018,))],
        ),
        (
            "Quels sont la marge nette, le taux de marge brute et la rentabilité financière 2018 ?",
            [
                ("marge nette", (2018,)),
                ("taux de marge brute", (2018,)),
                ("rentabilité financière", (2018,)),
            ],
        ),
        ("What was revenue in 2018 and what was the operating margin?", []),
        ("What was the operating margin in 2018 and what was net income?", []),
        ("Quels sont la marge nette et le besoin en fonds de roulement en 2018 ?", []),
        ("What was the return on equity in 2018, and who is the CEO?", []),
        ("What was the gross margin in 2018 and the net margin in Q2 2018?", []),
        ("What were the gross margin in 2018 and the net margin of peers?", []),
    ],
)
def test_of_two_questions_in_one_both_have_a_plan_or_none(
    question: str, formulas: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(plan.title.lower(), plan.years) for plan in plans_of(question)] == formulas


@pytest.mark.parametrize(
    "question",
    [
        "What was the average growth of revenue from 2016 to 2018?",
        "Quelle est la croissance moyenne du chiffre d'affaires de 2016 à 2018 ?",
        "What was the average operating margin in 2018?",
        "What is the operating margin in 2018 less the operating margin in 2017?",
        "What is 2018 operating income divided by 2017 net sales?",
        "What is 2018 revenue / 2017 revenue?",
        "What is the operating margin less the operating margin in 2018?",
        "What is the 2018 EBITDA margin? Calculate EBITDA from net income and interest expense.",
    ],
)
def test_what_could_be_worked_out_in_several_ways_has_no_plan(question: str) -> None:
    assert plans_of(question) == ()


@pytest.mark.parametrize(
    ("said", "decimals"),
    [("zero decimals", 0), ("0 decimals", 0), ("one decimal place", 1), ("3 decimals", 3)],
)
def test_the_digits_that_a_question_asks_for_count_none_included(said: str, decimals: int) -> None:
    plan = planned(f"What was the operating margin in 2018? Round to {said}.")
    assert plan
    assert plan.decimals == decimals


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
    "unit",
    [
        *("(", "revenue / ", "average ", "1 + ", "2018 ", "defined as: ", "[(", "you are a "),
        *("net margin 2018 and roe ", "and ", "assuming the role of ", "gross margin in 2018? "),
    ],
)
def test_a_hostile_question_is_read_in_bounded_time(unit: str) -> None:
    started = time.process_time()
    plans_of((unit * 2_000)[:1_990])
    assert time.process_time() - started < 1
