"""Answers that are worked out: the formula, the figures behind it, and when there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evidence import Hit
from core.ids import DocumentId
from core.verdicts import Formula, Judgement, Verdict
from retrieval.sentence import Sentence
from retrieval.verifying.judge import judge
from retrieval.worked import wanting, worked
from tests.core.generated import Block
from tests.retrieval.passages import hit, table

BALANCE = (
    "Consolidated balance sheets (in millions of dollars)",
    table(
        "At December 31 | 2018 | 2017",
        "Inventories | 400 | 380",
        "Total current assets | 1,900 | 1,700",
        "Total assets | 5,000 | 4,600",
        "Total current liabilities | 1,000 | 1,250",
    ),
)
INCOME = (
    "Consolidated statements of income (in millions of dollars)",
    table(
        "Years ended | 2018 | 2017 | 2016",
        "Net sales | 3,300 | 3,000 | 2,500",
        "Cost of sales | (1,950) | (1,800) | (1,600)",
        "Operating income | 330 | 270 | 200",
        "Net income | 240 | (20) | 150",
    ),
)
RESULTAT = (
    "Compte de résultat (en milliers d'euros)",
    table(
        "| 2018 | 2017", "Chiffre d'affaires | 1 577 | 1 464", "Résultat d'exploitation | 158 | 122"
    ),
)


def pages(*made: tuple[Block | str, ...]) -> list[Hit]:
    return [
        hit(*blocks, reading=f"00000000-0000-0000-0000-00000000000{rank}")
        for rank, blocks in enumerate(made)
    ]


def on_pages(*made: tuple[Block | str, ...], apart: int = 10) -> list[Hit]:
    """Each on a page of its own of one document."""
    numbered = enumerate(pages(*made), start=1)
    return [
        replace(one, passage=replace(p, leaf=replace(p.leaf, number=apart * rank)))
        for rank, one in numbered
        for p in [one.passage]
    ]


def answer(question: str, hits: list[Hit], language: str = "en") -> str | None:
    sentence = worked(question, hits, language)
    return "\n".join(part.text for part in sentence.parts) if sentence else None


def judgements(question: str, sentence: Sentence) -> list[Judgement]:
    return [judge(p.text, [c.quote for c in p.citations], question) for p in sentence.parts]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "What is the 2018 quick ratio?",
            "Quick ratio 2018: (total current assets 1,900 − inventories 400)"
            " / total current liabilities 1,000 = 1.50",
        ),
        (
            "What was the operating margin in 2017?",
            "Operating margin 2017: operating income 270 / net sales 3,000 = 9.0%",
        ),
        (
            "What was the gross margin in 2018?",
            "Gross margin 2018: (net sales 3,300 − cost of sales 1,950) / net sales 3,300 = 40.9%",
        ),
        (
            "Is working capital positive in 2017?",
            "Working capital 2017: total current assets $1,700 million − total current liabilities"
            " $1,250 million = $450 million",
        ),
        (
            "By how much did net sales grow between 2016 and 2018?",
            "Net sales from 2016 to 2018: $3,300 million − $2,500 million = +$800 million,"
            " or (3,300 − 2,500) / 2,500 = +32.0%",
        ),
        (
            "How did net income change from 2017 to 2018?",
            "Net income from 2017 to 2018: $240 million − (−$20 million) = +$260 million",
        ),
        (
            "What is the inventory turnover for 2018?",
            "Inventory turnover 2018: cost of sales 1,950 / ((inventories 400 + 380) / 2) = 5.00",
        ),
        (
            "What is the average operating income as a % of revenue from 2016 to 2018?",
            "2016–2018: (operating income 200 / net sales 2,500 + operating income 270"
            " / net sales 3,000 + operating income 330 / net sales 3,300) / 3 = 9.0%",
        ),
    ],
)
def test_a_formula_is_worked_out_over_cited_figures(question: str, expected: str) -> None:
    hits = on_pages(BALANCE, INCOME)
    assert answer(question, hits) == expected
    sentence = worked(question, hits, "en")
    assert sentence
    for judgement in judgements(question, sentence):
        assert judgement.verdict is Verdict.DERIVED, judgement.reasons
        assert judgement.derivations[0].formula is Formula.WRITTEN_OUT


def test_rows_headers_and_scale_are_cited_once() -> None:
    sentence = worked("What is the 2018 quick ratio?", on_pages(BALANCE), "en")
    assert sentence
    assert [" ".join(citation.quote.split()) for citation in sentence.citations] == [
        "Total current assets 1,900 1,700",
        "Inventories 400 380",
        "Total current liabilities 1,000 1,250",
        "At December 31 2018 2017",
        "Consolidated balance sheets (in millions of dollars)",
    ]


def test_an_answer_is_in_the_language_of_its_question() -> None:
    question = "Quelle est l'évolution du chiffre d'affaires entre 2017 et 2018 ?"
    assert answer(question, pages(RESULTAT), "fr") == (
        "Chiffre d'affaires de 2017 à 2018\u202f: 1\u202f577 k€ − 1\u202f464 k€ = +113 k€,"
        " soit (1\u202f577 − 1\u202f464) / 1\u202f464 = +7,7\u202f%"
    )
    margin = "Quelle était la marge d'exploitation en 2018 ?"
    sentence = worked(margin, pages(RESULTAT), "fr")
    assert sentence
    assert sentence.text.endswith("= 10,0\u202f%")
    assert [j.verdict for j in judgements(margin, sentence)] == [Verdict.DERIVED]


def test_a_trend_of_a_ratio_is_told_year_by_year() -> None:
    told = answer("Has the operating margin improved in 2018?", on_pages(INCOME))
    assert told
    assert [line.rpartition("= ")[2] for line in told.splitlines()] == ["9.0%", "10.0%"]


QUICK = "What is the 2018 quick ratio?"
MARGIN = "What was the operating margin in 2018?"


def income(header: str, *rows: str) -> tuple[Block | str, ...]:
    return "Income statement", table(header, *rows)


@pytest.mark.parametrize(
    ("question", "made"),
    [
        (QUICK, INCOME),
        ("What is the 2016 quick ratio?", BALANCE),
        (QUICK, ("Balance sheet", table("| 2018", "Total current assets | 9"))),
        (MARGIN, income("Three months ended | 2018", "Net sales | 90", "Operating income | 9")),
        (MARGIN, income("| Q2 2018", "Net sales | 90", "Operating income | 9")),
        (MARGIN, income("| 2018 | 2018", "Net sales | 90 | 91", "Operating income | 9 | 9")),
        (MARGIN, income("| 2018", "Net sales | 0", "Operating income | 9")),
        (MARGIN, income("| 2018", "Net sales | 90 €", "Operating income | $9")),
        (MARGIN, income("| 2018", "Net sales | 90", "Other operating income | 9")),
        (
            "By how much did income taxes rise in 2018?",
            income("| 2018 | 2017", "Provision for income taxes | 9 | (7)"),
        ),
    ],
)
def test_without_every_figure_nothing_is_worked_out(
    question: str, made: tuple[Block | str, ...]
) -> None:
    assert answer(question, pages(made)) is None


def test_figures_of_two_documents_are_never_put_together() -> None:
    one, other = on_pages(BALANCE, INCOME)
    away = replace(other, passage=replace(other.passage, document=DocumentId("another")))
    assert answer("What is the 2018 return on assets?", [one, other])
    assert answer("What is the 2018 return on assets?", [one, away]) is None


def test_the_groups_figures_go_before_those_of_a_part() -> None:
    part = (
        "Income statement of a segment (in millions of dollars)",
        table("| 2018 | 2017", "Net sales | 300 | 200", "Operating income | 90 | 80"),
    )
    told = answer("What was the operating margin in 2018?", on_pages(part, INCOME))
    assert told == "Operating margin 2018: operating income 330 / net sales 3,300 = 10.0%"


def test_a_change_that_a_cash_flow_shows_is_no_balance() -> None:
    flows = (
        "Statements of cash flows (in millions of dollars)",
        table("| 2018 | 2017", "Inventories | (626) | (112)"),
    )
    assert answer(QUICK, on_pages(flows, BALANCE)) == answer(QUICK, on_pages(BALANCE))


def test_a_change_of_a_line_is_not_taken_for_the_line() -> None:
    flows = (
        "Statements of cash flows (in millions of dollars)",
        table("| 2018", "Inventories | (626)"),
    )
    balance = (
        "Balance sheets (in millions of dollars)",
        table("| 2018", "Total current assets | 9", "Total current liabilities | 8"),
    )
    assert answer(QUICK, on_pages(flows, balance, apart=1)) is None


def test_a_table_without_a_scale_is_not_mixed_with_one_that_has() -> None:
    flows = (
        "Statements of cash flows",
        table("| 2018", "Net cash provided by operating activities | 250,000"),
    )
    question = "What is the 2018 operating cash flow ratio?"
    assert answer(question, on_pages(flows, BALANCE)) is None
    assert answer(question, on_pages(flows, ("Balance sheets", BALANCE[1])))


def test_what_a_document_prints_itself_is_not_worked_out() -> None:
    question = "What was the operating margin in 2018?"
    key = ("Key figures", table("| 2018 | 2017", "Operating margin | 10.0% | 9.0%"))
    amounts = ("Key figures", table("| 2018 | 2017", "Operating margin | 330 | 270"))
    assert answer(question, on_pages(INCOME, key)) is None
    assert answer(question, on_pages(INCOME, amounts)) == answer(question, on_pages(INCOME))
    assert answer("What was the operating margin in 2016?", on_pages(INCOME, key))
    defined = f"{question} It is defined as operating income / revenue."
    assert answer(defined, on_pages(INCOME, key))


def test_what_is_missing_can_be_searched_for() -> None:
    missing = wanting(QUICK, on_pages(INCOME))
    assert missing
    assert missing.document == DocumentId("document")
    assert "balance sheet" in missing.text
    assert "current liabilities" in missing.text
    assert wanting(QUICK, on_pages(BALANCE)) is None
    assert wanting("Quel est le loyer en 2018 ?", on_pages(INCOME)) is None
    assert wanting(QUICK, []) is None


def test_tables_in_two_scales_tell_theirs() -> None:
    flows = (
        "Statements of cash flows (in thousands of dollars)",
        table("| 2018", "Net cash provided by operating activities | 250,000"),
    )
    sentence = worked("What is the 2018 operating cash flow ratio?", on_pages(flows, BALANCE), "en")
    assert sentence
    assert sentence.text == (
        "Operating cash flow ratio 2018: net cash provided by operating activities"
        " $250,000 thousand / total current liabilities $1,000 million = 0.25"
    )


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.sampled_from(["en", "fr"]))
@settings(max_examples=60)
def test_what_is_worked_out_holds_before_the_judge(sales: int, before: int, language: str) -> None:
    made = (
        "Income statement (in thousands of euros)",
        table("| 2018 | 2017", f"Net sales | {sales:,} | {before:,}"),
    )
    question = "What was the growth of revenue from 2017 to 2018?"
    sentence = worked(question, pages(made), language)
    assert sentence
    assert [j.verdict for j in judgements(question, sentence)] == [Verdict.DERIVED]
