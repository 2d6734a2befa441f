"""How well a document fits what a question says of when and what kind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.description import Field
from core.periods import Period
from core.stores import Card
from retrieval.scope.kinds import forms_in
from retrieval.scope.periods import AskedPeriods

SAME_YEAR, WHOLE_YEAR, OTHER_QUARTER = 0.6, 0.5, 0.3
"""A part of the year that is asked for; the year of the quarter; another of its quarters."""
LATER = (0.5, 0.35)
"""The annual accounts of the next year and of the one after: they show the year in comparison."""
_ANNUAL = "annual_report"
_ACCOUNTS = frozenset((_ANNUAL, "quarterly_report", "financial_statements"))
_LASTING = frozenset(("lease", "loan_agreement", "contract", "diagnostic", "law", "guide"))
"""Kinds of documents that hold for years, whenever they were made."""


def period_fit(card: Card, asked: AskedPeriods) -> float:
    """From 0, not at all, to 1; 0 too where the question or the document says nothing of when."""
    if _is_of(card, asked.days):
        return 1.0
    own = Period.parse(card.value(Field.PERIOD) or "")
    if own is None:
        return 0.0
    return max((_fit(own, said.period, card) for said in asked.main), default=0.0)


def _is_of(card: Card, days: Collection[date]) -> bool:
    """Whether the document is dated on, or within days after, a day of the question."""
    made = _day(card.value(Field.DATE))
    return made is not None and any(0 <= (made - day).days <= 7 for day in days)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _fit(own: Period, asked: Period, card: Card) -> float:
    if own == asked:
        return 1.0
    later = own.year - asked.year
    if later == 0:
        if own.is_year:
            return WHOLE_YEAR
        return SAME_YEAR if asked.is_year else OTHER_QUARTER
    is_annual = own.is_year and card.value(Field.KIND) == _ANNUAL
    if 0 < later <= len(LATER) and (is_annual or (later == 1 and own.quarter == asked.quarter)):
        return LATER[later - 1]
    return 0.0


def lasts(card: Card | None) -> bool:
    """Whether a document holds for years: it may tell of one that it does not name."""
    return card is not None and card.value(Field.KIND) in _LASTING


def is_accounts(card: Card | None) -> bool:
    """Whether a document reports figures of one issuer: of nobody else, whatever the question."""
    return card is not None and card.value(Field.KIND) in _ACCOUNTS


def may_be_of(card: Card, asked: AskedPeriods) -> bool:
    """Whether it is of one of the periods that are named; or it holds for years; or it tells no
    period, and was not made at another time than in the year or in the one after."""
    if lasts(card):
        return True
    own = Period.parse(card.value(Field.PERIOD) or "")
    years = {said.period.year for said in asked.said} or {day.year for day in asked.days}
    if own is not None:
        named = [said.period for said in asked.said]
        return own in named if named else own.year in years
    made = _day(card.value(Field.DATE))
    return made is None or not years or any(made.year - year in (0, 1) for year in years)


def kind_fit(card: Card, kinds: Collection[str], forms: Collection[str]) -> float:
    """1 for a document of one of the kinds; of the official form, where one is named; else 0."""
    if forms:
        return float(bool(forms_in(card.value(Field.TITLE) or "") & set(forms)))
    return float(card.value(Field.KIND) in kinds)


def when(card: Card) -> str:
    """Sorts by period; what tells none comes before all that do."""
    period = Period.parse(card.value(Field.PERIOD) or "")
    if period is None:
        return ""
    part = period.quarter or (2 * period.half if period.half else 5)
    return f"{period.year}-{part}"
