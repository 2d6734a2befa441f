"""Two documents that tell one thing differently, and what only looks so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.description import Field
from core.evidence import Hit
from core.ids import DocumentId, ReadingId
from core.stores import Card
from retrieval.contradictions import Clash, clashes
from retrieval.units import units_of
from tests.core.generated import Block
from tests.retrieval.passages import hit, table

OURS, THEIRS = DocumentId("ours"), DocumentId("theirs")
LEASE = {Field.ISSUER: "Northwind SA", Field.KIND: "lease"}
REPORT = {Field.ISSUER: "Northwind SA", Field.KIND: "annual_report", Field.PERIOD: "2022"}
QUESTION = "Quel est le montant du dépôt de garantie ?"
DEPOSIT = "Le dépôt de garantie est de 46 500 €."


def of(document: DocumentId, *blocks: Block | str) -> Hit:
    found = hit(*blocks, reading=ReadingId(f"r-{document}"))
    return replace(found, passage=replace(found.passage, document=document))


def found(
    question: str,
    ours: Hit,
    theirs: Hit,
    facts: Mapping[Field, str] = LEASE,
    others: Mapping[Field, str] | None = None,
) -> list[Clash]:
    cards = {
        OURS: Card(OURS, "ours.pdf", tuple(facts.items()), ()),
        THEIRS: Card(THEIRS, "theirs.pdf", tuple((others or facts).items()), ()),
    }
    return clashes(question, list(units_of(ours.passage)), [ours, theirs], cards)


def against(text: str, question: str = QUESTION, own: str = DEPOSIT) -> list[Clash]:
    return found(question, of(OURS, own), of(THEIRS, text))


def test_another_figure_for_the_same_thing_is_a_contradiction() -> None:
    [clash] = against("Nous rappelons que le dépôt de garantie s'élève à 45 000 €.")
    assert (clash.first.value, clash.other.value) == ("46 500 €", "45 000 €")
    assert (clash.first.document, clash.other.document) == (OURS, THEIRS)


@pytest.mark.parametrize(
    "text",
    [
        "Le dépôt de garantie est de 46.500,00 euros.",
        "Le dépôt de garantie est de 46,5 k€.",
        "Le dépôt de garantie est de 47 milliers d'euros.",
        "Le dépôt de garantie est de trois mois.",
        "Le dépôt de garantie est de 3 %.",
        "Le dépôt est de 45 000 €.",
        "Le loyer est de 45 000 €.",
        "Le dépôt de garantie était de 45 000 € en 2019.",
        "Le dépôt de garantie est de 45 000 €. Le dépôt de garantie est de 46 500 €.",
    ],
)
def test_what_is_rounded_or_written_otherwise_or_of_something_else_is_none(text: str) -> None:
    assert against(text) == []


@given(
    value=st.integers(1_000, 9_999_999),
    style=st.sampled_from(["{:,} €", "{:,}.00 €", "€{:,}", "EUR {:,}"]),
)
def test_no_format_of_the_same_amount_contradicts_it(value: int, style: str) -> None:
    question = "What is the security deposit?"
    own = f"The security deposit is €{value}."
    assert against(f"The security deposit is {style.format(value)}.", question, own) == []
    thousands = (Decimal(value) / 1000).quantize(Decimal("0.1"))
    assert against(f"The security deposit is €{thousands} thousand.", question, own) == []


@given(value=st.integers(1_000, 9_999_999), apart=st.integers(2, 900))
def test_another_amount_does(value: int, apart: int) -> None:
    question = "What is the security deposit?"
    own = f"The security deposit is €{value}."
    assert len(against(f"The security deposit is €{value + apart}.", question, own)) == 1


def test_rows_of_one_year_are_compared_whatever_the_scale() -> None:
    question = "What were the capital expenditures in 2022?"
    ours = of(OURS, table("In millions of dollars | 2022 | 2021", "Capital expenditures | 229 | 9"))
    same = of(THEIRS, "Capital expenditures were $229.4 million in 2022.")
    other = of(THEIRS, "Capital expenditures were $235 million in 2022.")
    year = of(THEIRS, "Capital expenditures were $235 million in 2020.")
    assert found(question, ours, same, REPORT) == []
    assert len(found(question, ours, other, REPORT)) == 1
    assert found(question, ours, year, REPORT) == []


def test_reports_of_two_periods_or_of_two_issuers_are_not_compared() -> None:
    theirs = of(THEIRS, "Le dépôt de garantie est de 45 000 €.")
    ours = of(OURS, DEPOSIT)
    later = {**REPORT, Field.PERIOD: "2023"}
    assert found(QUESTION, ours, theirs, REPORT, later) == []
    assert found(QUESTION, ours, theirs, LEASE, {**LEASE, Field.ISSUER: "Harbor"}) == []
    assert found(QUESTION, ours, theirs, LEASE, {Field.KIND: "letter"}) == []


def test_a_later_report_may_restate_a_year() -> None:
    question = "What were the capital expenditures in 2022?"
    ours = of(OURS, "Capital expenditures were $229 million in 2022.")
    theirs = of(THEIRS, "Capital expenditures were $235 million in 2022.")
    assert len(found(question, ours, theirs, REPORT)) == 1
    assert found(question, ours, theirs, REPORT, {**REPORT, Field.PERIOD: "2023"}) == []


def test_what_is_called_by_more_of_the_question_is_another_thing() -> None:
    question = "Quel est le loyer annuel de base ?"
    own = "Le loyer annuel de base est de 10 000 €."
    assert len(against("Le loyer annuel de base est de 12 000 €.", question, own)) == 1
    assert against("Le loyer annuel indexé est de 12 000 €.", question, own) == []


def test_one_document_does_not_contradict_itself() -> None:
    both = of(OURS, DEPOSIT, "Le dépôt de garantie est de 45 000 €.")
    assert found(QUESTION, both, both) == []
