"""What brackets are in each line of accounts, and of which part of a year figures are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.verdicts import Verdict
from retrieval.worked import worked
from retrieval.working.lines import LABELS, NEVER_NEGATIVE
from retrieval.working.ratios import RATIOS, Ratio
from tests.core.generated import Block
from tests.retrieval.passages import table
from tests.retrieval.test_worked import answer, judgements, on_pages, pages

_PAGES = {
    "Consolidated balance sheets (in millions)": (
        *("total assets", "current assets", "inventories", "receivables", "cash", "debt"),
        *("property plant and equipment", "current liabilities", "payables", "equity"),
    ),
    "Consolidated statements of income (in millions)": (
        *("revenue", "cost of sales", "gross profit", "operating income", "interest"),
        *("income before taxes", "income taxes", "net income"),
    ),
    "Consolidated statements of cash flows (in millions)": (
        *("operating cash flow", "capital expenditure", "dividends", "depreciation"),
    ),
}
"""Lines by the statement that shows them."""
_BRACKETED = [
    *("current liabilities", "payables", "debt", "cost of sales", "interest", "income taxes"),
    *("capital expenditure", "dividends", "depreciation"),
]
_LINES = [concept for lines in _PAGES.values() for concept in lines]


def statements(values: dict[str, int], bracketed: set[str]) -> list[tuple[Block | str, ...]]:
    def row(concept: str) -> str:
        shown = f"({values[concept]})" if concept in bracketed else str(values[concept])
        return f"{LABELS[concept][0]} | {shown} | {shown}"

    return [
        (title, table("Years ended December 31 | 2018 | 2017", *map(row, concepts)))
        for title, concepts in _PAGES.items()
    ]


@given(
    st.fixed_dictionaries({concept: st.integers(100, 999) for concept in _LINES}),
    st.sets(st.sampled_from(_BRACKETED)),
    st.sampled_from(RATIOS),
)
@settings(max_examples=80)
def test_brackets_around_what_is_owed_or_spent_change_no_ratio(
    values: dict[str, int], bracketed: set[str], ratio: Ratio
) -> None:
    question = f"What was the {ratio.names[0]} in 2018?"
    bare = answer(question, on_pages(*statements(values, set()), apart=1))
    assert bare
    hits = on_pages(*statements(values, bracketed), apart=1)
    assert answer(question, hits) == bare
    sentence = worked(question, hits, "en")
    assert sentence
    assert [j.verdict for j in judgements(question, sentence)] == [Verdict.DERIVED]


@given(
    st.fixed_dictionaries({concept: st.integers(100, 999) for concept in _LINES}),
    st.sampled_from(sorted(NEVER_NEGATIVE)),
)
@settings(max_examples=30)
def test_what_is_never_negative_is_something_else_in_brackets(
    values: dict[str, int], concept: str
) -> None:
    question = f"By how much did {LABELS[concept][0]} grow from 2017 to 2018?"
    assert answer(question, on_pages(*statements(values, set())))
    assert answer(question, on_pages(*statements(values, {concept}))) is None


def test_profits_keep_their_sign() -> None:
    values = dict.fromkeys(_LINES, 100) | {"operating income": 20}
    told = answer(
        "What was the operating margin in 2018?",
        on_pages(*statements(values, {"operating income"})),
    )
    assert told == "Operating margin 2018: operating income (−20) / total net revenues 100 = −20.0%"


@pytest.mark.parametrize(
    ("question", "bracketed"),
    [
        ("What was the return on equity in 2018?", "equity"),
        ("What was the payout ratio in 2018?", "net income"),
        ("What was the effective tax rate in 2018?", "income before taxes"),
    ],
)
def test_a_share_of_less_than_nothing_is_not_worked_out(question: str, bracketed: str) -> None:
    values = dict.fromkeys(_LINES, 100)
    assert answer(question, on_pages(*statements(values, set())))
    assert answer(question, on_pages(*statements(values, {bracketed}))) is None


TAX_RATE = "What was the effective tax rate in 2018?"


@pytest.mark.parametrize(
    ("label", "shown", "expected"),
    [
        ("Income tax expense", "9", "10.0%"),
        ("Income tax expense", "(9)", "10.0%"),
        ("Income tax expense (benefit)", "9", "10.0%"),
        ("Income tax expense (benefit)", "(9)", None),
    ],
)
def test_a_tax_that_is_received_is_not_taken_for_one_that_is_paid(
    label: str, shown: str, expected: str | None
) -> None:
    made = "Income statement", table("| 2018", "Income before taxes | 90", f"{label} | {shown}")
    told = answer(TAX_RATE, pages(made))
    assert (told.rpartition("= ")[2] if told else None) == expected


def test_what_is_owed_has_brackets_in_a_balance_sheet_alone() -> None:
    rows = "| 2018", "Total borrowings | (80)", "Total equity | 90"
    question = "What was the debt to equity in 2018?"
    assert answer(question, pages(("Balance sheet", table(*rows))))
    assert answer(question, pages(("Movements", table(*rows)))) is None


MARGIN = "What was the operating margin in 2018?"
ROWS = "Net sales | 90 | 80", "Operating income | 9 | 8"


@pytest.mark.parametrize(
    "titles",
    [
        ("Income statement", "Three months ended September 30"),
        ("Statements of income for the six months ended June 30 (in millions)",),
        ("Compte de résultat", "Six mois clos le 30 juin"),
        ("Compte de résultat du premier semestre",),
        ("Compte de résultat", "T3 2018"),
        ("Half-year income statement",),
        ("Compte de résultat prévisionnel",),
    ],
)
def test_a_line_above_tells_that_figures_are_of_a_part_of_a_year(titles: tuple[str, ...]) -> None:
    assert answer(MARGIN, pages((*titles, table("| 2018 | 2017", *ROWS)))) is None


@pytest.mark.parametrize(
    "titles",
    [
        ("Income statement", "Years ended September 30"),
        ("Income statement", "Quarterly figures are on page 90."),
        ("Three months ended June 30", table("| 2018 | 2017", "Dividend | 2 | 1"), "Annual income"),
    ],
)
def test_a_year_is_not_taken_for_a_part_of_one(titles: tuple[Block | str, ...]) -> None:
    assert answer(MARGIN, pages((*titles, table("| 2018 | 2017", *ROWS))))


@pytest.mark.parametrize(
    ("header", "is_year"),
    [
        ("| December 31, 2018 | December 31, 2017", True),
        ("| September 29, 2018 | September 30, 2017", True),
        ("| September 30, 2018 | December 31, 2017", False),
        ("| June 30, 2018 | December 31, 2017", False),
    ],
)
def test_an_interim_balance_is_not_that_of_a_years_end(header: str, is_year: bool) -> None:
    rows = "Total current assets | 9 | 8", "Total current liabilities | 5 | 4"
    told = answer("What was the current ratio in 2018?", pages(("Balance", table(header, *rows))))
    assert bool(told) is is_year
