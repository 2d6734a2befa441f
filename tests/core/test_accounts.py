"""Questions about ratios look where their figures stand."""

from __future__ import annotations

import pytest

from core.accounts import METRICS, SHOWN_IN, operands, statements_named, statements_showing
from core.concepts import CONCEPTS
from core.description import Field


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("What is the quick ratio?", {"balance_sheet"}),
        ("Quel est le besoin en fonds de roulement ?", {"balance_sheet"}),
        ("Is it a capital-intensive business?", {"balance_sheet", "cash_flow", "income_statement"}),
        ("What was the gross margin?", {"income_statement"}),
        ("How large is the free cash flow?", {"cash_flow"}),
        ("Quelle est la marge opérationnelle ?", {"income_statement"}),
        ("Who is the chairman?", set()),
    ],
)
def test_a_ratio_stands_on_the_statements_of_its_parts(question: str, statements: set[str]) -> None:
    assert statements_showing(operands(question)) == statements


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("using the P&L statement", {"income_statement"}),
        ("d'après le bilan", {"balance_sheet"}),
        ("in the Statement of Cash Flows", {"cash_flow"}),
        ("dans le tableau des flux de trésorerie", {"cash_flow"}),
        ("the balance due", set()),
    ],
)
def test_statements_are_known_by_their_names(question: str, statements: set[str]) -> None:
    assert statements_named(question) == statements


def test_only_words_that_others_know_are_used() -> None:
    kinds = {"balance_sheet", "income_statement", "cash_flow", "equity", "comprehensive_income"}
    assert {kind for shown in SHOWN_IN.values() for kind in shown} <= kinds
    assert set(SHOWN_IN) <= set(CONCEPTS)
    assert {concept for made_of in METRICS.values() for concept in made_of} <= set(CONCEPTS)
    assert Field.STATEMENT.value == "statement"
