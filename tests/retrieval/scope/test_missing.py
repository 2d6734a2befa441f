"""Nothing of somebody else, or of another year, is evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from core.description import Field
from core.evidence import Chunk, Hit
from core.ids import DocumentId
from core.principals import SearchFilter
from core.scoping import Facet, Origin, SearchScope
from core.stores import Card
from retrieval.scope.asked import Asked
from retrieval.scope.missing import About, Missing, about
from retrieval.scope.names import Mention
from retrieval.scope.narrow import Scoped, fits_of
from retrieval.scope.periods import asked_periods
from retrieval.units import units_of
from tests.contracts.databases import scope
from tests.core.generated import Block
from tests.retrieval.passages import hit, table

OURS, THEIRS = DocumentId("ours"), DocumentId("theirs")
REPORT = {Field.KIND: "annual_report", Field.PERIOD: "2022"}


def card(document: DocumentId, facts: Mapping[Field, str]) -> Card:
    return Card(document, f"{document}.pdf", tuple(facts.items()), ())


def of(document: DocumentId, *blocks: Block | str) -> Hit:
    found = hit(*blocks)
    return replace(found, passage=replace(found.passage, document=document))


def looked(
    question: str,
    *hits: Hit,
    cards: tuple[Card, ...] = (),
    before: tuple[str, ...] = (),
    mentions: tuple[Mention, ...] = (),
    origins: Mapping[Facet, Origin] | None = None,
) -> About:
    asked = Asked(mentions, asked_periods(question), {}, frozenset(), {}, origins or {})
    known = {one.document: one for one in cards}
    where, fits = SearchFilter(scope(), day=date(2026, 1, 15)), fits_of(asked, known)
    scoped = Scoped(where, SearchScope(), known, fits, asked=asked)
    return about(question, before, scoped, hits)


NORTHWIND = card(OURS, {Field.ISSUER: "Northwind SA", **REPORT})
HARBOR = card(THEIRS, {Field.ISSUER: "Blue Harbor plc", **REPORT})
SALES = "Net sales were 12 million in 2022."


def test_what_is_of_another_issuer_is_no_evidence() -> None:
    found = looked("What were Zorblax's net sales in 2022?", of(OURS, SALES), cards=(NORTHWIND,))
    assert found.missing.names == ("Zorblax",)


def test_the_issuer_of_a_document_need_not_be_named_on_its_pages() -> None:
    hits = of(OURS, SALES), of(THEIRS, SALES)
    found = looked("What were Northwind's net sales?", *hits, cards=(NORTHWIND, HARBOR))
    assert not found.missing
    assert found.hits == [hits[0]]


def test_of_two_issuers_that_are_compared_both_are_evidence() -> None:
    other = DocumentId("other")
    third = card(other, {Field.ISSUER: "Corvane Ltd", **REPORT})
    hits = of(OURS, SALES), of(THEIRS, SALES), of(other, SALES)
    question = "Did Northwind or Blue Harbor have higher net sales?"
    found = looked(question, *hits, cards=(NORTHWIND, HARBOR, third))
    assert not found.missing
    assert found.hits == [hits[0], hits[1]]
    assert found.sides == ([hits[0]], [hits[1]])
    alone = looked("Had Northwind higher net sales?", *hits, cards=(NORTHWIND, HARBOR, third))
    assert alone.sides == ()


def test_what_an_issuer_is_asked_about_is_not_taken_from_another() -> None:
    europe = "Net sales in Europe were 4 million in 2022."
    hits = of(OURS, SALES), of(OURS, europe), of(THEIRS, europe)
    question = "What were Northwind's net sales in Europe?"
    found = looked(question, *hits, cards=(NORTHWIND, HARBOR))
    assert found.hits[-1] is hits[1]
    assert hits[2] not in found.hits


LEASE = card(OURS, {Field.KIND: "lease", Field.DATE: "2023-04-01"})
RENT = "The annual rent is 186,000 euros until 2032."


@pytest.mark.parametrize(
    ("year", "is_missing"), [(2022, False), (2026, False), (2032, False), (2035, True)]
)
def test_a_year_ahead_of_all_that_is_told_is_not_covered_by_what_holds_today(
    year: int, is_missing: bool
) -> None:
    found = looked(f"What is the annual rent in {year}?", of(OURS, RENT), cards=(LEASE,))
    assert found.missing.periods == ((str(year),) if is_missing else ())


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        *(("le", False), ("qui", False), ("2024", False), ("1", False), ("T3 2024 ?", False)),
        *(("Combien ?", False), ("what is it?", False), ("loyer", True), ("TVA 2024", True)),
        *(("Quel est le loyer ?", True), ("annexe C", True), ("Les Z.A.C. ?", True), ("税", True)),
    ],
)
def test_a_question_without_a_word_to_look_for_is_unclear(question: str, is_told: bool) -> None:
    assert looked(question, of(OURS, RENT), cards=(LEASE,)).missing.topic is not is_told


def test_of_a_year_ahead_only_what_tells_of_years_so_late_counts() -> None:
    late = of(THEIRS, "The loan falls due in 2040.")
    loan = card(THEIRS, {Field.KIND: "loan_agreement"})
    found = looked("What falls due in 2035?", of(OURS, RENT), late, cards=(LEASE, loan))
    assert found.hits == [late]


def test_what_the_scope_found_by_other_words_is_known() -> None:
    question = "What were NWD's net sales in 2022?"
    by_ticker = Mention(Facet.ISSUER, 10, 15, "NWD", ("Northwind SA",), frozenset({OURS}))
    found = looked(question, of(OURS, SALES), cards=(NORTHWIND,), mentions=(by_ticker,))
    assert not found.missing
    assert looked(question, of(OURS, SALES), cards=(NORTHWIND,)).missing


def test_a_competitor_named_beside_its_own_figures_is_not_whose_they_are() -> None:
    page = "Zorblax is a competitor of ours.", SALES
    first = of(THEIRS, *page)
    beside = replace(first, passage=replace(first.passage, chunk=_last(first)))
    found = looked("What were Zorblax's net sales?", beside, cards=(HARBOR,))
    assert found.missing.names == ("Zorblax",)


def _last(found: Hit) -> Chunk:
    """Of the last paragraph alone."""
    words = found.passage.leaf.elements[-1].words
    chunk = found.passage.chunk
    return replace(chunk, words=words, text=found.passage.leaf.quote(words))


def test_a_passage_that_names_somebody_is_about_them_whoever_wrote_it() -> None:
    found = looked("When was Zorblax bought?", of(THEIRS, "We bought Zorblax in May."))
    assert not found.missing


@pytest.mark.parametrize(
    ("question", "is_missing"),
    [("What is the Adjusted margin?", False), ("How much did Adjusted earn?", True)],
)
def test_a_capital_makes_no_name_of_an_ordinary_word(question: str, is_missing: bool) -> None:
    found = looked(question, of(OURS, "The adjusted margin rose to 12 %."))
    assert bool(found.missing) is is_missing


def test_a_name_in_small_letters_is_none() -> None:
    found = looked("What is the area of Square?", of(OURS, "It has 400 square metres."))
    assert not found.missing  # nothing tells that it is somebody
    found = looked("What are Square's sales?", of(OURS, "It has 400 square metres."))
    assert found.missing.names == ("Square",)


def test_a_year_that_no_passage_covers_is_missing() -> None:
    question = "What were Northwind's net sales in 2019?"
    found = looked(question, of(OURS, SALES), cards=(NORTHWIND,))
    assert found.missing.periods == ("2019",)


def test_an_older_year_in_a_column_of_a_later_report_is_covered() -> None:
    row = of(OURS, table("Sales | 2022 | 2021 | 2019", "Net sales | 12 | 11 | 9"))
    found = looked("What were Northwind's net sales in 2019?", row, cards=(NORTHWIND,))
    assert not found.missing


def test_a_sentence_of_another_year_beside_one_of_the_year_is_untimely() -> None:
    both = of(OURS, "Net sales were 12 million in 2022.", "Costs were 4 million in 2019.")
    found = looked("What were Northwind's net sales in 2019?", both, cards=(NORTHWIND,))
    assert not found.missing
    sales, costs = units_of(both.passage)
    assert (found.is_timely(sales), found.is_timely(costs)) == (False, True)
    assert found.untimely.missing.periods == ("2019",)


def test_a_report_may_tell_of_other_years_than_its_own() -> None:
    maturity = of(OURS, "The loan falls due in 2030.")
    found = looked("When does Northwind's loan of 2022 fall due?", maturity, cards=(NORTHWIND,))
    assert not found.missing
    assert all(found.is_timely(unit) for unit in units_of(maturity.passage))


def test_another_year_in_a_passage_counts_for_more_than_the_page() -> None:
    page = of(OURS, "This page was printed in 2019.", "The fee of 2022 is 9 euros.")
    assert not looked("What was the fee in 2019?", page).missing
    passage = replace(page, passage=replace(page.passage, chunk=_last(page)))
    assert looked("What was the fee in 2019?", passage).missing.periods == ("2019",)


def test_a_lease_holds_for_years_that_it_does_not_name() -> None:
    lease = card(OURS, {Field.KIND: "lease", Field.DATE: "2019-05-01"})
    found = looked("Quel est le loyer en 2023 ?", of(OURS, "Loyer de 2019 : 9 €."), cards=(lease,))
    assert not found.missing


def test_what_tells_nothing_of_when_it_is_may_be_of_any_year() -> None:
    assert not looked("Quel est le loyer en 2023 ?", of(OURS, "Le loyer est de 9 €.")).missing


def test_a_question_that_goes_on_names_what_the_one_before_did() -> None:
    before = ("What were Zorblax's net sales in 2021?",)
    hits, cards = of(OURS, SALES), (NORTHWIND,)
    assert looked("And in 2022?", hits, cards=cards, before=before).missing.names == ("Zorblax",)
    assert not looked("How many people work there?", hits, cards=cards, before=before).missing


def test_whose_the_caller_says_is_not_looked_for_in_the_question() -> None:
    origins = {Facet.ISSUER: Origin.CALLER}
    assert not looked("Zorblax's net sales?", of(OURS, SALES), origins=origins).missing


@pytest.mark.parametrize(
    ("question", "whose"),
    [
        ("What were the net sales in 2022?", ("Blue Harbor plc", "Northwind SA")),
        ("Which company had the highest net sales in 2022?", ()),
        ("What were the net sales of Northwind in 2022?", ()),
        ("What were the net sales?", ()),
        ("What happened in 2022?", ()),
        ("What were the net sales in 2017?", ()),
    ],
)
def test_figures_of_several_issuers_answer_no_question_without_a_name(
    question: str, whose: tuple[str, ...]
) -> None:
    cards = (NORTHWIND, HARBOR)
    assert looked(question, of(OURS, SALES), cards=cards).missing.whose == whose
    assert looked(question, of(OURS, SALES), cards=(NORTHWIND,)).missing.whose == ()


def test_without_a_scope_nothing_is_looked_for() -> None:
    hits = [of(OURS, SALES)]
    assert about("Zorblax's sales?", (), None, hits) == About(hits)


def test_a_name_that_is_mistyped_is_the_one_that_is_meant() -> None:
    sales = of(OURS, "Zorblaxia had net sales of 12 million.")
    assert not looked("What were Zorbalxia's net sales?", sales).missing
    assert looked("What were Zorbinia's net sales?", sales).missing.names == ("Zorbinia",)


def test_what_is_no_report_may_answer_without_the_name() -> None:
    named, bare = of(OURS, "Lot Q-07 is let to Zorblax."), of(THEIRS, "The tenant pays 9 euros.")
    found = looked("What does Zorblax pay for lot Q-07?", named, bare)
    assert (list(found.hits), found.missing) == ([named, bare], Missing())
